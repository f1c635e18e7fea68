"""Memberships: starting one, its parts, its state, and the people who act for it."""

from datetime import date, datetime

from django.db import IntegrityError, models, transaction

from accounts.models import User
from accounts.services import lock_person, rename_person
from audit.services import record
from organisations import permissions
from organisations.choices import (
    CURRENT_STATES,
    TRANSITIONS,
    UNCONFIRMED_STATES,
    AuditEvent,
    MembershipState,
    PlanIntention,
    Role,
)
from organisations.models import Membership, Organisation, Representative, StateChange
from organisations.services.closing import settle_what_waited

# One person could otherwise keep the whole register from signing up.
OPEN_PER_PERSON = 3


class AlreadyInCampaign(Exception):
    """The organisation is a member already, or somebody is signing it up."""


class OrganisationClosed(Exception):
    """The organisation is closed in the register; its successor can sign up instead."""

    def __init__(self, organisation: Organisation) -> None:
        heirs = [
            str(succession.successor)
            for succession in organisation.successions_from.select_related("successor")
        ]
        instead = (
            f"{' and '.join(sorted(heirs))} can sign up instead."
            if heirs
            else "If that is wrong, write to the campaign team."
        )
        super().__init__(
            f"The register says that {organisation} has closed, so it cannot become a member."
            f" {instead} What was written stays readable for its team."
        )


class TooManySignUps(Exception):
    """The person has begun as many sign-ups as one person can have open."""


class WrongState(Exception):
    """What was asked does not follow from where the membership stands."""


class SponsorIsLead(Exception):
    """The person who wrote the pledges cannot confirm them in an organisation of this type."""


@transaction.atomic
def start_sign_up(
    *,
    organisation: Organisation,
    by: User,
    full_name: str,
    job_title: str,
    at: datetime,
    today: date,
) -> Membership:
    """Start signing an organisation up, with this person as its first lead.

    Raises `AlreadyInCampaign` for a second sign-up, `OrganisationClosed` for a closed body, and
    `TooManySignUps`, except for the campaign team, and `PersonGone`.
    """
    by = lock_person(by)
    _check_may_begin_another(by)
    if organisation.added_by_hand:
        # It may have joined the register's own record a moment ago.
        organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if organisation.is_closed(today):
        raise OrganisationClosed(organisation)
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                organisation=organisation, started_at=at, started_by=by, state_at=at
            )
            StateChange.objects.create(membership=membership, to_state=MembershipState.DRAFT, at=at)
            record(AuditEvent.MEMBERSHIP_STARTED, by=by, subject=membership, at=at)
            rename_person(user=by, full_name=full_name, by=by, at=at)
            add_representative(
                membership=membership, user=by, role=Role.LEAD, job_title=job_title, by=by, at=at
            )
    except IntegrityError as error:
        # The database's own rule, whoever was quicker.
        raise AlreadyInCampaign from error
    return membership


def _check_may_begin_another(person: User) -> None:
    # The caller holds the person's lock: two at once are counted one after the other.
    unfinished = person.sign_ups_started.filter(state__in=UNCONFIRMED_STATES)
    if not person.is_campaign_team and unfinished.count() >= OPEN_PER_PERSON:
        raise TooManySignUps(
            f"You have begun {OPEN_PER_PERSON} sign-ups that are not finished. Finish or end one"
            " of them first; then begin this one."
        )


@transaction.atomic
def add_representative(
    *, membership: Membership, user: User, role: Role, job_title: str, by: User, at: datetime
) -> Representative:
    """Let a person act for a member."""
    representative = Representative(
        membership=membership, user=user, role=role, job_title=job_title, since_at=at
    )
    representative.full_clean()
    representative.save()
    if role == Role.LEAD:
        forget_erased_leads(membership=membership)
    record(
        AuditEvent.REPRESENTATIVE_ADDED, by=by, subject=membership, at=at, user=user.pk, role=role
    )
    return representative


def forget_erased_leads(*, membership: Membership) -> None:
    """Delete what stood in for an erased lead, now that somebody leads again."""
    if membership.representatives.active_leads().exists():
        membership.representatives.erased().delete()


@transaction.atomic
def name_sponsor(
    *, membership: Membership, name: str, title: str, email: str, by: User, at: datetime
) -> Membership:
    """Write down who will confirm the pledges. Raises `SponsorIsLead`, `WrongState` once sent."""
    membership = lock(membership, MembershipState.DRAFT)
    if not permissions.can_sponsor(email, membership):
        raise SponsorIsLead(
            "Enter somebody else’s address: who signs up or leads cannot also be the sponsor here"
        )
    before = membership.sponsor_name, membership.sponsor_title, membership.sponsor_email
    if before == (name, title, email.lower()):
        return membership
    membership.sponsor_name, membership.sponsor_title = name, title
    membership.sponsor_email, membership.worked_on_at = email.lower(), at
    membership.full_clean()
    changed = ["sponsor_name", "sponsor_title", "sponsor_email", "worked_on_at"]
    membership.save(update_fields=changed)
    record(AuditEvent.SPONSOR_NAMED, by=by, subject=membership, at=at)
    return membership


@transaction.atomic
def state_plan_intention(
    *,
    membership: Membership,
    intention: PlanIntention,
    by_date: date | None,
    by: User,
    at: datetime,
) -> Membership:
    """Write down whether and by when the member means to publish a plan."""
    membership = lock(membership, MembershipState.DRAFT)
    if (membership.plan_intention, membership.plan_intended_date) == (intention, by_date):
        return membership
    membership.plan_intention, membership.plan_intended_date = intention, by_date
    membership.worked_on_at = at
    membership.full_clean()
    membership.save(update_fields=["plan_intention", "plan_intended_date", "worked_on_at"])
    record(AuditEvent.PLAN_INTENTION_STATED, by=by, subject=membership, at=at, answer=intention)
    return membership


def lock(membership: Membership, *states: MembershipState) -> Membership:
    """Re-read a membership under lock; `WrongState` unless it stands in one of `states`."""
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    if states and locked.state not in states:
        raise WrongState(f"This sign-up is at another step: {locked.get_state_display().lower()}.")
    return locked


def note_work(*, membership: Membership, at: datetime) -> None:
    """Remember that somebody works on a sign-up, whose lock the caller holds."""
    if membership.state == MembershipState.DRAFT:
        membership.worked_on_at = at
        membership.save(update_fields=["worked_on_at"])


@transaction.atomic
def change_state(
    *,
    membership: Membership,
    to: MembershipState,
    by: models.Model | str,
    at: datetime,
    reason: str = "",
) -> Membership:
    """Move a membership along `TRANSITIONS`. Raises `WrongState` for any other move."""
    membership = lock(membership)
    before = MembershipState(membership.state)
    if to not in TRANSITIONS[before]:
        raise WrongState(f"A membership cannot go from {before.label} to {to.label}.")
    membership.state, membership.state_at, membership.state_reason = to, at, reason
    if to == MembershipState.DRAFT:
        membership.worked_on_at = at  # it has come back to be changed
    if to in CURRENT_STATES and membership.joined_at is None:
        membership.joined_at = membership.last_heard_at = at
    membership.full_clean()
    membership.save()
    StateChange.objects.create(
        membership=membership, from_state=before, to_state=to, at=at, reason=reason
    )
    record(
        AuditEvent.MEMBERSHIP_STATE_CHANGED,
        by=by,
        subject=membership,
        at=at,
        before=before,
        after=to,
    )
    if to == MembershipState.CLOSED:
        settle_what_waited(membership=membership, by=by, at=at)
    return membership


@transaction.atomic
def record_heard_from(*, membership: Membership, by: User, at: datetime) -> None:
    """Remember when the member last published something of its own."""
    membership = lock(membership)
    membership.last_heard_at = at
    membership.save(update_fields=["last_heard_at"])
    record(AuditEvent.HEARD_FROM, by=by, subject=membership, at=at)
