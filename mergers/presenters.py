"""What predecessors left, put into words for public pages, successors and the campaign team."""

from dataclasses import dataclass
from datetime import date

from core.text import plural
from improvement_plans.models import PlanVersion
from mergers.models import Decision, Merger
from organisations.choices import CURRENT_STATES, SIGN_UP_STATES
from organisations.models import Membership, Organisation, Succession
from pledges.models import Commitment


@dataclass(frozen=True)
class LeftItem:
    """A commitment or plan version that a predecessor left, and what was decided about it."""

    item: Commitment | PlanVersion
    decision: Decision | None


@dataclass(frozen=True)
class Legacy:
    """All that one predecessor published, under one successor."""

    succession: Succession
    membership: Membership
    commitments: list[LeftItem]
    plan: LeftItem | None
    waits: bool

    @property
    def predecessor(self) -> Organisation:
        return self.succession.predecessor

    @property
    def date(self) -> date | None:
        return self.succession.date or self.predecessor.closed_date

    @property
    def undecided(self) -> int:
        items = [*self.commitments, *([self.plan] if self.plan else [])]
        return sum(item.decision is None for item in items)


def legacies(organisation: Organisation, today: date) -> list[Legacy]:
    """What members that closed left to this organisation, newest first."""
    successions = list(Succession.objects.left_to(organisation, today))
    if not successions:
        return []
    bodies = [succession.predecessor_id for succession in successions]
    memberships = {
        m.organisation_id: m for m in Membership.objects.public().filter(organisation__in=bodies)
    }
    commitments = Commitment.objects.published().filter(membership__in=memberships.values())
    in_order = list(commitments.in_pledge_order())
    versions = (
        PlanVersion.objects.published()
        .filter(plan__membership__in=memberships.values())
        .select_related("plan")
    )
    plans = {version.plan.membership_id: version for version in versions}
    decisions = Decision.objects.filter(merger__succession__in=successions).select_related("merger")
    about = {(d.merger.succession_id, d.commitment_id, d.plan_id): d for d in decisions}
    settled = set(
        Merger.objects.filter(succession__in=successions)
        .exclude(settled_at=None)
        .values_list("succession", "membership")
    )
    found = []
    for succession in successions:
        membership = memberships[succession.predecessor_id]
        plan = plans.get(membership.pk)
        found.append(
            Legacy(
                succession=succession,
                membership=membership,
                commitments=[
                    LeftItem(c, about.get((succession.pk, c.pk, None)))
                    for c in in_order
                    if c.membership_id == membership.pk
                ],
                plan=LeftItem(plan, about.get((succession.pk, None, plan.plan_id)))
                if plan
                else None,
                waits=membership.state in CURRENT_STATES
                and (succession.pk, membership.pk) not in settled,
            )
        )
    return found


@dataclass(frozen=True)
class WaitingMerger:
    """What the campaign team sees of a merger: how long it waits, and who can decide."""

    merger: Merger
    age: str
    who: str

    @classmethod
    def of(cls, merger: Merger, today: date) -> "WaitingMerger":
        """Needs `MergerQuerySet.for_desk`."""
        closed = merger.predecessor.closed_date or today
        return cls(merger, plural((today - closed).days, "day"), _who(merger, today))


def _who(merger: Merger, today: date) -> str:
    successor = merger.successor
    if successor.is_closed(today):
        return f"{successor} has closed too"
    if not successor.open_memberships:
        return f"{successor} is not a member yet"
    membership = successor.open_memberships[0]
    if membership.state in SIGN_UP_STATES:
        return f"{successor} is signing up"
    if membership.state not in CURRENT_STATES:
        return f"{successor} has left the campaign"
    leads = ", ".join(str(lead.user) for lead in membership.leads)  # type: ignore[attr-defined]
    return leads or f"{successor} has no lead"
