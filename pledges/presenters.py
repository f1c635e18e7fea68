"""Pledges in words: the sign-up's task list, a member's five, and what has changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse

from core.differences import Run, difference, has_changes
from core.guard import PointedOut, point_out
from core.text import nhs_date
from organisations.models import Membership
from pledges.models import Commitment, PledgeWording


@dataclass(frozen=True)
class Task:
    """One line of the task list."""

    title: str
    href: str
    done: bool
    begun: bool = False


def sign_up_tasks(membership: Membership, today: date) -> list[Task]:
    """The parts of a sign-up in their order, and which are done."""
    drafts = {draft.pledge_id: draft.is_complete for draft in membership.commitments.drafts()}
    pledges = [
        Task(
            f"Pledge {wording.pledge.number}: {wording.title}",
            reverse("sign_up_pledge", args=[membership.pk, wording.pledge.number]),
            drafts.get(wording.pledge_id, False),
            wording.pledge_id in drafts,
        )
        for wording in PledgeWording.objects.in_force(today)
    ]
    return [
        Task(
            "Executive sponsor",
            reverse("sign_up_sponsor", args=[membership.pk]),
            membership.has_sponsor,
        ),
        *pledges,
        Task(
            "Will you publish a plan?",
            reverse("sign_up_plan", args=[membership.pk]),
            bool(membership.plan_intention),
        ),
    ]


def look_again(
    membership: Membership, commitments: Iterable[Commitment], page: str = "sign_up_pledge"
) -> list[PointedOut]:
    """What in the pledges may tell who a patient is, and the page to change it on."""
    numbered = [(commitment.wording.pledge.number, commitment) for commitment in commitments]
    return [
        found
        for number, commitment in numbered
        for found in point_out(
            f"Pledge {number}",
            reverse(page, args=[membership.pk, number]),
            commitment,
        )
    ]


@dataclass(frozen=True)
class Difference:
    """Two versions of what a member does under one pledge; without an older one all is new."""

    older: Commitment | None
    newer: Commitment

    @cached_property
    def words(self) -> list[Run]:
        return difference(self.older.text if self.older else "", self.newer.text)

    @property
    def has_changed_words(self) -> bool:
        return has_changes(self.words)

    @property
    def kind(self) -> tuple[str, str] | None:
        """How new it was said to be then and now, where that is not the same."""
        if self.older is None or self.older.kind == self.newer.kind:
            return None
        return self.older.get_kind_display(), self.newer.get_kind_display() or "not said yet"

    @property
    def answers_another_wording(self) -> bool:
        return self.older is not None and self.older.wording_id != self.newer.wording_id


@dataclass(frozen=True)
class OwnPledge:
    """One of the five as the member's own people see it."""

    wording: PledgeWording
    published: Commitment | None
    draft: Commitment | None

    @property
    def change(self) -> Difference | None:
        """What the draft would change, if anything."""
        if self.draft is None or self.draft.says_the_same_as(self.published):
            return None
        return Difference(self.published, self.draft)


def own_pledges(membership: Membership, today: date) -> list[OwnPledge]:
    """The five, with what is published and what is being written under each."""
    commitments = membership.commitments.select_related("wording__pledge", "saved_by")
    published = {commitment.pledge_id: commitment for commitment in commitments.published()}
    drafts = {draft.pledge_id: draft for draft in commitments.drafts()}
    return [
        OwnPledge(wording, published.get(wording.pledge_id), drafts.get(wording.pledge_id))
        for wording in PledgeWording.objects.in_force(today)
    ]


def named_versions(versions: Sequence[Commitment]) -> list[tuple[int, str]]:
    """Number and name of each version, to choose from."""
    return [
        (v.version, f"Version {v.version}, {nhs_date(v.published_at)}")
        for v in versions
        if v.published_at
    ]
