"""Every write to a priority of a draft."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.services import record, recorded_lately
from improvement_plans.choices import AuditEvent, Part
from improvement_plans.models import Plan, Priority, saved_of
from improvement_plans.services.adding import append_priority
from improvement_plans.services.drafting import (
    check_seen,
    draft_of,
    lock_plan,
    note_author,
    priority_of,
)
from improvement_plans.services.ordering import put_in_order
from pledges.models import Pledge


@transaction.atomic
def add_priority(
    *, plan: Plan, by: User, at: datetime, pledges: Sequence[Pledge] = (), **fields: Any
) -> Priority:
    """Add a priority to the draft at its end, with as much of it as is known already.

    The same one when asked again: no plan works on the same thing twice.
    """
    draft = draft_of(lock_plan(plan))
    named = {name: fields.get(name, "") for name in ("title", "topic", "own_topic")}
    if found := draft.priorities.filter(**named).first():
        return found
    priority = append_priority(draft=draft, by=by, at=at, **fields)
    priority.pledges.set(pledges)
    record(AuditEvent.PRIORITY_ADDED, by=by, subject=plan, at=at, priority=priority.pk)
    return priority


@transaction.atomic
def save_priority_part(
    *,
    plan: Plan,
    priority_pk: int,
    by: User,
    at: datetime,
    part: Part,
    seen: Collection[str] = (),
    revision: int | None = None,
    autosaved: bool = False,
    **fields: Any,
) -> Priority:
    """Save some fields of one of the draft's priorities: one part of its task list.

    As `save_part` does it. Raises `NotInDraft` where the priority is in a published version, or
    was deleted.
    """
    draft = draft_of(lock_plan(plan))
    priority = priority_of(draft, priority_pk)
    last = draft.parts_saved.last_of(part, priority)
    saved = saved_of({name: priority.says(name) for name in seen}, last)
    before = {name: priority.says(name) for name in fields}
    pledges: list[Pledge] | None = fields.pop("pledges", None)
    for name, value in fields.items():
        setattr(priority, name, value)
    after = {name: priority.says(name) for name in fields}
    if pledges is not None:
        after["pledges"] = sorted(pledge.number for pledge in pledges)
    check_seen(saved=saved, revision=revision, is_new=before != after)
    priority.full_clean()
    if before == after:
        return priority
    if fields:
        priority.save(update_fields=list(fields))
    if pledges is not None:
        priority.pledges.set(pledges)
    note_author(draft=draft, part=part, priority=priority, by=by, at=at)
    said = {"fields": sorted(before), "priority": priority.pk}
    row: dict[str, Any] = {"by": by, "subject": plan, "at": at, **said}
    if not (autosaved and recorded_lately(AuditEvent.PRIORITY_SAVED, **row)):
        record(AuditEvent.PRIORITY_SAVED, **row)
    return priority


@transaction.atomic
def move_priority(*, plan: Plan, priority_pk: int, to: int, by: User, at: datetime) -> Priority:
    """Put a priority at a place, counted from 1; the others close up.

    The place and not a direction is asked for: pressed twice, or by two people, it is one move.
    """
    draft = draft_of(lock_plan(plan))
    priority = priority_of(draft, priority_pk)
    rows = [p for p in draft.priorities.order_by("position") if p != priority]
    rows.insert(max(to - 1, 0), priority)
    is_move = rows.index(priority) + 1 != priority.position
    if is_move:
        put_in_order(rows=rows)
        said = {"priority": priority.pk, "position": priority.position}
        record(AuditEvent.PRIORITY_MOVED, by=by, subject=plan, at=at, **said)
    return priority


@transaction.atomic
def remove_priority(*, plan: Plan, priority_pk: int, by: User, at: datetime) -> None:
    """Delete a priority from the draft, with its diagram; its milestones stay in the plan."""
    draft = draft_of(lock_plan(plan))
    priority = priority_of(draft, priority_pk)
    said = {"priority": priority.pk, "position": priority.position}
    priority.delete()
    put_in_order(rows=list(draft.priorities.order_by("position")))
    record(AuditEvent.PRIORITY_REMOVED, by=by, subject=plan, at=at, **said)
