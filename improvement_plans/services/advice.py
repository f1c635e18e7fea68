"""A lead asks the campaign team to read a draft; until then it is theirs alone."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from improvement_plans.choices import AuditEvent
from improvement_plans.models import Plan, PlanVersion
from improvement_plans.services.drafting import NothingToPublish, draft_of, lock_plan
from organisations.services.advice import write_to_campaign


@transaction.atomic
def ask_for_advice(*, plan: Plan, text: str, by: User, at: datetime) -> PlanVersion:
    """Let the campaign team read the draft, and ask it to in the member's conversation with it.

    The same when asked again. Raises `WrongState` and `NothingToPublish`.
    """
    plan = lock_plan(plan)
    draft = draft_of(plan)
    if draft.advice_asked_at:
        return draft
    draft.advice_asked_at, draft.advice_asked_by = at, by
    draft.full_clean()
    draft.save(update_fields=["advice_asked_at", "advice_asked_by"])
    record(AuditEvent.ADVICE_ON_DRAFT, by=by, subject=plan, at=at, asked=True)
    write_to_campaign(membership=plan.membership, text=text, by=by, at=at)
    return draft


@transaction.atomic
def end_advice(*, plan: Plan, by: User, at: datetime) -> None:
    """The draft is the member's own again. Nothing to do where nobody was asked, or no draft is."""
    plan = lock_plan(plan)
    try:
        draft = draft_of(plan)
    except NothingToPublish:
        return
    if draft.advice_asked_at is None:
        return
    draft.advice_asked_at = draft.advice_asked_by = None
    draft.save(update_fields=["advice_asked_at", "advice_asked_by"])
    record(AuditEvent.ADVICE_ON_DRAFT, by=by, subject=plan, at=at, asked=False)
