"""Ending a sign-up that no sponsor has confirmed."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from organisations import emails
from organisations.choices import UNCONFIRMED_STATES, MembershipState
from organisations.models import Membership
from organisations.services.membership import change_state, lock


@transaction.atomic
def end_sign_up(*, membership: Membership, reason: str, by: User, at: datetime) -> Membership:
    """End a sign-up; nothing is deleted, and the other leads read why. Raises `WrongState`."""
    lock(membership, *UNCONFIRMED_STATES)
    membership = change_state(
        membership=membership, to=MembershipState.CLOSED, by=by, at=at, reason=reason
    )
    emails.sign_up_ended(membership, by=by)
    return membership
