"""One search over what everyone may read: organisations, pledges and plans.

Pledges and plans come in order of the organisation's name: nothing says whose words are better.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from core.full_text import Wanted, marked, passage
from core.text import month, plural
from improvement_plans.models import PlanVersion
from organisations.choices import MembershipState
from organisations.models import Membership, Organisation
from organisations.presenters import SearchResult, known_as
from organisations.queries import members_named, with_other_names
from pledges.models import Commitment

# Counting further costs the database more than it tells a reader.
MOST_COUNTED = 1000


@dataclass(frozen=True)
class Result:
    """One thing that was found, and the words of it that were looked for."""

    title: SafeString
    href: str
    about: str = ""
    passage: SafeString | str = ""
    standing: str = ""


@dataclass(frozen=True)
class Kind:
    """Something that can be found: how it is called, looked for and shown."""

    key: str
    tag: str
    find: Callable[[Wanted], QuerySet[Any]]
    show: Callable[[Sequence[Any], Wanted], list[Result]]

    @property
    def heading(self) -> str:
        return f"{self.tag}s"


@dataclass(frozen=True)
class Findings:
    """What was found of one kind: how many, and those that the page shows."""

    kind: Kind
    count: int
    results: list[Result]

    @property
    def how_many(self) -> str:
        """The count with its noun; beyond what is counted only that there are more."""
        if self.count > MOST_COUNTED:
            return f"more than {plural(MOST_COUNTED, self.kind.tag.lower())}"
        return plural(self.count, self.kind.tag.lower())

    @classmethod
    def of(cls, kind: Kind, wanted: Wanted, *, start: int, limit: int) -> "Findings":
        """Those from `start` on, none with a limit of 0."""
        found = kind.find(wanted)
        count = found.order_by()[: MOST_COUNTED + 1].count()
        # What is known to be empty is not asked for.
        rows = list(found[start : min(start + limit, MOST_COUNTED)]) if limit and count else []
        return cls(kind, count, kind.show(rows, wanted))


def find_organisations(wanted: Wanted) -> QuerySet[Organisation]:
    return members_named(wanted) if wanted.asks else Organisation.objects.none()


def show_organisations(found: Sequence[Organisation], wanted: Wanted) -> list[Result]:
    return [
        Result(
            title=marked(str(hit.organisation), wanted),
            href=hit.organisation.get_absolute_url(),
            about=SearchResult(hit.organisation).what_and_where,
            passage=marked(known_as(hit.other_name), wanted),
            standing=standing(hit.organisation.public_memberships[0], since=True),  # type: ignore[attr-defined]
        )
        for hit in with_other_names(found, wanted)
    ]


def find_pledges(wanted: Wanted) -> QuerySet[Commitment]:
    return Commitment.objects.public_a_to_z().saying(wanted)


def show_pledges(found: Sequence[Commitment], wanted: Wanted) -> list[Result]:
    return [
        Result(
            title=marked(str(commitment.membership.organisation), wanted),
            href=f"{commitment.membership.organisation.get_absolute_url()}#pledge-{number}",
            about=f"Pledge {number}, {commitment.wording.title}",
            passage=passage(commitment.text, wanted),
            standing=standing(commitment.membership),
        )
        for commitment in found
        for number in [commitment.pledge.number]
    ]


def find_plans(wanted: Wanted) -> QuerySet[PlanVersion]:
    return PlanVersion.objects.public_a_to_z().saying(wanted)


def show_plans(found: Sequence[PlanVersion], wanted: Wanted) -> list[Result]:
    return [_plan_result(version, wanted) for version in found]


def _plan_result(version: PlanVersion, wanted: Wanted) -> Result:
    """With the first part of the plan that has one of the words, and a link to that part."""
    parts = [("now", version.where_we_are_now)]
    for priority in version.priorities.all():
        anchor = f"priority-{priority.position}"
        parts += [
            (anchor, f"{priority.title}. {priority.why}"),
            (anchor, priority.aim),
            (anchor, priority.topic_name),
        ]
    anchor, text = next((part for part in parts if wanted.is_in(part[1])), parts[0])
    membership = version.plan.membership
    return Result(
        title=marked(version.title, wanted),
        href=f"{reverse('plan_public', args=[membership.organisation.slug])}#{anchor}",
        about=f"{membership.organisation}",
        passage=passage(text, wanted),
        standing=standing(membership),
    )


def standing(membership: Membership, *, since: bool = False) -> str:
    """That a member has paused or left, and since when; on request also when others joined."""
    then = month(membership.state_at)
    words = {
        MembershipState.PAUSED: f"Paused since {then}",
        MembershipState.WITHDRAWN: f"Left the campaign in {then}. What it wrote stays readable.",
        MembershipState.SUCCEEDED: f"Continued by another organisation since {then}",
    }
    joined = f"Member since {month(membership.joined_at)}" if membership.joined_at else ""
    return words.get(MembershipState(membership.state), joined if since else "")


KINDS = {
    kind.key: kind
    for kind in (
        Kind("organisations", "Organisation", find_organisations, show_organisations),
        Kind("pledges", "Pledge", find_pledges, show_pledges),
        Kind("plans", "Plan", find_plans, show_plans),
    )
}
