"""Every write to what a plan measures, but for the values."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Prefetch

from accounts.models import User
from audit.services import record
from improvement_plans.choices import AuditEvent, VersionState
from improvement_plans.models import (
    Driver,
    Measure,
    MeasureChange,
    Plan,
    Priority,
    Rebase,
)
from improvement_plans.services.drafting import lock_plan
from organisations.services.patient_data import refuse_patient_data

# Their values would belong to other periods.
HAS_DATA = "This measure has data for its periods. Add another measure to collect at other times."
NOT_IN_PLAN = "This priority is in the plan no longer. Choose another one."
NOTE_TELLS = (
    "A note on the chart has a number under 5 in it, at a period whose count would be hidden. "
    "Change the note first."
)
WHY = "Everyone could read this measure. Write why it changes."
NOT_IN_PRIORITY = "Choose a driver of the same priority, or none."


class MeasureChanged(Exception):
    """Somebody else changed the measure after the author had opened it."""


@transaction.atomic
def add_measure(*, plan: Plan, by: User, at: datetime, **fields: Any) -> Measure:
    """Add a measure to a priority of the plan; the same one when asked twice.

    Raises `ValidationError` and `WrongState`.
    """
    plan = lock_plan(plan)
    measure = Measure(plan=plan, added_at=at, added_by=by, **fields)
    same = plan.measures.in_use().filter(priority_key=measure.priority_key, name=measure.name)
    if (earlier := same.first()) and _is_same(earlier, fields):
        return earlier
    _check_place(measure)
    measure.full_clean()
    measure.save()
    record(AuditEvent.MEASURE_ADDED, by=by, subject=plan, at=at, measure=measure.pk)
    return measure


@transaction.atomic
def change_measure(
    *,
    measure: Measure,
    revision: int | None = None,
    reason: str = "",
    by: User,
    at: datetime,
    **fields: Any,
) -> Measure:
    """Change what a measure is. Its periods stay as long as it has values.

    `revision` is what the author saw. What has been public has a `reason` to change, and what it
    said before is kept. Raises `MeasureChanged` when it says something else by now,
    `ValidationError`, `WrongState`, and `PatientDataFound` where the measure is public.
    """
    measure = lock_measure(measure)
    changed = sorted(name for name, value in fields.items() if getattr(measure, name) != value)
    if not changed:
        return measure
    if revision not in (None, measure.revision):
        raise MeasureChanged("Somebody changed this measure meanwhile.")
    before = {name: getattr(measure, name) for name in changed}
    for name in changed:
        setattr(measure, name, fields[name])
    if "frequency" in changed and measure.points.exists():
        raise ValidationError({"frequency": HAS_DATA})
    if {"priority_key", "driver_key"} & set(changed):
        _check_place(measure)
    if measure.first_public_at:
        _keep(measure, before, reason, by, at)
    _save(measure, changed)
    record(
        AuditEvent.MEASURE_CHANGED,
        by=by, subject=measure.plan, at=at, measure=measure.pk, fields=changed,
    )  # fmt: skip
    return measure


@transaction.atomic
def share_measure(
    *, measure: Measure, is_public: bool, hides_small: bool, by: User, at: datetime
) -> Measure:
    """Say whether everyone may read a measure, and whether they see its counts under five."""
    measure = lock_measure(measure)
    if (measure.is_public, measure.hides_small) == (is_public, hides_small):
        return measure
    measure.is_public, measure.hides_small = is_public, hides_small
    said = {note.first_day: note.text for note in measure.annotations.all()}
    if hides_small and measure.tells_small_counts(said):
        raise ValidationError(NOTE_TELLS)
    if is_public:
        measure.first_public_at = measure.first_public_at or at
    _save(measure, ["is_public", "hides_small", "first_public_at"])
    record(
        AuditEvent.MEASURE_SHARING_CHANGED,
        by=by, subject=measure.plan, at=at, measure=measure.pk,
        is_public=is_public, hides_small=hides_small,
    )  # fmt: skip
    return measure


@transaction.atomic
def retire_measure(*, measure: Measure, by: User, at: datetime) -> Measure:
    """Collect it no longer. Its data stay, and go on being readable."""
    measure = lock_measure(measure)
    if not measure.is_retired:
        measure.retired_at, measure.retired_by = at, by
        _save(measure, ["retired_at", "retired_by"])
        record(AuditEvent.MEASURE_RETIRED, by=by, subject=measure.plan, at=at, measure=measure.pk)
    return measure


@transaction.atomic
def resume_measure(*, measure: Measure, by: User, at: datetime) -> Measure:
    """Collect it again."""
    measure = lock_measure(measure)
    if measure.is_retired:
        measure.retired_at = measure.retired_by = None
        _save(measure, ["retired_at", "retired_by"])
        record(AuditEvent.MEASURE_RESUMED, by=by, subject=measure.plan, at=at, measure=measure.pk)
    return measure


@transaction.atomic
def rebase_measure(
    *, measure: Measure, first_day: date, reason: str, by: User, at: datetime
) -> Rebase:
    """Calculate average and limits anew from a period on. Saying so again changes the reason."""
    measure = lock_measure(measure)
    rebase = measure.rebases.filter(first_day=first_day).first()
    if rebase and rebase.reason == reason:
        return rebase
    rebase = rebase or Rebase(measure=measure, first_day=first_day)
    rebase.reason, rebase.made_at, rebase.made_by = reason, at, by
    rebase.full_clean()
    if measure.is_public:
        refuse_patient_data(measure.plan.membership, {"the reason": reason})
    rebase.save()
    record(
        AuditEvent.MEASURE_REBASED,
        by=by, subject=measure.plan, at=at, measure=measure.pk, first_day=first_day.isoformat(),
    )  # fmt: skip
    return rebase


@transaction.atomic
def remove_rebase(*, measure: Measure, rebase_pk: int, by: User, at: datetime) -> None:
    """Let the limits run on across a period again. Without such a re-base nothing happens."""
    measure = lock_measure(measure)
    rebase = measure.rebases.filter(pk=rebase_pk).first()
    if rebase is None:
        return
    day, reason = rebase.first_day.isoformat(), rebase.reason
    rebase.delete()
    record(
        AuditEvent.MEASURE_REBASE_REMOVED,
        by=by, subject=measure.plan, at=at, measure=measure.pk, first_day=day, reason=reason,
    )  # fmt: skip


def lock_measure(measure: Measure) -> Measure:
    """The measure, read again while its plan is locked; `WrongState` if it may not change."""
    plan = lock_plan(measure.plan)
    found = plan.measures.get(pk=measure.pk)
    found.plan = plan
    return found


def priorities_of(plan: Plan) -> list[Priority]:
    """The priorities of the draft, then those that only the published version still has."""
    states = [VersionState.DRAFT, VersionState.PUBLISHED]
    rows = Priority.objects.filter(version__plan=plan, version__state__in=states)
    found: dict[UUID, Priority] = {}
    drivers = Prefetch("drivers", Driver.objects.order_by("position"))
    ordered = rows.order_by("-version__number", "position").prefetch_related(drivers)
    for priority in ordered:
        found.setdefault(priority.key, priority)
    return list(found.values())


def _check_place(measure: Measure) -> None:
    """That the priority is one of the plan, and the driver one of that priority's."""
    by_key = {priority.key: priority for priority in priorities_of(measure.plan)}
    priority = by_key.get(measure.priority_key)
    if priority is None:
        raise ValidationError({"priority_key": NOT_IN_PLAN})
    driver = measure.driver_key
    if driver is not None and not priority.drivers.filter(key=driver).exists():
        raise ValidationError({"driver_key": NOT_IN_PRIORITY})


def _save(measure: Measure, fields: list[str]) -> None:
    measure.full_clean()
    if measure.is_public:
        texts: dict[str, Any] = {"this measure": measure}
        said = {
            "the reasons to calculate limits anew": [r.reason for r in measure.rebases.all()],
            "the notes on the chart": [note.text for note in measure.annotations.all()],
            "the reasons of changes": [change.reason for change in measure.changes.all()],
        }
        texts |= {name: " \n".join(each) for name, each in said.items()}
        refuse_patient_data(measure.plan.membership, texts)
    measure.save(update_fields=fields)


def _keep(measure: Measure, before: dict[str, Any], reason: str, by: User, at: datetime) -> None:
    """Keep what a measure that has been public said before it is changed."""
    if not reason.strip():
        raise ValidationError({"reason": WHY})
    acting = measure.plan.membership.representatives.filter(user=by).first()
    change = MeasureChange(
        measure=measure,
        before=json.loads(json.dumps(before, cls=DjangoJSONEncoder)),
        reason=reason,
        changed_at=at,
        changed_by=by,
        changed_role=acting.job_title if acting else "",
    )
    change.full_clean(exclude=["changed_role"])
    change.save()


def _is_same(measure: Measure, fields: dict[str, Any]) -> bool:
    return all(getattr(measure, name) == value for name, value in fields.items())
