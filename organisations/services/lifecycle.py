"""A member takes a break, comes back, leaves, or returns: always the same record.

Each raises `PatientDataFound` for a reason that nobody should read.
"""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from organisations import emails
from organisations.choices import CURRENT_STATES, MembershipState
from organisations.models import Membership
from organisations.services.membership import (
    OrganisationClosed,
    WrongState,
    change_state,
    lock,
    record_heard_from,
)
from organisations.services.patient_data import refuse_patient_data


@transaction.atomic
def pause(*, membership: Membership, reason: str, by: User, at: datetime) -> Membership:
    """Take a break: the page stays and says why, and reminders stop. Raises `WrongState`."""
    _lock(membership, reason, "Only an active membership can be paused.", MembershipState.ACTIVE)
    membership = _move(membership, MembershipState.PAUSED, by, at, reason)
    emails.paused(membership)
    return membership


@transaction.atomic
def resume(*, membership: Membership, reason: str, by: User, at: datetime) -> Membership:
    """Come back from a break, with or without a word to readers. Raises `WrongState`."""
    _lock(membership, reason, "Only a paused membership can go on.", MembershipState.PAUSED)
    membership = _move(membership, MembershipState.ACTIVE, by, at, reason)
    emails.resumed(membership)
    return membership


@transaction.atomic
def withdraw(*, membership: Membership, reason: str, by: User, at: datetime) -> Membership:
    """Leave: what was written stays readable, and the campaign team is told. `WrongState`."""
    _lock(membership, reason, "Only a member can withdraw.", *CURRENT_STATES)
    membership = _move(membership, MembershipState.WITHDRAWN, by, at, reason)
    emails.withdrawn(membership)
    emails.withdrawn_for_team(membership)
    return membership


@transaction.atomic
def rejoin(
    *, membership: Membership, reason: str, by: User, at: datetime, today: date
) -> Membership:
    """Return: the same record, member since the day it first joined.

    Raises `WrongState`, and `OrganisationClosed` when only its successor could be a member.
    """
    said = "Only a member that has withdrawn can rejoin."
    _lock(membership, reason, said, MembershipState.WITHDRAWN)
    if membership.organisation.is_closed(today):
        raise OrganisationClosed(membership.organisation)
    membership = _move(membership, MembershipState.ACTIVE, by, at, reason)
    emails.rejoined(membership)
    return membership


def _lock(membership: Membership, reason: str, otherwise: str, *states: MembershipState) -> None:
    try:
        lock(membership, *states)
    except WrongState as error:
        raise WrongState(otherwise) from error
    refuse_patient_data(membership, {"the reason": reason})


def _move(
    membership: Membership, to: MembershipState, by: User, at: datetime, reason: str
) -> Membership:
    """Whatever it says, and if it says nothing: the member was heard from."""
    membership = change_state(membership=membership, to=to, by=by, at=at, reason=reason)
    record_heard_from(membership=membership, by=by, at=at)
    membership.refresh_from_db(fields=["last_heard_at"])
    return membership
