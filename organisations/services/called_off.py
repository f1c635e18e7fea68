"""Ending what was planned with a person: hand-overs and invitations, written down each."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from audit.services import record
from organisations.choices import AuditEvent
from organisations.emails import team as emails
from organisations.models import Handover, Invitation, Membership


def call_off_handover(
    *, handover: Handover, by: User | str, at: datetime, but_not: User | None = None
) -> None:
    """Cancel a plan; the caller holds the membership's lock. `but_not` knows already."""
    handover.cancelled_at = at
    handover.full_clean()
    handover.save(update_fields=["cancelled_at"])
    record(
        AuditEvent.HANDOVER_CANCELLED,
        by=by,
        subject=handover.membership,
        at=at,
        handover=handover.pk,
    )
    emails.handover_cancelled(handover, but_not=but_not)


def call_off_handovers(*, membership: Membership, user: User, by: User | str, at: datetime) -> None:
    """Cancel what a person who leaves would have given or taken, and tell everyone else."""
    theirs = membership.handovers.open().filter(Q(from_user=user) | Q(to_user=user))
    for handover in theirs.select_related("from_user", "to_user").order_by("pk"):
        handover.membership = membership
        call_off_handover(handover=handover, by=by, at=at, but_not=user)


def call_off_invitations(
    *, invitations: Iterable[Invitation], by: User | str, at: datetime, tell: bool
) -> None:
    """Take open invitations back; who leaves by themselves need not be told of their own."""
    for invitation in invitations:
        invitation.cancelled_at = at
        invitation.full_clean()
        invitation.save(update_fields=["cancelled_at"])
        record(
            AuditEvent.INVITATION_CANCELLED,
            by=by,
            subject=invitation.membership,
            at=at,
            invitation=invitation.pk,
        )
        if tell:
            emails.invitation_cancelled(invitation)
