"""Who may do what for a member. Pure predicates about people; no states, no HTTP."""

from accounts.models import User
from organisations.choices import LEAD_MAY_BE_SPONSOR, Role
from organisations.models import Membership


def role_of(user: User, membership: Membership) -> str:
    """The person's role for this member, or nothing."""
    if not user.is_active:
        return ""
    return membership.representatives.filter(user=user).values_list("role", flat=True).first() or ""


def can_view(user: User, membership: Membership) -> bool:
    """Any representative sees the member's drafts."""
    return role_of(user, membership) in Role.values


def can_edit(user: User, membership: Membership) -> bool:
    """Leads and editors write."""
    return role_of(user, membership) in {Role.LEAD, Role.EDITOR}


def can_lead(user: User, membership: Membership) -> bool:
    """Leads send, publish and decide who acts for the member."""
    return role_of(user, membership) == Role.LEAD


def is_only_lead(user: User, membership: Membership) -> bool:
    """Nobody else who can sign in leads the member."""
    leads = membership.representatives.active_leads().values_list("user", flat=True)
    return list(leads) == [user.pk]


def can_sponsor(email: str, membership: Membership) -> bool:
    """Leads, and whoever signed up, confirm it only where the type of organisation allows it."""
    if membership.organisation.type in LEAD_MAY_BE_SPONSOR:
        return True
    if membership.started_by and membership.started_by.email == email.lower():
        return False
    leads = membership.representatives.filter(role=Role.LEAD)
    return not leads.filter(user__email=email.lower()).exists()
