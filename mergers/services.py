"""Every write about mergers: opening a merger, deciding, and settling it."""

from datetime import date, datetime

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from audit.services import SYSTEM, key, record
from improvement_plans.models import Plan, PlanVersion, PlanVersionQuerySet
from mergers import emails
from mergers.choices import Answer, AuditEvent
from mergers.models import Decision, Merger
from organisations.choices import CURRENT_STATES, MembershipState
from organisations.models import Membership, Succession
from organisations.models.membership import MembershipQuerySet
from organisations.services.membership import WrongState, change_state, lock
from organisations.services.patient_data import refuse_patient_data
from pledges.models import Commitment, CommitmentQuerySet

log = structlog.get_logger(__name__)


class NotLeftHere(Exception):
    """The commitment or plan is not the predecessor's to leave."""


def open_mergers(*, at: datetime, today: date) -> int:
    """Open one for each member that has closed and each successor; how many are new.

    Running it again, or twice at once, opens nothing twice and tells nobody twice. One that fails
    holds up no other.
    """
    members = Membership.objects.current().filter(organisation=OuterRef("predecessor"))
    opened = Merger.objects.filter(
        succession=OuterRef("pk"),
        membership__organisation=OuterRef("predecessor"),
        membership__state__in=CURRENT_STATES,
    )
    due = Succession.objects.in_effect(today).filter(Exists(members), ~Exists(opened))
    opened_now = 0
    for succession in due.order_by("date", "pk"):
        try:
            opened_now += _open(succession, at)
        except Exception:
            log.exception("merger_failed", succession=succession.pk)
    return opened_now


@transaction.atomic
def _open(succession: Succession, at: datetime) -> bool:
    member = Membership.objects.current().filter(organisation=succession.predecessor_id)
    membership = member.select_for_update().first()
    if membership is None or membership.mergers.filter(succession=succession).exists():
        return False  # another sweep was quicker, or the member has left
    _begin(membership, succession, at)
    return True


def _begin(membership: Membership, succession: Succession, at: datetime) -> None:
    merger = Merger.objects.create(membership=membership, succession=succession, opened_at=at)
    record(AuditEvent.MERGER_OPENED, by=SYSTEM, subject=merger, at=at)
    heir = _heir(merger).first()
    emails.closed(merger, heir)
    if heir:
        _tell(merger, heir, at)


def _tell(merger: Merger, heir: Membership, at: datetime) -> None:
    merger.successor_told_at = at
    merger.save(update_fields=["successor_told_at"])
    emails.left_to_you(merger, heir)


def tell_successors(*, at: datetime, today: date) -> int:
    """Ask successors that joined since what they carry on; how many were asked."""
    told = 0
    for merger in Merger.objects.to_tell(today).order_by("pk"):
        try:
            told += _tell_once(merger, at=at, today=today)
        except Exception:
            log.exception("merger_failed", merger=merger.pk)
    return told


@transaction.atomic
def _tell_once(merger: Merger, *, at: datetime, today: date) -> bool:
    locked = Merger.objects.select_for_update(of=("self",)).with_parties().to_tell(today)
    found = locked.filter(pk=merger.pk).first()
    if found is None:
        return False  # another sweep was quicker
    record(AuditEvent.SUCCESSOR_TOLD, by=SYSTEM, subject=found, at=at)
    _tell(found, _heir(found).get(), at)
    return True


def pass_on_mergers(*, at: datetime, today: date) -> int:
    """Hand what waits for a successor that closed as well to those that continue it; how many.

    A longer chain takes a sweep for each step.
    """
    passed_on = 0
    for merger in Merger.objects.to_pass_on(today).order_by("pk"):
        try:
            passed_on += _pass_on(merger, at=at, today=today)
        except Exception:
            log.exception("merger_failed", merger=merger.pk)
    return passed_on


@transaction.atomic
def _pass_on(merger: Merger, *, at: datetime, today: date) -> bool:
    _lock_parties(merger)
    waiting = Merger.objects.with_parties().to_pass_on(today)
    found = waiting.select_for_update(of=("self",)).filter(pk=merger.pk).first()
    if found is None:
        return False  # another sweep was quicker, or it was settled meanwhile
    found.passed_on_at = at
    found.full_clean()
    found.save(update_fields=["passed_on_at"])
    record(AuditEvent.MERGER_PASSED_ON, by=SYSTEM, subject=found, at=at)
    known = found.membership.mergers.values("succession__successor")
    further = Succession.objects.in_effect(today).filter(predecessor=found.successor)
    # Who is asked already is not asked twice.
    further = further.exclude(successor=found.predecessor).exclude(successor__in=known)
    for succession in further.order_by("pk"):
        _begin(found.membership, succession, at)
    _end_when_settled(found, by=SYSTEM, at=at)
    return True


@transaction.atomic
def decide(
    *,
    merger: Merger,
    item: Commitment | Plan,
    answer: Answer,
    reason: str,
    by: User,
    role: str,
    at: datetime,
    today: date,
) -> Decision:
    """Carry one thing on, or end it; until all is settled, the answer can be changed.

    With the last answer the merger is settled. Raises `WrongState`, `NotLeftHere`,
    and `PatientDataFound` for the reason.
    """
    merger = _lock_for_successor(merger, today)
    commitments, plans = left(merger=merger)
    is_left = (
        commitments.filter(pk=item.pk)
        if isinstance(item, Commitment)
        else plans.filter(plan=item.pk)
    )
    if not is_left.exists():
        raise NotLeftHere
    refuse_patient_data(_heir(merger).get(), {"the reason": reason, "your job title": role})
    about = {"commitment": item} if isinstance(item, Commitment) else {"plan": item}
    decision = merger.decisions.filter(**about).first() or Decision(merger=merger, **about)
    before = decision.answer, decision.reason, decision.decided_by_id, decision.decided_role
    if before == (answer, reason, by.pk, role):
        return decision
    decision.answer, decision.reason = answer, reason
    decision.decided_by, decision.decided_role, decision.decided_at = by, role, at
    decision.full_clean()
    decision.save()
    record(AuditEvent.ITEM_DECIDED, by=by, subject=merger, at=at, item=key(item), answer=answer)
    if not undecided(merger):
        _settle(merger, by=by, at=at)
    return decision


@transaction.atomic
def settle(*, merger: Merger, by: User, at: datetime, today: date) -> Merger:
    """The successor has decided all it wants to. Raises `WrongState`."""
    merger = _lock_for_successor(merger, today)
    _settle(merger, by=by, at=at)
    return merger


@transaction.atomic
def settle_for_successor(
    *, merger: Merger, reason: str, by: User, at: datetime, today: date
) -> Merger:
    """The campaign team settles what no successor is there to decide. Raises `WrongState`."""
    merger = _lock(merger, today)
    if _heir(merger).exclude(organisation__closed_date__lte=today).exists():
        raise WrongState(f"{merger.successor} is a member: its leads decide.")
    merger.settled_reason = reason
    _settle(merger, by=by, at=at)
    return merger


def left(*, merger: Merger) -> tuple[CommitmentQuerySet, PlanVersionQuerySet]:
    """The published commitments and plan to decide about.

    Of what came by way of a body that closed as well, all but what that body ended.
    """
    before = Decision.objects.filter(
        merger__membership=merger.membership_id,
        merger__succession__successor=merger.succession.predecessor_id,
        answer=Answer.ENDED,
    )
    commitments = Commitment.objects.published().filter(membership=merger.membership_id)
    plans = PlanVersion.objects.published().filter(plan__membership=merger.membership_id)
    return (
        commitments.exclude(pk__in=before.exclude(commitment=None).values("commitment")),
        plans.exclude(plan__in=before.exclude(plan=None).values("plan")),
    )


def undecided(merger: Merger) -> int:
    """How many published commitments and plans wait for an answer."""
    decisions = merger.decisions
    commitments, plans = left(merger=merger)
    return (
        commitments.exclude(pk__in=decisions.exclude(commitment=None).values("commitment")).count()
        + plans.exclude(plan__in=decisions.exclude(plan=None).values("plan")).count()
    )


def _settle(merger: Merger, *, by: User, at: datetime) -> None:
    merger.settled_at, merger.settled_by = at, by
    merger.full_clean()
    merger.save(update_fields=["settled_at", "settled_by", "settled_reason"])
    by_campaign = bool(merger.settled_reason)
    event = AuditEvent.MERGER_SETTLED_FOR_SUCCESSOR if by_campaign else AuditEvent.MERGER_SETTLED
    record(event, by=by, subject=merger, at=at)
    emails.settled(merger)
    _end_when_settled(merger, by=by, at=at)


def _end_when_settled(merger: Merger, *, by: User | str, at: datetime) -> None:
    mergers = merger.membership.mergers
    waiting = mergers.filter(settled_at=None, passed_on_at=None)
    others = merger.predecessor.successions_from.exclude(pk__in=mergers.values("succession"))
    # The parts of a split decide each for itself; the last one ends the membership.
    if not waiting.exists() and not others.exists():
        change_state(membership=merger.membership, to=MembershipState.SUCCEEDED, by=by, at=at)


def _lock_parties(merger: Merger) -> None:
    # The predecessor's membership too: two successors who finish at once cannot miss each other.
    # Both in the order of their keys, as everywhere: somebody may lead both and leave meanwhile.
    parties = Q(pk=merger.membership_id) | Q(organisation=merger.succession.successor_id)
    list(Membership.objects.select_for_update().filter(parties).order_by("pk"))


def _heir(merger: Merger) -> MembershipQuerySet:
    return Membership.objects.current().filter(organisation=merger.succession.successor_id)


def _lock_for_successor(merger: Merger, today: date) -> Merger:
    merger = _lock(merger, today)
    if not _heir(merger).exists():
        raise WrongState("Your organisation must be a member to decide.")
    return merger


def _lock(merger: Merger, today: date) -> Merger:
    _lock_parties(merger)
    try:
        lock(merger.membership, *CURRENT_STATES)
    except WrongState as error:
        raise WrongState("There is nothing left to decide here.") from error
    waiting = Merger.objects.select_for_update(of=("self",)).with_parties().waiting(today)
    locked = waiting.filter(pk=merger.pk).first()
    if locked is None:
        raise WrongState("This is settled already.")
    return locked
