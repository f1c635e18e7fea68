"""What organisations keep about a person: for whom they act, and whose sponsor they are."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.personal_data import ERASED_ADDRESS, addresses_of
from audit.services import record
from organisations.choices import CURRENT_STATES, SIGN_UP_STATES, AuditEvent, MembershipState, Role
from organisations.models import (
    Invitation,
    JoinRequest,
    LeadAppointment,
    Membership,
    Message,
    NotPatientData,
    Representative,
    SponsorRequest,
)
from organisations.models.team import OPEN_APPOINTMENT
from organisations.services.called_off import call_off_handovers, call_off_invitations
from organisations.services.membership import change_state, lock
from organisations.services.sponsorship import forget_sponsor
from organisations.services.team import take_off

LED = CURRENT_STATES | SIGN_UP_STATES


class OnlyLead(Exception):
    """Somebody else must lead first: without this person nobody could speak for the member."""


def personal_data(*, user: User) -> dict[str, Any]:
    """For whom the person acts, what they wrote for them, and whose executive sponsor they are."""
    addresses = addresses_of(user)
    return {
        "acts_for": list(
            Representative.objects.filter(user=user)
            .order_by("pk")
            .values(
                "role",
                "job_title",
                "since_at",
                organisation_name=F("membership__organisation__name"),
            )
        ),
        "asked_to_join": list(
            JoinRequest.objects.filter(user=user)
            .order_by("pk")
            .values(
                "job_title",
                "asked_at",
                "answer",
                "reply",
                organisation_name=F("membership__organisation__name"),
            )
        ),
        "invited_to": list(
            Invitation.objects.filter(email__in=addresses)
            .order_by("pk")
            .values(
                "email",
                "role",
                "invited_at",
                organisation_name=F("membership__organisation__name"),
            )
        ),
        "appointments": list(
            LeadAppointment.objects.filter(Q(email__in=addresses) | Q(sponsor_email__in=addresses))
            .order_by("pk")
            .values(
                "email",
                "sponsor_email",
                "reason",
                "asked_at",
                "appointed_at",
                organisation_name=F("membership__organisation__name"),
            )
        ),
        "written_to_campaign": list(
            Message.objects.filter(author=user)
            .order_by("pk")
            .values("kind", "text", "at", organisation_name=F("membership__organisation__name"))
        ),
        "numbers_explained": list(
            NotPatientData.objects.filter(by=user)
            .order_by("pk")
            .values("reason", "at", organisation_name=F("membership__organisation__name"))
        ),
        "sponsor_of": list(
            Membership.objects.filter(sponsor_email__in=addresses)
            .order_by("pk")
            .values(
                "sponsor_name",
                "sponsor_title",
                "sponsor_email",
                organisation_name=F("organisation__name"),
            )
        ),
        "asked_as_sponsor": list(
            SponsorRequest.objects.filter(email__in=addresses)
            .order_by("pk")
            .values(
                "name",
                "email",
                "asked_at",
                "answer",
                "answered_at",
                "comment",
                organisation_name=F("membership__organisation__name"),
            )
        ),
    }


def only_lead_of(user: User) -> QuerySet[Membership]:
    """Members and sign-ups that would be left without a lead.

    A sign-up that nobody else joined and that was sent to nobody is not among them: it ends.
    """
    others = Representative.objects.filter(membership=OuterRef("pk")).exclude(user=user)
    leads = others.active_leads()
    return (
        Membership.objects.represented_by(user)
        .filter(representatives__role=Role.LEAD, state__in=LED)
        .exclude(Exists(leads))
        .exclude(~Exists(others), state=MembershipState.DRAFT)
    )


def concerned(user: User) -> QuerySet[Membership]:
    """Those that `erase` changes: for which the person acts, or which wait for them as sponsor."""
    acts_for = Q(representatives__user=user)
    return Membership.objects.filter(acts_for | _waits_for(user))


def _waits_for(user: User) -> Q:
    return Q(sponsor_email__in=addresses_of(user), state__in=SIGN_UP_STATES)


@transaction.atomic
def erase(*, user: User, by: User, at: datetime) -> None:
    """Let the person act for nobody. Raises `OnlyLead`.

    Their name and title as sponsor stay where they confirmed: they are part of what was published.
    A sign-up that waits for them as sponsor needs another one, and its leads are told.
    """
    addresses = addresses_of(user)
    locked = [lock(membership) for membership in concerned(user).distinct().order_by("pk")]
    for membership in locked:
        if not membership.representatives.filter(user=user).exists():
            continue
        if only_lead_of(user).filter(pk=membership.pk).exists():
            raise OnlyLead
        others = membership.representatives.exclude(user=user).exists()
        _leave_team(membership, user, by=by, at=at)
        if membership.is_draft and not others:
            change_state(
                membership=membership,
                to=MembershipState.CLOSED,
                by=by,
                at=at,
                reason="The person who started it closed their account.",
            )
    JoinRequest.objects.filter(user=user).delete()
    nowhere = ERASED_ADDRESS.format(user.pk)
    invitations = Invitation.objects.filter(email__in=addresses)
    still_open = invitations.open().select_related("membership").order_by("pk")
    call_off_invitations(invitations=still_open, by=by, at=at, tell=False)
    invitations.update(email=nowhere)
    LeadAppointment.objects.filter(email__in=addresses).update(email=nowhere)
    for membership in Membership.objects.filter(_waits_for(user)).order_by("pk"):
        forget_sponsor(membership=membership, nowhere=nowhere, by=by, at=at)
    asked = LeadAppointment.objects.filter(sponsor_email__in=addresses)
    # Nobody is left to name a lead; the campaign team's desk still lists the organisation.
    asked.filter(OPEN_APPOINTMENT).update(replaced_at=at)
    asked.update(sponsor_email=nowhere)
    # The row of each question keeps its shape: an address that leads nowhere stands in.
    SponsorRequest.objects.filter(email__in=addresses).update(email=nowhere)
    Membership.objects.filter(sponsor_email__in=addresses).update(sponsor_email="")


def _leave_team(membership: Membership, user: User, *, by: User, at: datetime) -> None:
    leaving = membership.representatives.get(user=user)
    others = membership.representatives.active_leads().exclude(user=user)
    if leaving.role != Role.LEAD or others.exists():
        take_off(representative=leaving, event=AuditEvent.REPRESENTATIVE_ERASED, by=by, at=at)
        return
    call_off_handovers(membership=membership, user=user, by=by, at=at)
    # Of a membership that ended the last lead's row stays, as the database demands; nobody's.
    membership.representatives.filter(pk=leaving.pk).update(job_title="")
    record(AuditEvent.REPRESENTATIVE_ERASED, by=by, subject=membership, at=at, user=user.pk)
