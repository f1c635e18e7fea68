"""Inviting people to a member's team, and what becomes of it."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from accounts.services import lock_person, rename_person
from audit.services import record
from organisations.choices import DOUBLE_CLICK, TEAM_STATES, AuditEvent, Role
from organisations.emails import team as emails
from organisations.models import Invitation, Membership, Representative
from organisations.services.called_off import call_off_invitations
from organisations.services.membership import lock
from organisations.services.team import admit

LINK_LASTS = timedelta(days=14)
# Whoever signs an organisation up could otherwise have the portal write to anybody, all day.
A_DAY = timedelta(days=1)
PER_ADDRESS_A_DAY, PER_MEMBER_A_DAY = 3, 40


class AlreadyOnTheTeam(Exception):
    """The person with this address acts for the member already."""

    def __init__(self) -> None:
        super().__init__("This person is on the team already. You can change their role.")


class TooManyInvitations(Exception):
    """The portal has written enough for today."""


class InvitationNoLongerWorks(Exception):
    """The invitation was used, cancelled or replaced, has expired, or is for another address."""


@transaction.atomic
def invite(*, membership: Membership, email: str, role: Role, by: User, at: datetime) -> Invitation:
    """Invite an address to the team; an open invitation to it is replaced, but for a double click.

    Raises `AlreadyOnTheTeam` and `TooManyInvitations`.
    """
    membership, email = lock(membership, *TEAM_STATES), email.lower()
    just_sent = membership.invitations.open().filter(
        invited_at__gt=at - DOUBLE_CLICK, invited_at__lte=at
    )
    if same := just_sent.filter(email=email, role=role, invited_by=by).first():
        return same
    _check_may_write(membership, email, at)
    return send(membership=membership, email=email, role=role, by=by, at=at)


def _check_may_write(membership: Membership, email: str, at: datetime) -> None:
    if membership.representatives.filter(user__email=email).exists():
        raise AlreadyOnTheTeam
    today = membership.invitations.filter(invited_at__gt=at - A_DAY)
    if today.filter(email=email).count() >= PER_ADDRESS_A_DAY:
        raise TooManyInvitations(
            f"We have written to this address {PER_ADDRESS_A_DAY} times today. Try again tomorrow."
        )
    if today.count() >= PER_MEMBER_A_DAY:
        raise TooManyInvitations("You have invited many people today. Try again tomorrow.")


@transaction.atomic
def send(
    *, membership: Membership, email: str, role: Role, by: User | None, at: datetime
) -> Invitation:
    """Write an invitation down and mail it. `by` is nobody where the sponsor named the person."""
    membership.invitations.open().filter(email=email).update(cancelled_at=at)
    invitation = Invitation(
        membership=membership,
        email=email,
        role=role,
        invited_by=by,
        invited_at=at,
        expires_at=at + LINK_LASTS,
    )
    invitation.full_clean()
    invitation.save()
    record(
        AuditEvent.INVITATION_SENT,
        by=by or "sponsor",
        subject=membership,
        at=at,
        invitation=invitation.pk,
        role=role,
    )
    emails.invited(invitation)
    return invitation


@transaction.atomic
def resend(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """Send a new link to the same address for the same role; the one before stops working.

    Raises what `invite` does, and `InvitationNoLongerWorks` for one that was replaced or cancelled.
    """
    invitation = _locked(invitation)
    membership, email = invitation.membership, invitation.email
    if invitation.cancelled_at:
        raise InvitationNoLongerWorks("This invitation was cancelled, or has a newer link already.")
    _check_may_write(membership, email, at)
    return send(membership=membership, email=email, role=Role(invitation.role), by=by, at=at)


@transaction.atomic
def cancel(*, invitation: Invitation, by: User, at: datetime) -> None:
    """Take an invitation back. Raises `InvitationNoLongerWorks` once it was used."""
    invitation = _locked(invitation)
    if invitation.accepted_at or invitation.cancelled_at:
        raise InvitationNoLongerWorks("This invitation was used or cancelled already.")
    call_off_invitations(invitations=[invitation], by=by, at=at, tell=True)


@transaction.atomic
def accept(
    *, invitation: Invitation, by: User, full_name: str, job_title: str, at: datetime
) -> Representative:
    """Come onto the team. Pressing twice is pressing once.

    Raises `InvitationNoLongerWorks`, also for anyone but the person who has the invited address,
    and `PersonGone`.
    """
    by = lock_person(by)
    invitation = _locked(invitation)
    membership = invitation.membership
    if invitation.email != by.email:
        raise InvitationNoLongerWorks
    if invitation.accepted_by_id == by.pk:
        # The same press again – unless they were taken off the team since.
        present = membership.representatives.filter(user=by).first()
        if present is None:
            raise InvitationNoLongerWorks
        return present
    if not invitation.works(at):
        raise InvitationNoLongerWorks
    invitation.accepted_at, invitation.accepted_by = at, by
    invitation.full_clean()
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(
        AuditEvent.INVITATION_ACCEPTED,
        by=by,
        subject=membership,
        at=at,
        invitation=invitation.pk,
    )
    by = rename_person(user=by, full_name=full_name, by=by, at=at)
    representative = admit(
        membership=membership,
        user=by,
        role=Role(invitation.role),
        job_title=job_title,
        by=by,
        at=at,
    )
    emails.joined(representative)
    return representative


def _locked(invitation: Invitation) -> Invitation:
    membership = lock(invitation.membership, *TEAM_STATES)
    found = Invitation.objects.select_for_update().get(pk=invitation.pk)
    found.membership = membership
    return found
