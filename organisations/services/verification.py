"""When an address proves that a sign-up is the organisation's own."""

from accounts.models import User
from organisations.models import Membership


def applicant(membership: Membership) -> User | None:
    """Who started the sign-up, as long as they act for the member. Nobody invited later is."""
    user = membership.started_by
    acting = {person.user_id for person in membership.representatives.all()}
    return user if user and user.is_active and user.pk in acting else None


def domain_of(email: str) -> str:
    """The part after the @, in small letters; nothing of nothing."""
    return email.rpartition("@")[2].lower()


def recorded_domains(membership: Membership) -> set[str]:
    """The mail domains known to be this very organisation's."""
    return {found.domain for found in membership.organisation.email_domains.all()}


def is_verified(membership: Membership) -> bool:
    """Whether an address proves the organisation.

    The applicant's or the sponsor's address must be on a domain recorded for this very
    organisation; nhs.net, nhs.uk and free mail never are: a constraint sees to that. A subdomain
    is another domain. What somebody added by hand is always checked by hand.
    """
    if membership.organisation.added_by_hand:
        return False
    person = applicant(membership)
    emails = [person.email if person else "", membership.sponsor_email]
    return not recorded_domains(membership).isdisjoint(domain_of(email) for email in emails)
