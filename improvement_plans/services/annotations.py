"""Every write to the notes at the periods of a measure."""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from audit.services import record
from improvement_plans.choices import AuditEvent, DriverKind
from improvement_plans.models import Annotation, Driver, Measure
from improvement_plans.services.measures import lock_measure, priorities_of
from organisations.services.patient_data import refuse_patient_data

NO_SUCH_PERIOD = "This period has no data any more. Choose another one."
TELLS = "The count of this period is hidden from the public. Leave numbers under 5 out of the note."
NOT_OF_PRIORITY = "Choose a change idea or a cycle of the same priority, or none."


@transaction.atomic
def add_annotation(
    *,
    measure: Measure,
    first_day: date,
    text: str,
    idea_key: UUID | None = None,
    cycle_key: UUID | None = None,
    by: User,
    at: datetime,
) -> Annotation:
    """Say something about a period; the same note when it is sent twice.

    Raises `ValidationError`, `WrongState`, and `PatientDataFound` where the measure is public.
    """
    measure = lock_measure(measure)
    if same := measure.annotations.filter(first_day=first_day, text=text).first():
        return same
    note = Annotation(measure=measure)
    _write(note, first_day, text, idea_key, cycle_key, by, at)
    record(
        AuditEvent.ANNOTATION_ADDED,
        by=by, subject=measure.plan, at=at, measure=measure.pk, **_said(note),
    )  # fmt: skip
    return note


@transaction.atomic
def change_annotation(
    *,
    measure: Measure,
    annotation_pk: int,
    first_day: date,
    text: str,
    idea_key: UUID | None = None,
    cycle_key: UUID | None = None,
    by: User,
    at: datetime,
) -> Annotation | None:
    """Write a note anew; nothing happens where it is gone. Raises as `add_annotation`."""
    measure = lock_measure(measure)
    note = measure.annotations.filter(pk=annotation_pk).first()
    if note is None:
        return None
    note.measure, before = measure, _said(note)
    now = (first_day, text, idea_key, cycle_key)
    if now == (note.first_day, note.text, note.idea_key, note.cycle_key):
        return note
    _write(note, first_day, text, idea_key, cycle_key, by, at)
    record(
        AuditEvent.ANNOTATION_CHANGED,
        by=by, subject=measure.plan, at=at, measure=measure.pk, before=before, **_said(note),
    )  # fmt: skip
    return note


@transaction.atomic
def remove_annotation(*, measure: Measure, annotation_pk: int, by: User, at: datetime) -> None:
    """Take a note off the chart; nothing happens where it is gone."""
    measure = lock_measure(measure)
    note = measure.annotations.filter(pk=annotation_pk).first()
    if note is None:
        return
    said = _said(note)
    note.delete()
    record(
        AuditEvent.ANNOTATION_REMOVED,
        by=by, subject=measure.plan, at=at, measure=measure.pk, **said,
    )  # fmt: skip


def _write(
    note: Annotation,
    first_day: date,
    text: str,
    idea_key: UUID | None,
    cycle_key: UUID | None,
    by: User,
    at: datetime,
) -> None:
    measure = note.measure
    if not measure.points.filter(first_day=first_day).exists():
        raise ValidationError({"first_day": NO_SUCH_PERIOD})
    if idea_key and not _is_of_priority(measure, idea_key, cycle_key):
        raise ValidationError({"idea_key": NOT_OF_PRIORITY})
    note.first_day, note.text = first_day, text
    note.idea_key, note.cycle_key = idea_key, cycle_key
    note.written_by, note.written_at = by, at
    note.full_clean()
    if measure.hides_small and measure.tells_small_counts({first_day: text}):
        raise ValidationError({"text": TELLS})
    if measure.is_public:
        refuse_patient_data(measure.plan.membership, {"the note": text})
    note.save()


def _is_of_priority(measure: Measure, idea_key: UUID, cycle_key: UUID | None) -> bool:
    """In the draft, or only in what is published."""
    keys = [p.pk for p in priorities_of(measure.plan) if p.key == measure.priority_key]
    ideas = Driver.objects.filter(priority__in=keys, kind=DriverKind.IDEA, key=idea_key)
    return (ideas.filter(cycles__key=cycle_key) if cycle_key else ideas).exists()


def _said(note: Annotation) -> dict[str, str]:
    about = note.cycle_key or note.idea_key
    return {
        "first_day": note.first_day.isoformat(),
        "text": note.text,
        "about": str(about or ""),
    }
