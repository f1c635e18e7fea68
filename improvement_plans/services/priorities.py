"""Every write to a priority of a draft."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.services import record
from improvement_plans.choices import AuditEvent
from improvement_plans.models import Plan, Priority
from improvement_plans.services.drafting import NotInDraft, draft_of, lock_plan
from pledges.models import Pledge


@transaction.atomic
def save_priority(
    *,
    plan: Plan,
    priority_pk: int | None,
    pledges: list[Pledge],
    by: User,
    at: datetime,
    **fields: Any,
) -> Priority:
    """Add a priority to the draft at its end, or change one of the draft's own.

    Raises `NotInDraft` for a priority of a published version.
    """
    draft = draft_of(lock_plan(plan))
    if priority_pk is None:
        priority = Priority(version=draft, position=draft.priorities.count() + 1)
    elif found := draft.priorities.filter(pk=priority_pk).first():
        priority = found
    else:
        raise NotInDraft("This priority is in a version that was published, which never changes.")
    for name, value in fields.items():
        setattr(priority, name, value)
    priority.full_clean()
    priority.save()
    priority.pledges.set(pledges)
    record(AuditEvent.PRIORITY_SAVED, by=by, subject=plan, at=at, priority=priority.pk)
    return priority
