"""What predecessors left, put into words for public pages, successors and the campaign team."""

from dataclasses import dataclass
from datetime import date

from core.text import plural
from improvement_plans.models import PlanVersion
from mergers.choices import Answer
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
        return self.membership.organisation

    @property
    def via(self) -> Organisation | None:
        """The body between the two that has closed as well, if there was one."""
        between = self.succession.predecessor
        return between if between != self.predecessor else None

    @property
    def date(self) -> date | None:
        return self.succession.date or self.succession.predecessor.closed_date

    @property
    def undecided(self) -> int:
        items = [*self.commitments, *([self.plan] if self.plan else [])]
        return sum(item.decision is None for item in items)

    def is_about(self, merger: Merger) -> bool:
        return (self.succession.pk, self.membership.pk) == (
            merger.succession_id,
            merger.membership_id,
        )


def legacies(organisation: Organisation, today: date) -> list[Legacy]:
    """What members that closed left to this organisation, newest first.

    Also what waited for a body that closed in turn, and came here by way of it.
    """
    successions = list(Succession.objects.leading_to(organisation, today))
    if not successions:
        return []
    mergers = list(
        Merger.objects.filter(succession__in=successions).select_related("membership__organisation")
    )
    pairs = _pairs(successions, mergers)
    members = [membership.pk for _, membership in pairs]
    commitments = list(
        Commitment.objects.published().filter(membership__in=members).in_pledge_order()
    )
    versions = PlanVersion.objects.published().filter(plan__membership__in=members)
    plans = {version.plan.membership_id: version for version in versions.select_related("plan")}
    decisions = Decision.objects.filter(merger__succession__in=successions).select_related("merger")
    about = {(d.merger.succession_id, d.commitment_id, d.plan_id): d for d in decisions}
    ended = _ended_on_the_way(pairs)
    over = {(m.succession_id, m.membership_id) for m in mergers if m.settled_at or m.passed_on_at}
    found = []
    for succession, membership in pairs:
        gone = ended.get((succession.predecessor_id, membership.pk), set())
        plan = plans.get(membership.pk)
        found.append(
            Legacy(
                succession=succession,
                membership=membership,
                commitments=[
                    LeftItem(c, about.get((succession.pk, c.pk, None)))
                    for c in commitments
                    if c.membership_id == membership.pk and (c.pk, None) not in gone
                ],
                plan=LeftItem(plan, about.get((succession.pk, None, plan.plan_id)))
                if plan and (None, plan.plan_id) not in gone
                else None,
                waits=membership.state in CURRENT_STATES
                and (succession.pk, membership.pk) not in over,
            )
        )
    return found


def _pairs(
    successions: list[Succession], mergers: list[Merger]
) -> list[tuple[Succession, Membership]]:
    """Whose words came by which succession: the predecessor's, and those it had not decided."""
    bodies = [succession.predecessor_id for succession in successions]
    members = Membership.objects.public().filter(organisation__in=bodies)
    own = {member.organisation_id: member for member in members.select_related("organisation")}
    pairs = []
    for succession in successions:
        if succession.predecessor_id in own:
            pairs.append((succession, own[succession.predecessor_id]))
        pairs += [
            (succession, merger.membership)
            for merger in mergers
            if merger.succession_id == succession.pk
            and merger.membership.organisation_id != succession.predecessor_id
        ]
    return pairs


def _ended_on_the_way(
    pairs: list[tuple[Succession, Membership]],
) -> dict[tuple[int, int], set[tuple[int | None, int | None]]]:
    """What a body between the two has ended: by that body and the membership whose words it was."""
    on_the_way = [(s, m) for s, m in pairs if s.predecessor_id != m.organisation_id]
    ended: dict[tuple[int, int], set[tuple[int | None, int | None]]] = {}
    if not on_the_way:
        return ended
    decisions = Decision.objects.filter(
        merger__membership__in=[membership.pk for _, membership in on_the_way],
        merger__succession__successor__in=[s.predecessor_id for s, _ in on_the_way],
        answer=Answer.ENDED,
    ).select_related("merger__succession")
    for decision in decisions:
        by_whom = decision.merger.succession.successor_id, decision.merger.membership_id
        ended.setdefault(by_whom, set()).add((decision.commitment_id, decision.plan_id))
    return ended


@dataclass(frozen=True)
class WaitingMerger:
    """What the campaign team sees of a merger: how long it waits, and who can decide."""

    merger: Merger
    age: str
    who: str
    can_be_settled: bool

    @classmethod
    def of(cls, merger: Merger, today: date) -> "WaitingMerger":
        """Needs `MergerQuerySet.for_desk`."""
        closed = merger.predecessor.closed_date or today
        memberships = merger.successor.open_memberships
        decides = any(m.state in CURRENT_STATES for m in memberships)
        return cls(
            merger,
            plural((today - closed).days, "day"),
            _who(merger, today),
            can_be_settled=merger.successor.is_closed(today) or not decides,
        )


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
