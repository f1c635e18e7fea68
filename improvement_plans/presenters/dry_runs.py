"""What an import would do, shown before anything is saved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.text import nhs_date, plural
from improvement_plans.models import Measure
from improvement_plans.pasted import Sheet, plain
from improvement_plans.periods import FIRST_DAY, Kind, period_from
from improvement_plans.presenters.measures import words_of
from improvement_plans.services.measure_data import Changes, what_changes

NOT_COLLECTED = "Not collected"
# A page of all 10,000 helps nobody; the numbers above the table count them all.
MOST_SHOWN = 200


@dataclass(frozen=True)
class Line:
    """One period that would change: what it says now, and what it would say."""

    period: str
    typed: str
    old: str
    new: str


@dataclass(frozen=True)
class DryRun:
    """What these rows would do to the measure."""

    measure: Measure
    sheet: Sheet
    changes: Changes
    today: date

    @classmethod
    def of(cls, measure: Measure, sheet: Sheet, today: date) -> "DryRun":
        return cls(measure, sheet, what_changes(measure, values_of(sheet)), today)

    @property
    def values(self) -> dict[date, Decimal | None]:
        return values_of(self.sheet)

    @property
    def counts(self) -> list[str]:
        """How many periods are new, replaced, unchanged and not collected."""
        changes = self.changes
        said = [
            (len(changes.new), "period is new", "periods are new"),
            (len(changes.replaced), "value is replaced", "values are replaced"),
            (len(changes.unchanged), "period stays as it is", "periods stay as they are"),
            (changes.not_collected, "period is marked “not collected”",
             "periods are marked “not collected”"),
        ]  # fmt: skip
        return [plural(count, one, many) for count, one, many in said if count]

    @property
    def echoes(self) -> Iterator[str]:
        """How it was read, where it could have been read otherwise."""
        sheet = self.sheet
        if sheet.read_as:
            text, day = sheet.read_as
            yield f"Dates were read so that {text} is {nhs_date(day)}."
        if sheet.name:
            yield f"Of the workbook its first sheet was read, {sheet.name}."
        if sheet.heading:
            yield f"The first row was taken for headings: {sheet.heading}."
        if coming := sum(day > self.today for day in self.changes.new):
            yield f"{plural(coming, 'period')} will only begin after today. Is that what you mean?"
        if sheet.rounded:
            count = plural(sheet.rounded, "value")
            yield f"{count} had more than six decimal places, and kept six."

    @property
    def lines(self) -> list[Line]:
        """The first of what would change: replaced values before new ones."""
        typed = {one.period.first_day: one.typed for one in self.sheet.values}
        replaced = [(day, shown(old), new) for day, (old, new) in self.changes.replaced.items()]
        new = [(day, "", value) for day, value in self.changes.new.items()]
        kind = self.measure.period_kind
        return [
            Line(words_of(period_from(kind, day)), typed[day], old, shown(value))
            for day, old, value in [*replaced, *new][:MOST_SHOWN]
        ]

    @property
    def not_shown(self) -> int:
        return max(0, len(self.changes.replaced) + len(self.changes.new) - MOST_SHOWN)


def values_of(sheet: Sheet) -> dict[date, Decimal | None]:
    """The values by the first day of their periods."""
    return {one.period.first_day: one.value for one in sheet.values if one.period.first_day}


def shown(value: Decimal | None) -> str:
    return NOT_COLLECTED if value is None else plain(value)


def sample_of(kind: Kind) -> str:
    """Three rows as somebody would paste them, one of them not collected."""
    first = period_from(kind, date(2026, 1, 5)).ordinal
    periods = [period_from(kind, FIRST_DAY[kind](first + place)) for place in range(3)]
    rows = zip(periods, ("12", "", "9"), strict=True)
    return "\n".join(f"{period.label}\t{value}" for period, value in rows)


def what_happened(changes: Changes, *, removed: int = 0) -> str:
    """What was saved, in one sentence."""
    parts = [
        (len(changes.new), "new period", "new periods"),
        (len(changes.replaced), "value replaced", "values replaced"),
        (removed, "period taken out", "periods taken out"),
    ]
    said = [plural(count, one, many) for count, one, many in parts if count]
    return f"Saved: {', '.join(said)}." if said else "Nothing changed: all of it was saved before."


@dataclass(frozen=True)
class Replaced:
    """A value that a period had before, who had entered it, and who replaced it."""

    period: str
    value: str
    entered: str
    replaced: str


def history_of(measure: Measure, most: int) -> list[Replaced]:
    """What was replaced or taken out, newest first."""
    kind = measure.period_kind
    return [
        Replaced(
            words_of(period_from(kind, row.first_day)),
            shown(row.value),
            f"{row.entered_by}, {nhs_date(row.entered_at)}",
            f"{'Taken out by ' if row.is_removed else ''}{row.replaced_by}, "
            f"{nhs_date(row.replaced_at)}",
        )
        for row in measure.replaced_values.newest_first()[:most]
    ]
