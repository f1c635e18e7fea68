"""Who may read and write a plan's drafts."""

from accounts.models import User
from improvement_plans.models import Plan
from organisations import permissions


def can_view_draft(user: User, plan: Plan) -> bool:
    """The member's own people; the campaign team only when asked for advice."""
    return permissions.can_view(user, plan.membership)


def can_edit_plan(user: User, plan: Plan) -> bool:
    return permissions.can_edit(user, plan.membership)


def can_publish_plan(user: User, plan: Plan) -> bool:
    return permissions.can_lead(user, plan.membership)
