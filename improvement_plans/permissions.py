"""Who may read and write a plan's drafts."""

from accounts.models import User
from accounts.permissions import is_campaign_team
from improvement_plans.models import Plan
from organisations import permissions


def can_view_draft(user: User, plan: Plan) -> bool:
    """The member's own people."""
    return permissions.can_view(user, plan.membership)


def can_preview_draft(user: User, plan: Plan) -> bool:
    """They, and the campaign team, to whom only drafts are given that it was asked to read."""
    return can_view_draft(user, plan) or is_campaign_team(user)


def can_edit_plan(user: User, plan: Plan) -> bool:
    return permissions.can_edit(user, plan.membership)


def can_publish_plan(user: User, plan: Plan) -> bool:
    return permissions.can_lead(user, plan.membership)
