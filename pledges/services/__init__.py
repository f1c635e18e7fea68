"""Every write to commitments, and the sign-up steps that publish them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.services import record, recorded_lately
from core.revisions import EditedMeanwhile
from core.working_days import day_of
from organisations import emails
from organisations.choices import MembershipState
from organisations.models import Membership, SponsorRequest
from organisations.services import membership as memberships
from organisations.services import sponsorship
from organisations.services.patient_data import refuse_patient_data
from organisations.services.register import record_domain
from pledges.choices import AuditEvent, CommitmentKind, VersionState
from pledges.models import Commitment, Pledge, PledgeWording

PLEDGES = 5


class SignUpIncomplete(Exception):
    """A part of the sign-up is still missing."""


@transaction.atomic
def draft_commitment(
    *,
    membership: Membership,
    number: int,
    kind: CommitmentKind | str,
    text: str,
    by: User,
    at: datetime,
    today: date,
    revision: int | None = None,
    autosaved: bool = False,
    states: Collection[MembershipState] = (MembershipState.DRAFT,),
) -> Commitment:
    """Save what a member will do under one pledge, answering the wording of that day.

    Of a sign-up, unless `states` say otherwise. A draft beside versions that were published is the
    next one. `revision` is the save that the author saw; `EditedMeanwhile` when there is a later
    one that says something else. A draft need not say its `kind` yet.
    """
    membership = memberships.lock(membership, *states)
    wording = PledgeWording.objects.in_force(today).get(pledge__number=number)
    commitment = Commitment.objects.drafts().filter(
        membership=membership, pledge=wording.pledge
    ).first() or _next_version(membership, wording.pledge)
    is_the_same = (commitment.text, commitment.kind) == (text, kind)
    if commitment.pk and is_the_same and commitment.wording_id == wording.pk:
        return commitment  # pressed twice
    if revision not in (None, commitment.revision) and not is_the_same:
        raise EditedMeanwhile(commitment.saved)
    commitment.wording, commitment.kind, commitment.text = wording, kind, text
    commitment.revision += 1
    commitment.saved_by, commitment.saved_at = by, at
    commitment.full_clean()
    commitment.save()
    memberships.note_work(membership=membership, at=at)
    row: dict[str, Any] = {"by": by, "subject": membership, "at": at, "pledge": number}
    if not (autosaved and recorded_lately(AuditEvent.COMMITMENT_DRAFTED, **row)):
        record(AuditEvent.COMMITMENT_DRAFTED, **row)
    return commitment


def _next_version(membership: Membership, pledge: Pledge) -> Commitment:
    """It begins as what is published, and counts its saves from there: who opened the page before
    that was published has seen another text."""
    newest = membership.commitments.filter(pledge=pledge).ever_published().first()
    if newest is None:
        return Commitment(membership=membership, pledge=pledge)
    return Commitment(
        membership=membership,
        pledge=pledge,
        version=newest.version + 1,
        revision=newest.revision,
        text=newest.text,
        kind=newest.kind,
        saved_by=newest.saved_by,
        saved_at=newest.saved_at,
    )


def missing_parts(membership: Membership) -> list[str]:
    """What a sign-up still needs before it can go to the sponsor, in the order of the task list."""
    complete = membership.commitments.drafts().complete()
    drafted = set(complete.values_list("pledge__number", flat=True))
    missing = [] if membership.has_sponsor else ["your executive sponsor"]
    missing += [f"pledge {n}" for n in range(1, PLEDGES + 1) if n not in drafted]
    if not membership.plan_intention:
        missing.append("whether you will publish a plan")
    return missing


@transaction.atomic
def send_to_sponsor(*, membership: Membership, by: User, at: datetime) -> SponsorRequest:
    """Send a complete sign-up to its sponsor.

    Raises `SignUpIncomplete`, `PatientDataFound`, and what `sponsorship.ask_sponsor` raises.
    """
    membership = memberships.lock(membership, MembershipState.DRAFT)
    if missing := missing_parts(membership):
        raise SignUpIncomplete(f"Still to do: {', '.join(missing)}.")
    _refuse_patient_data(membership)
    return sponsorship.ask_sponsor(membership=membership, by=by, at=at)


@transaction.atomic
def confirm_pledges(
    *, sponsor_request: SponsorRequest, at: datetime, comment: str = ""
) -> Membership:
    """The sponsor confirms; a verified member's pledges are public at once.

    Raises `PatientDataFound`, and what `sponsorship.confirm` raises.
    """
    membership = sponsorship.confirm(sponsor_request=sponsor_request, comment=comment, at=at)
    _refuse_patient_data(membership)
    if membership.is_public:
        _publish(membership, by=sponsor_request, at=at)
    return membership


@transaction.atomic
def approve_sign_up(
    *, membership: Membership, by: User, at: datetime, domains: Collection[str] = ()
) -> Membership:
    """The campaign team has checked who signed up: the pledges are public.

    `domains` are recorded as the organisation's own: from now on an address there is proof.
    Raises `OrganisationClosed`, `PatientDataFound`, `WrongState`.
    """
    membership = memberships.lock(membership, MembershipState.AWAITING_VERIFICATION)
    if membership.organisation.is_closed(day_of(at)):
        raise memberships.OrganisationClosed(membership.organisation)
    _refuse_patient_data(membership)
    for domain in domains:
        record_domain(organisation=membership.organisation, domain=domain, by=by, at=at)
    membership = memberships.change_state(
        membership=membership, to=MembershipState.ACTIVE, by=by, at=at
    )
    _publish(membership, by=by, at=at)
    return membership


@transaction.atomic
def decline_sign_up(*, membership: Membership, reason: str, by: User, at: datetime) -> Membership:
    """The check did not succeed: the sign-up ends, and the applicant reads why."""
    memberships.lock(membership, MembershipState.AWAITING_VERIFICATION)
    membership = memberships.change_state(
        membership=membership, to=MembershipState.CLOSED, by=by, at=at, reason=reason
    )
    emails.sign_up_declined(membership)
    return membership


def _refuse_patient_data(membership: Membership) -> None:
    drafts = membership.commitments.drafts().in_pledge_order()
    pledges = {f"pledge {commitment.wording.pledge.number}": commitment for commitment in drafts}
    refuse_patient_data(membership, {"the sponsor’s name or title": membership, **pledges})


def _publish(membership: Membership, *, by: User | SponsorRequest, at: datetime) -> None:
    membership.commitments.drafts().update(
        state=VersionState.PUBLISHED,
        published_at=at,
        # The sponsor answers for the first version; the team answers for each that follows.
        published_role=membership.sponsor_title,
    )
    record(AuditEvent.COMMITMENTS_PUBLISHED, by=by, subject=membership, at=at)
    emails.welcome(membership)
