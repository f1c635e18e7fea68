"""Who is written to about a member."""

from organisations.models import Membership


def leads_and_sponsor(membership: Membership) -> list[str]:
    """Addresses of the leads who can sign in and of the sponsor.

    One that nobody has confirmed is only somebody's claim, and an erased one is empty.
    """
    addresses = set(membership.representatives.active_leads().addresses())
    if membership.has_confirmed_sponsor:
        addresses.add(membership.sponsor_email)
    return sorted(addresses)
