"""Every write about mergers: opening a handover, deciding, and settling it."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from audit.services import SYSTEM, key, record
from improvement_plans.models import Plan, PlanVersion
from mergers import emails
from mergers.choices import Answer, AuditEvent
from mergers.models import Decision, Handover
from organisations.choices import CURRENT_STATES, MembershipState
from organisations.models import Membership, Succession
from organisations.services.membership import WrongState, change_state, lock
from pledges.models import Commitment


class NotLeftHere(Exception):
    """The commitment or plan is not the predecessor's to leave."""


def open_handovers(*, at: datetime, today: date) -> int:
    """Open one for each member that has closed and each successor; how many are new.

    Running it again, or twice at once, opens nothing twice and tells nobody twice.
    """
    members = Membership.objects.current().filter(organisation=OuterRef("predecessor"))
    opened = Handover.objects.filter(
        succession=OuterRef("pk"), membership__state__in=CURRENT_STATES
    )
    due = Succession.objects.in_effect(today).filter(Exists(members), ~Exists(opened))
    return sum(_open(succession, at) for succession in due.order_by("date", "pk"))


@transaction.atomic
def _open(succession: Succession, at: datetime) -> bool:
    member = Membership.objects.current().filter(organisation=succession.predecessor_id)
    membership = member.select_for_update().first()
    if membership is None or membership.handovers.filter(succession=succession).exists():
        return False  # another sweep was quicker, or the member has left
    handover = Handover.objects.create(membership=membership, succession=succession, opened_at=at)
    record(AuditEvent.HANDOVER_OPENED, by=SYSTEM, subject=handover, at=at)
    heir = Membership.objects.current().filter(organisation=succession.successor_id).first()
    emails.closed(handover, heir)
    if heir:
        emails.left_to_you(handover, heir)
    return True


@transaction.atomic
def decide(
    *,
    handover: Handover,
    item: Commitment | Plan,
    answer: Answer,
    reason: str,
    by: User,
    role: str,
    at: datetime,
    today: date,
) -> Decision:
    """Carry one thing on, or end it; until all is settled, the answer can be changed.

    With the last answer the handover is settled. Raises `WrongState`, and `NotLeftHere`.
    """
    handover = _lock(handover, today)
    if item.membership_id != handover.membership_id:
        raise NotLeftHere
    about = {"commitment": item} if isinstance(item, Commitment) else {"plan": item}
    decision = handover.decisions.filter(**about).first() or Decision(handover=handover, **about)
    decision.answer, decision.reason = answer, reason
    decision.decided_by, decision.decided_role, decision.decided_at = by, role, at
    decision.full_clean()
    decision.save()
    record(AuditEvent.ITEM_DECIDED, by=by, subject=handover, at=at, item=key(item), answer=answer)
    if not undecided(handover):
        _settle(handover, by=by, at=at)
    return decision


@transaction.atomic
def settle(*, handover: Handover, by: User, at: datetime, today: date) -> Handover:
    """The successor has decided all it wants to. Raises `WrongState`."""
    handover = _lock(handover, today)
    _settle(handover, by=by, at=at)
    return handover


def undecided(handover: Handover) -> int:
    """How many published commitments and plans wait for an answer."""
    decisions = handover.decisions
    commitments = Commitment.objects.published().filter(membership=handover.membership_id)
    plans = PlanVersion.objects.published().filter(plan__membership=handover.membership_id)
    return (
        commitments.exclude(pk__in=decisions.exclude(commitment=None).values("commitment")).count()
        + plans.exclude(plan__in=decisions.exclude(plan=None).values("plan")).count()
    )


def _settle(handover: Handover, *, by: User, at: datetime) -> None:
    handover.settled_at, handover.settled_by = at, by
    handover.full_clean()
    handover.save(update_fields=["settled_at", "settled_by"])
    record(AuditEvent.HANDOVER_SETTLED, by=by, subject=handover, at=at)
    emails.settled(handover)
    settled = handover.membership.handovers.exclude(settled_at=None)
    others = handover.predecessor.successions_from.exclude(pk__in=settled.values("succession"))
    # The parts of a split decide each for itself; the last one ends the membership.
    if not others.exists():
        change_state(membership=handover.membership, to=MembershipState.SUCCEEDED, by=by, at=at)


def _lock(handover: Handover, today: date) -> Handover:
    # The predecessor's membership first: two successors who finish at once cannot miss each other.
    try:
        lock(handover.membership, *CURRENT_STATES)
    except WrongState as error:
        raise WrongState("There is nothing left to decide here.") from error
    heir = Membership.objects.current().filter(organisation=handover.succession.successor_id)
    if not heir.select_for_update().exists():
        raise WrongState("Your organisation must be a member to decide.")
    waiting = Handover.objects.select_for_update(of=("self",)).with_parties().waiting(today)
    locked = waiting.filter(pk=handover.pk).first()
    if locked is None:
        raise WrongState("Your organisation has settled this already.")
    return locked
