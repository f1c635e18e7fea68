"""The executive sponsor's question and answer."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from audit.services import record
from core.working_days import day_of
from organisations import emails, permissions
from organisations.choices import AuditEvent, MembershipState, SponsorAnswer
from organisations.models import Membership, SponsorRequest
from organisations.services.membership import (
    OrganisationClosed,
    SponsorIsLead,
    change_state,
    lock,
)
from organisations.services.verification import is_verified

LINK_LASTS = timedelta(days=30)
# A sponsor is a busy person, and may be a stranger whose address somebody typed.
ASK_AGAIN_AFTER = timedelta(hours=1)
MOST_A_DAY = 5


class AskedJustNow(Exception):
    """The sponsor has had a link for less than an hour, or sponsors were asked often today."""


class LinkNoLongerWorks(Exception):
    """The sponsor's link was used, replaced or has expired."""


@transaction.atomic
def ask_sponsor(*, membership: Membership, by: User, at: datetime) -> SponsorRequest:
    """Send the sign-up to its executive sponsor.

    Raises `AskedJustNow`, `OrganisationClosed`, `SponsorIsLead`, `WrongState`.
    """
    membership = change_state(
        membership=membership, to=MembershipState.AWAITING_SPONSOR, by=by, at=at
    )
    return _send_request(membership, by=by, at=at)


@transaction.atomic
def ask_sponsor_again(*, membership: Membership, by: User, at: datetime) -> SponsorRequest:
    """Send a new link; the one sent before stops working.

    Raises `AskedJustNow`, `OrganisationClosed`, `SponsorIsLead`, `WrongState`.
    """
    membership = lock(membership, MembershipState.AWAITING_SPONSOR)
    _replace_open_request(membership, at)
    return _send_request(membership, by=by, at=at)


@transaction.atomic
def take_back(*, membership: Membership, by: User, at: datetime) -> Membership:
    """Take a sign-up back from its sponsor, to change it or to name another one."""
    membership = lock(membership, MembershipState.AWAITING_SPONSOR)
    _replace_open_request(membership, at)
    return change_state(membership=membership, to=MembershipState.DRAFT, by=by, at=at)


def _replace_open_request(membership: Membership, at: datetime) -> None:
    membership.sponsor_requests.filter(answered_at=None).update(
        answer=SponsorAnswer.REPLACED, answered_at=at
    )


def _send_request(membership: Membership, *, by: User, at: datetime) -> SponsorRequest:
    # Somebody may have become a lead since they were named.
    if not permissions.can_sponsor(membership.sponsor_email, membership):
        raise SponsorIsLead(
            "Your executive sponsor is also a lead. Name somebody else as sponsor, then send it."
        )
    if membership.organisation.is_closed(day_of(at)):
        raise OrganisationClosed(membership.organisation)
    _check_may_write(membership, at)
    sponsor_request = SponsorRequest.objects.create(
        membership=membership,
        name=membership.sponsor_name,
        email=membership.sponsor_email,
        asked_at=at,
        expires_at=at + LINK_LASTS,
    )
    record(AuditEvent.SPONSOR_ASKED, by=by, subject=membership, at=at)
    emails.ask_sponsor(sponsor_request, asked_by=by)
    return sponsor_request


def _check_may_write(membership: Membership, at: datetime) -> None:
    # Of the organisation: a sign-up that ended and began anew asks the same people.
    asked = SponsorRequest.objects.filter(membership__organisation=membership.organisation_id)
    # A sponsor who asked for changes waits for the next link.
    unanswered = asked.exclude(answer=SponsorAnswer.CHANGES_ASKED)
    if unanswered.filter(
        email=membership.sponsor_email, asked_at__gt=at - ASK_AGAIN_AFTER
    ).exists():
        raise AskedJustNow(
            "We wrote to your sponsor less than an hour ago. Try again later. Everything is saved."
        )
    if asked.filter(asked_at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
        raise AskedJustNow(
            f"We have written to sponsors of your organisation {MOST_A_DAY} times since yesterday."
            " Try again tomorrow; everything is saved."
        )


@transaction.atomic
def confirm(*, sponsor_request: SponsorRequest, at: datetime, comment: str = "") -> Membership:
    """The sponsor confirms: a verified member is active at once, others are checked by hand.

    Raises `LinkNoLongerWorks`, `OrganisationClosed`, `SponsorIsLead`; nothing changes then.
    """
    sponsor_request = _answer(sponsor_request, SponsorAnswer.CONFIRMED, comment, at)
    membership = lock(sponsor_request.membership)
    # Somebody may have become a lead, and the register may have changed, since they were asked.
    if not permissions.can_sponsor(sponsor_request.email, membership):
        raise SponsorIsLead(
            "You act for this organisation as lead; somebody else has to confirm. Choose “Ask for"
            " changes first”, or ask your colleagues to name another executive sponsor."
        )
    if membership.organisation.is_closed(day_of(at)):
        raise OrganisationClosed(membership.organisation)
    membership.sponsor_confirmed_at = at
    membership.save(update_fields=["sponsor_confirmed_at"])
    if is_verified(membership):
        return change_state(
            membership=membership, to=MembershipState.ACTIVE, by=sponsor_request, at=at
        )
    membership = change_state(
        membership=membership, to=MembershipState.AWAITING_VERIFICATION, by=sponsor_request, at=at
    )
    emails.being_checked(membership)
    return membership


@transaction.atomic
def ask_for_changes(*, sponsor_request: SponsorRequest, comment: str, at: datetime) -> Membership:
    """The sponsor sends the sign-up back with what should change."""
    sponsor_request = _answer(sponsor_request, SponsorAnswer.CHANGES_ASKED, comment, at)
    membership = change_state(
        membership=sponsor_request.membership, to=MembershipState.DRAFT, by=sponsor_request, at=at
    )
    emails.sponsor_asked_for_changes(sponsor_request)
    return membership


@transaction.atomic
def deny(*, sponsor_request: SponsorRequest, comment: str, at: datetime) -> Membership:
    """The sponsor says this is not their organisation: the sign-up ends, and everyone is told."""
    sponsor_request = _answer(sponsor_request, SponsorAnswer.NOT_MINE, comment, at)
    membership = change_state(
        membership=sponsor_request.membership,
        to=MembershipState.CLOSED,
        by=sponsor_request,
        at=at,
        reason="The person named as executive sponsor said this is not their organisation.",
    )
    emails.sponsor_denied(sponsor_request)
    return membership


@transaction.atomic
def deal_with_denial(*, sponsor_request: SponsorRequest, by: User, at: datetime) -> None:
    """The campaign team has seen to a “not my organisation”; a second time changes nothing."""
    lock(sponsor_request.membership)
    denial = SponsorRequest.objects.denials().filter(pk=sponsor_request.pk).first()
    if denial is None:
        return
    denial.dealt_with_at, denial.dealt_with_by = at, by
    denial.full_clean()
    denial.save(update_fields=["dealt_with_at", "dealt_with_by"])
    record(AuditEvent.DENIAL_DEALT_WITH, by=by, subject=denial.membership, at=at)


@transaction.atomic
def forget_sponsor(*, membership: Membership, nowhere: str, by: User, at: datetime) -> None:
    """The sponsor of an unfinished sign-up has erased themselves; the caller holds its lock.

    Before they confirmed, all that names them goes, and the leads are asked to name somebody else;
    afterwards their name and title are about to be published, and only the address goes.
    """
    record(AuditEvent.SPONSOR_ERASED, by=by, subject=membership, at=at)
    asked = membership.sponsor_requests.filter(email=membership.sponsor_email)
    if membership.state == MembershipState.AWAITING_VERIFICATION:
        # The row of each question keeps its shape: an address that leads nowhere stands in.
        asked.update(email=nowhere)
        membership.sponsor_email = ""
        membership.save(update_fields=["sponsor_email"])
        return
    if membership.state == MembershipState.AWAITING_SPONSOR:
        take_back(membership=membership, by=by, at=at)
    asked.update(email=nowhere, name="Erased")
    membership = lock(membership)
    membership.sponsor_name = membership.sponsor_title = membership.sponsor_email = ""
    membership.save(update_fields=["sponsor_name", "sponsor_title", "sponsor_email"])
    emails.sponsor_needed(membership)


def _answer(
    sponsor_request: SponsorRequest, answer: SponsorAnswer, comment: str, at: datetime
) -> SponsorRequest:
    # The membership's lock comes first everywhere, so that two answers cannot cross.
    lock(sponsor_request.membership)
    open_request = (
        SponsorRequest.objects.select_for_update(of=("self",))
        .answerable(at)
        .select_related("membership__organisation")
        .filter(pk=sponsor_request.pk)
        .first()
    )
    if open_request is None:
        raise LinkNoLongerWorks
    open_request.answer, open_request.answered_at, open_request.comment = answer, at, comment
    open_request.full_clean()
    open_request.save()
    record(
        AuditEvent.SPONSOR_ANSWERED,
        by=open_request,
        subject=open_request.membership,
        at=at,
        answer=answer,
    )
    return open_request
