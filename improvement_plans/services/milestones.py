"""Every write to a milestone, and to whether it was reached."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from audit.services import record
from improvement_plans.choices import AuditEvent, Part, VersionState
from improvement_plans.models import Milestone, MilestoneDone, Plan, PlanVersion, Priority
from improvement_plans.services.drafting import NotInDraft, check_room, draft_of, lock_plan
from improvement_plans.services.rows import GONE, note_change, refuse_to_save_over, row_of
from organisations.services.membership import record_heard_from

MOST_MILESTONES = 200
NOTED: dict[str, Any] = {"part": Part.MILESTONES, "event": AuditEvent.MILESTONE_SAVED}


class NotReachedYet(Exception):
    """A milestone was said to be reached on a day that is still to come."""


@transaction.atomic
def add_milestone(
    *, plan: Plan, title: str, due_date: date, priority: str, by: User, at: datetime
) -> Milestone:
    """A new milestone of the draft; the one that says the same already, if there is one."""
    draft = draft_of(lock_plan(plan))
    fields: dict[str, Any] = {
        "title": title,
        "due_date": due_date,
        "priority": _priority(draft, priority),
    }
    if same := draft.milestones.filter(**fields).first():
        return same
    there = draft.milestones.count()
    check_room(there=there, most=MOST_MILESTONES, what="milestones in a plan")
    milestone = Milestone(version=draft, **fields)
    milestone.full_clean()
    milestone.save()
    note_change(plan=plan, draft=draft, by=by, at=at, milestone=str(milestone.key), **NOTED)
    return milestone


@transaction.atomic
def change_milestone(
    *,
    plan: Plan,
    pk: int,
    revision: int,
    by: User,
    at: datetime,
    autosaved: bool = False,
    **fields: Any,
) -> Milestone:
    """Change a milestone of the draft. Raises `EditedMeanwhile` and `NotInDraft`."""
    draft = draft_of(lock_plan(plan))
    milestone: Milestone = row_of(rows=draft.milestones.all(), pk=pk)
    refuse_to_save_over(row=milestone, revision=revision, fields=fields)
    before = milestone.saved
    for name, value in fields.items():
        setattr(milestone, name, _priority(draft, value) if name == "priority" else value)
    milestone.full_clean()
    if milestone.saved != before:
        milestone.save()
        key = str(milestone.key)
        changed: dict[str, Any] = {"milestone": key, "autosaved": autosaved}
        note_change(plan=plan, draft=draft, by=by, at=at, **changed, **NOTED)
    return milestone


@transaction.atomic
def delete_milestone(*, plan: Plan, pk: int, by: User, at: datetime) -> None:
    """Take a milestone out of the draft. That it was reached stays said of the plan."""
    draft = draft_of(lock_plan(plan))
    milestone: Milestone = row_of(rows=draft.milestones.all(), pk=pk)
    key = str(milestone.key)
    milestone.delete()
    note_change(plan=plan, draft=draft, by=by, at=at, milestone=key, deleted=True, **NOTED)


@transaction.atomic
def record_done(
    *, plan: Plan, key: UUID, done_date: date, by: User, at: datetime, today: date
) -> MilestoneDone:
    """Say that a milestone was reached, and when; said again, the day is put right.

    It needs no draft: versions stay as they are. Raises `NotReachedYet` and `NotInDraft`.
    """
    if done_date > today:
        raise NotReachedYet("The day it was reached must be today or earlier")
    plan = lock_plan(plan)
    current = (VersionState.DRAFT, VersionState.PUBLISHED)
    if not Milestone.objects.filter(version__plan=plan, key=key, version__state__in=current):
        raise NotInDraft(GONE)
    done = plan.milestones_done.filter(milestone_key=key).first()
    if done and done.done_date == done_date:
        return done
    done = done or MilestoneDone(plan=plan, milestone_key=key)
    done.done_date, done.recorded_at, done.recorded_by = done_date, at, by
    done.full_clean()
    done.save()
    record_heard_from(membership=plan.membership, by=by, at=at)
    said: dict[str, Any] = {"milestone": str(key), "done_date": str(done_date)}
    record(AuditEvent.MILESTONE_DONE, by=by, subject=plan, at=at, **said)
    return done


@transaction.atomic
def take_back_done(*, plan: Plan, key: UUID, by: User, at: datetime) -> None:
    """Say that a milestone was not reached after all."""
    plan = lock_plan(plan)
    deleted, _ = plan.milestones_done.filter(milestone_key=key).delete()
    if deleted:
        said: dict[str, Any] = {"milestone": str(key), "taken_back": True}
        record(AuditEvent.MILESTONE_DONE, by=by, subject=plan, at=at, **said)


def _priority(draft: PlanVersion, pk: str) -> Priority | None:
    if not pk:
        return None
    found: Priority = row_of(rows=draft.priorities.all(), pk=int(pk))
    return found
