"""Every write about mergers: opening a merger, deciding, and settling it."""

from datetime import date, datetime

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from audit.services import SYSTEM, key, record
from improvement_plans.models import Plan, PlanVersion
from mergers import emails
from mergers.choices import Answer, AuditEvent
from mergers.models import Decision, Merger
from organisations.choices import CURRENT_STATES, MembershipState
from organisations.models import Membership, Succession
from organisations.models.membership import MembershipQuerySet
from organisations.services.membership import WrongState, change_state, lock
from organisations.services.patient_data import refuse_patient_data
from pledges.models import Commitment

log = structlog.get_logger(__name__)


class NotLeftHere(Exception):
    """The commitment or plan is not the predecessor's to leave."""


def open_mergers(*, at: datetime, today: date) -> int:
    """Open one for each member that has closed and each successor; how many are new.

    Running it again, or twice at once, opens nothing twice and tells nobody twice. One that fails
    holds up no other.
    """
    members = Membership.objects.current().filter(organisation=OuterRef("predecessor"))
    opened = Merger.objects.filter(succession=OuterRef("pk"), membership__state__in=CURRENT_STATES)
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
    merger = Merger.objects.create(membership=membership, succession=succession, opened_at=at)
    record(AuditEvent.MERGER_OPENED, by=SYSTEM, subject=merger, at=at)
    heir = Membership.objects.current().filter(organisation=succession.successor_id).first()
    emails.closed(merger, heir)
    if heir:
        emails.left_to_you(merger, heir)
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
    merger = _lock(merger, today)
    if item.membership_id != merger.membership_id:
        raise NotLeftHere
    refuse_patient_data(_heir(merger).get(), {"the reason": reason})
    about = {"commitment": item} if isinstance(item, Commitment) else {"plan": item}
    decision = merger.decisions.filter(**about).first() or Decision(merger=merger, **about)
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
    merger = _lock(merger, today)
    _settle(merger, by=by, at=at)
    return merger


def undecided(merger: Merger) -> int:
    """How many published commitments and plans wait for an answer."""
    decisions = merger.decisions
    commitments = Commitment.objects.published().filter(membership=merger.membership_id)
    plans = PlanVersion.objects.published().filter(plan__membership=merger.membership_id)
    return (
        commitments.exclude(pk__in=decisions.exclude(commitment=None).values("commitment")).count()
        + plans.exclude(plan__in=decisions.exclude(plan=None).values("plan")).count()
    )


def _settle(merger: Merger, *, by: User, at: datetime) -> None:
    merger.settled_at, merger.settled_by = at, by
    merger.full_clean()
    merger.save(update_fields=["settled_at", "settled_by"])
    record(AuditEvent.MERGER_SETTLED, by=by, subject=merger, at=at)
    emails.settled(merger)
    settled = merger.membership.mergers.exclude(settled_at=None)
    others = merger.predecessor.successions_from.exclude(pk__in=settled.values("succession"))
    # The parts of a split decide each for itself; the last one ends the membership.
    if not others.exists():
        change_state(membership=merger.membership, to=MembershipState.SUCCEEDED, by=by, at=at)


def _heir(merger: Merger) -> MembershipQuerySet:
    return Membership.objects.current().filter(organisation=merger.succession.successor_id)


def _lock(merger: Merger, today: date) -> Merger:
    # The predecessor's membership too: two successors who finish at once cannot miss each other.
    # Both in the order of their keys, as everywhere: somebody may lead both and leave meanwhile.
    parties = Q(pk=merger.membership_id) | Q(organisation=merger.succession.successor_id)
    list(Membership.objects.select_for_update().filter(parties).order_by("pk"))
    try:
        lock(merger.membership, *CURRENT_STATES)
    except WrongState as error:
        raise WrongState("There is nothing left to decide here.") from error
    if not _heir(merger).select_for_update().exists():
        raise WrongState("Your organisation must be a member to decide.")
    waiting = Merger.objects.select_for_update(of=("self",)).with_parties().waiting(today)
    locked = waiting.filter(pk=merger.pk).first()
    if locked is None:
        raise WrongState("Your organisation has settled this already.")
    return locked
