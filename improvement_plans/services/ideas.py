"""Every write to a change idea and its PDSA cycles, on pages of their own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from audit.services import record, recorded_lately
from core.revisions import EditedMeanwhile
from improvement_plans.choices import AuditEvent, DriverKind, Part
from improvement_plans.models import Driver, PdsaCycle, Plan, PlanVersion, saved_of
from improvement_plans.services.drafting import NotInDraft, check_room, note_author
from improvement_plans.services.drivers import Diagram
from improvement_plans.services.steps import draft_priority

IDEA_FIELDS = ("text", "stage", "readiness")
# One for every fortnight of four years.
MOST_CYCLES = 100
CYCLE_FIELDS = ("start_date", "end_date", "plan", "do", "study", "act", "decision")


@transaction.atomic
def save_idea(
    *,
    plan: Plan,
    priority_pk: int,
    key: UUID,
    revision: int,
    autosaved: bool = False,
    by: User,
    at: datetime,
    **fields: Any,
) -> Driver:
    """Save the words, the stage or the readiness of an idea.

    New words can be undone in the diagram. Raises `EditedMeanwhile` when the idea says something
    else by now than its author saw, and `NotInDraft` when it is none any more.
    """
    draft, idea = _idea(plan, priority_pk, key)
    now = {name: getattr(idea, name) for name in IDEA_FIELDS}
    if not _may_change(idea, now, fields, draft, revision):
        return idea
    if fields.get("text", idea.text) != idea.text:
        Diagram(idea.priority, by, at).rename(idea.key.hex, fields["text"])
    _store(idea, fields)
    row = _noted(idea, plan, draft, by=by, at=at)
    if not (autosaved and recorded_lately(AuditEvent.DIAGRAM_CHANGED, **row)):
        record(AuditEvent.DIAGRAM_CHANGED, **row)
    return idea


@transaction.atomic
def add_cycle(*, plan: Plan, priority_pk: int, key: UUID, by: User, at: datetime) -> PdsaCycle:
    """A new cycle of an idea; the same one while nothing is written in it."""
    draft, idea = _idea(plan, priority_pk, key)
    last = idea.cycles.order_by("-number").first()
    if last and not any(getattr(last, name) for name in CYCLE_FIELDS):
        return last
    check_room(there=idea.cycles.count(), most=MOST_CYCLES, what="PDSA cycles of an idea")
    cycle = PdsaCycle.objects.create(idea=idea, number=last.number + 1 if last else 1)
    record(AuditEvent.CYCLE_SAVED, **_noted(idea, plan, draft, by=by, at=at))
    return cycle


@transaction.atomic
def save_cycle(
    *,
    plan: Plan,
    priority_pk: int,
    key: UUID,
    cycle: UUID,
    revision: int,
    autosaved: bool = False,
    by: User,
    at: datetime,
    fields: dict[str, Any],
) -> PdsaCycle:
    """Save some fields of a cycle. Raises `EditedMeanwhile` and `NotInDraft`."""
    draft, idea = _idea(plan, priority_pk, key)
    found = idea.cycles.filter(key=cycle).first()
    if found is None:
        raise NotInDraft("This cycle was deleted.")
    now = {name: getattr(found, name) for name in CYCLE_FIELDS}
    if not _may_change(idea, now, fields, draft, revision):
        return found
    _store(found, fields)
    row = _noted(idea, plan, draft, by=by, at=at)
    if not (autosaved and recorded_lately(AuditEvent.CYCLE_SAVED, **row)):
        record(AuditEvent.CYCLE_SAVED, **row)
    return found


@transaction.atomic
def delete_cycle(
    *, plan: Plan, priority_pk: int, key: UUID, cycle: UUID, by: User, at: datetime
) -> None:
    """Take a cycle out of the draft; nothing happens where it is gone already."""
    draft, idea = _idea(plan, priority_pk, key)
    if idea.cycles.filter(key=cycle).delete()[0]:
        record(AuditEvent.CYCLE_SAVED, **_noted(idea, plan, draft, by=by, at=at))


def _idea(plan: Plan, priority_pk: int, key: UUID) -> tuple[PlanVersion, Driver]:
    draft, priority = draft_priority(plan=plan, priority_pk=priority_pk)
    found = priority.drivers.filter(key=key, kind=DriverKind.IDEA).first()
    if found is None:
        raise NotInDraft("This change idea is no longer in the diagram.")
    return draft, found


def _may_change(
    idea: Driver, now: dict[str, Any], fields: dict[str, Any], draft: PlanVersion, revision: int
) -> bool:
    """Whether there is something to save; `EditedMeanwhile` if it would be over another's."""
    if all(now[name] == value for name, value in fields.items()):
        return False
    saved = saved_of(now, draft.parts_saved.last_of(Part.PRIORITY_DIAGRAM, idea.priority))
    if revision != saved.revision:
        raise EditedMeanwhile(saved)
    return True


def _store(row: Driver | PdsaCycle, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=list(fields))


def _noted(
    idea: Driver, plan: Plan, draft: PlanVersion, *, by: User, at: datetime
) -> dict[str, Any]:
    """Remember who wrote last; what the audit trail says of it."""
    part = Part.PRIORITY_DIAGRAM
    note_author(draft=draft, part=part, by=by, at=at, priority=idea.priority)
    return {"by": by, "subject": plan, "at": at, "priority": idea.priority_id}
