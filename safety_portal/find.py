"""One search over what everyone may read: organisations, pledges and plans.

Pledges and plans come in order of the organisation's name: nothing says whose words are better.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from core.full_text import Wanted, marked, passage
from core.text import month, plural
from improvement_plans.models import Driver, PlanVersion
from organisations.choices import MembershipState
from organisations.models import Membership, Organisation
from organisations.presenters import SearchResult, known_as
from organisations.queries import members_named, with_other_names
from pledges.models import Commitment

# Counting further costs the database more than it tells a reader.
MOST_COUNTED = 1000
FEW_OF_MANY = 100


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
    # Whatever has the words, in no order: what an index answers by itself.
    match: Callable[[Wanted], QuerySet[Any]]
    # What everyone may read of it, in order.
    public: Callable[[Wanted], QuerySet[Any]]
    show: Callable[[Sequence[Any], Wanted, date], list[Result]]

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
        if self.are_many:
            return f"more than {plural(MOST_COUNTED, self.kind.tag.lower())}"
        return plural(self.count, self.kind.tag.lower())

    @property
    def are_many(self) -> bool:
        """More than are counted. Then only some are shown: another word finds fewer."""
        return self.count > MOST_COUNTED

    @classmethod
    def of(cls, kind: Kind, wanted: Wanted, today: date, *, start: int, limit: int) -> "Findings":
        """Those from `start` on, none with a limit of 0.

        First their keys, of which an index need not find more than are counted; then those are put
        in order. Asked for both at once PostgreSQL takes seconds where the words are common.
        """
        matching = list(kind.match(wanted).values_list("pk", flat=True)[: MOST_COUNTED + 1])
        many = len(matching) > MOST_COUNTED
        if not matching or (many and start):
            return cls(kind, len(matching), [])
        # Of too many any are as good as others: fewer are put in order.
        found = kind.public(wanted).filter(pk__in=matching[:FEW_OF_MANY] if many else matching)
        count = len(matching) if many else found.order_by().count()
        rows = list(found[start : start + limit]) if limit else []
        return cls(kind, count, kind.show(rows, wanted, today))


def match_organisations(wanted: Wanted) -> QuerySet[Organisation]:
    return members_named(wanted).order_by()


def show_organisations(found: Sequence[Organisation], wanted: Wanted, today: date) -> list[Result]:
    return [
        Result(
            title=marked(str(hit.organisation), wanted),
            href=hit.organisation.get_absolute_url(),
            about=SearchResult(hit.organisation).what_and_where,
            passage=marked(known_as(hit.other_name), wanted),
            standing=of_member(hit.organisation, today),
        )
        for hit in with_other_names(found, wanted)
    ]


def match_pledges(wanted: Wanted) -> QuerySet[Commitment]:
    return Commitment.objects.published().saying(wanted)


def public_pledges(wanted: Wanted) -> QuerySet[Commitment]:
    return Commitment.objects.public_a_to_z()


def show_pledges(found: Sequence[Commitment], wanted: Wanted, today: date) -> list[Result]:
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


def match_plans(wanted: Wanted) -> QuerySet[PlanVersion]:
    return PlanVersion.objects.published().saying(wanted)


def public_plans(wanted: Wanted) -> QuerySet[PlanVersion]:
    return PlanVersion.objects.public_a_to_z().prefetch_related(
        Prefetch("priorities__drivers", Driver.objects.order_by("position"))
    )


def show_plans(found: Sequence[PlanVersion], wanted: Wanted, today: date) -> list[Result]:
    return [_plan_result(version, wanted) for version in found]


def _plan_result(version: PlanVersion, wanted: Wanted) -> Result:
    """With the first part of the plan that has one of the words, and a link to that part."""
    parts = [
        ("now", version.where_we_are_now),
        ("worked", version.what_worked),
        ("differently", version.what_we_will_do_differently),
        ("involved", version.how_people_were_involved),
    ]
    for priority in version.priorities.all():
        texts = (
            f"{priority.title}. {priority.why}",
            *(priority.aim, priority.topic_name, priority.affected_differently),
            priority.how_patients_are_involved,
            *(driver.text for driver in priority.drivers.all()),
        )
        parts += [(f"priority-{priority.position}", text) for text in texts]
    written = [part for part in parts if part[1]] or [("about", "")]
    anchor, text = next((part for part in written if wanted.is_in(part[1])), written[0])
    membership = version.plan.membership
    return Result(
        title=marked(version.title, wanted),
        href=f"{reverse('plan_public', args=[membership.organisation.slug])}#{anchor}",
        about=f"{membership.organisation}",
        passage=passage(text, wanted),
        standing=standing(membership),
    )


def of_member(organisation: Organisation, today: date) -> str:
    """Since when it is a member, or what became of it. Needs `members_named`."""
    membership: Membership = organisation.public_memberships[0]  # type: ignore[attr-defined]
    if organisation.closed_date and organisation.is_closed(today):
        return f"Closed in {month(organisation.closed_date)}. What it wrote stays readable."
    joined = f"Member since {month(membership.joined_at)}" if membership.joined_at else ""
    return standing(membership) or joined


def standing(membership: Membership) -> str:
    """That a member has paused or left, and since when."""
    then = month(membership.state_at)
    words = {
        MembershipState.PAUSED: f"Paused since {then}",
        MembershipState.WITHDRAWN: f"Left the campaign in {then}. What it wrote stays readable.",
        MembershipState.SUCCEEDED: f"Continued by another organisation since {then}",
    }
    return words.get(MembershipState(membership.state), "")


KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "organisations", "Organisation", match_organisations, members_named, show_organisations
        ),
        Kind("pledges", "Pledge", match_pledges, public_pledges, show_pledges),
        Kind("plans", "Plan", match_plans, public_plans, show_plans),
    )
}
