"""Starting a plan, and writing its draft part by part."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.services import record, recorded_lately
from core.revisions import EditedMeanwhile, Saved
from improvement_plans.choices import AuditEvent, Part
from improvement_plans.models import PartSaved, Plan, PlanVersion, Priority
from improvement_plans.services.copying import copy_version
from organisations.choices import CURRENT_STATES
from organisations.models import Membership
from organisations.services.membership import WrongState, lock


class NothingToPublish(Exception):
    """The draft lacks what a reader needs first, or there is no draft."""


class NotInDraft(Exception):
    """What was to change belongs to a version that was published, which never changes."""


class NoRoomFor(Exception):
    """A plan has more of something already than any reader would read."""


def check_room(*, there: int, most: int, what: str) -> None:
    """Raise `NoRoomFor` where one more would be too many."""
    if there >= most:
        raise NoRoomFor(f"There is room for {most} {what}. Delete one to add another.")


@transaction.atomic
def start_plan(*, membership: Membership, by: User, at: datetime) -> Plan:
    """The member's plan with an empty first draft; the same one when asked again."""
    membership = lock(membership, *CURRENT_STATES)
    if plan := membership.plans.first():
        return plan
    plan = Plan.objects.create(membership=membership, started_at=at)
    PlanVersion.objects.create(plan=plan)
    record(AuditEvent.PLAN_STARTED, by=by, subject=plan, at=at)
    return plan


@transaction.atomic
def start_new_version(*, plan: Plan, by: User, at: datetime) -> PlanVersion:
    """A new draft that begins as a copy of the newest version, published or taken back.

    The same one when asked again.
    """
    plan = lock_plan(plan)
    if draft := plan.versions.drafts().first():
        return draft
    draft = copy_version(source=plan.versions.latest("number"))
    record(AuditEvent.PLAN_STARTED, by=by, subject=plan, at=at, version=draft.number)
    return draft


@transaction.atomic
def save_part(
    *,
    plan: Plan,
    by: User,
    at: datetime,
    part: Part = Part.ABOUT,
    seen: Collection[str] = (),
    revision: int | None = None,
    autosaved: bool = False,
    **fields: Any,
) -> PlanVersion:
    """Save some fields of the draft: one part of the plan's task list.

    `revision` is what the author saw of the fields `seen`; `EditedMeanwhile` when they say
    something else by now. Nothing is noted where nothing changes.
    """
    draft = draft_of(lock_plan(plan))
    saved = draft.saved(seen, draft.parts_saved.last_of(part))
    is_new = any(getattr(draft, name) != value for name, value in fields.items())
    check_seen(saved=saved, revision=revision, is_new=is_new)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.full_clean()
    if not is_new:
        return draft
    draft.save(update_fields=list(fields))
    note_author(draft=draft, part=part, by=by, at=at)
    row: dict[str, Any] = {"by": by, "subject": plan, "at": at, "fields": sorted(fields)}
    if not (autosaved and recorded_lately(AuditEvent.PLAN_PART_SAVED, **row)):
        record(AuditEvent.PLAN_PART_SAVED, **row)
    return draft


def check_seen(*, saved: Saved, revision: int | None, is_new: bool) -> None:
    """Raise `EditedMeanwhile` where something new would replace what its author has not read."""
    if is_new and revision not in (None, saved.revision):
        raise EditedMeanwhile(saved)


def note_author(
    *, draft: PlanVersion, part: Part, by: User, at: datetime, priority: Priority | None = None
) -> None:
    """Remember who changed a part last. The caller holds the plan's lock."""
    PartSaved.objects.update_or_create(
        version=draft, part=part, priority=priority, defaults={"saved_by": by, "saved_at": at}
    )


def lock_plan(plan: Plan) -> Plan:
    """The plan, read again under lock, of a member that is one today; else `WrongState`."""
    # The member must still be one; and the membership's lock comes first everywhere.
    try:
        lock(plan.membership, *CURRENT_STATES)
    except WrongState as error:
        raise WrongState("A plan can change only while the organisation is a member.") from error
    return Plan.objects.select_for_update(of=("self",)).select_related("membership").get(pk=plan.pk)


def draft_of(plan: Plan) -> PlanVersion:
    """The draft of a locked plan; `NothingToPublish` where there is none."""
    draft = plan.versions.drafts().first()
    if draft is None:
        raise NothingToPublish("This plan has no draft. Start a new version first.")
    return draft


def priority_of(draft: PlanVersion, pk: int) -> Priority:
    """A priority of the draft; `NotInDraft` where it is none of its."""
    if found := draft.priorities.filter(pk=pk).first():
        return found
    if Priority.objects.filter(pk=pk).exists():
        raise NotInDraft("This priority is in a version that was published, which never changes.")
    raise NotInDraft("This priority was deleted from the draft.")
