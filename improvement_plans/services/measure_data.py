"""Every write to the values of a measure. What is replaced is kept, with who and when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from audit.services import record
from core.revisions import fingerprint
from improvement_plans.choices import AuditEvent
from improvement_plans.models import DataPoint, Measure, ReplacedValue
from improvement_plans.services.measures import lock_measure

# Every day of 27 years; a chart of more says nothing.
MOST_POINTS = 10_000
ROWS_AT_ONCE = 1000
Values = Mapping[date, Decimal | None]


class DataChanged(Exception):
    """Somebody saved other values of these periods since they were shown."""


class TooManyValues(Exception):
    """A measure would have more periods than a chart can show."""


@dataclass(frozen=True)
class Changes:
    """What values would do to those that are stored, by the first day of each period.

    `seen` stands for what is stored of these periods now.
    """

    new: dict[date, Decimal | None]
    # Old and new.
    replaced: dict[date, tuple[Decimal | None, Decimal | None]]
    unchanged: dict[date, Decimal | None]
    seen: int

    @property
    def is_nothing(self) -> bool:
        return not (self.new or self.replaced)

    @property
    def not_collected(self) -> int:
        """How many periods are said to have no value."""
        news = [*self.new.values(), *(value for _, value in self.replaced.values())]
        return sum(value is None for value in news)


def what_changes(measure: Measure, values: Values) -> Changes:
    """What saving these values would do; nothing is written."""
    return _changes({point.first_day: point for point in measure.points.all()}, values)


def mark_of(points: Collection[DataPoint], days: Collection[date]) -> int:
    """What stands for the stored values of these periods."""
    return _mark({point.first_day: point for point in points}, days)


@transaction.atomic
def save_values(
    *,
    measure: Measure,
    values: Values,
    removed: Collection[date] = (),
    seen: int,
    by: User,
    at: datetime,
) -> Changes:
    """Add the periods that are new, replace the values that differ, and take out the `removed`.

    `seen` is the mark of what the person was shown of all these periods. Raises `DataChanged` when
    somebody else saved other values since, `TooManyValues` and `WrongState`. Values that are
    stored already change nothing, so that sending twice is sending once.
    """
    measure = lock_measure(measure)
    stored = {point.first_day: point for point in measure.points.all()}
    changes = _changes(stored, values)
    gone = [stored[day] for day in removed if day in stored]
    if changes.is_nothing and not gone:
        return changes
    if _mark(stored, [*values, *removed]) != seen:
        raise DataChanged("Somebody saved other values of these periods meanwhile.")
    if len(stored) - len(gone) + len(changes.new) > MOST_POINTS:
        raise TooManyValues(f"A measure has room for {MOST_POINTS:,} periods.")
    old = [stored[day] for day in changes.replaced]
    _keep(old, by, at)
    _keep(gone, by, at, is_removed=True)
    now = {**changes.new, **{day: new for day, (_, new) in changes.replaced.items()}}
    DataPoint.objects.bulk_create(
        [
            DataPoint(measure=measure, first_day=day, value=value, entered_at=at, entered_by=by)
            for day, value in now.items()
        ],
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["measure", "first_day"],
        update_fields=["value", "entered_at", "entered_by"],
    )
    measure.points.filter(first_day__in=[point.first_day for point in gone]).delete()
    record(
        AuditEvent.MEASURE_DATA_SAVED,
        by=by, subject=measure.plan, at=at, measure=measure.pk,
        new=len(changes.new), replaced=len(changes.replaced), removed=len(gone),
    )  # fmt: skip
    return changes


def _changes(stored: Mapping[date, DataPoint], values: Values) -> Changes:
    new = {day: value for day, value in values.items() if day not in stored}
    old = {day: stored[day].value for day in values if day in stored}
    return Changes(
        new,
        {day: (was, values[day]) for day, was in old.items() if was != values[day]},
        {day: was for day, was in old.items() if was == values[day]},
        _mark(stored, values),
    )


def _mark(stored: Mapping[date, DataPoint], days: Collection[date]) -> int:
    rows = {day.isoformat(): str(stored[day].value) for day in days if day in stored}
    return fingerprint(dict(rows))


def _keep(points: list[DataPoint], by: User, at: datetime, *, is_removed: bool = False) -> None:
    """Keep what these periods said before it goes."""
    ReplacedValue.objects.bulk_create(
        [
            ReplacedValue(
                measure_id=point.measure_id,
                first_day=point.first_day,
                value=point.value,
                entered_at=point.entered_at,
                entered_by_id=point.entered_by_id,
                replaced_at=at,
                replaced_by=by,
                is_removed=is_removed,
            )
            for point in points
        ],
        batch_size=ROWS_AT_ONCE,
    )
