"""The sign-up's task list in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from core.guard import PointedOut, point_out
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


def look_again(membership: Membership, commitments: Iterable[Commitment]) -> list[PointedOut]:
    """What in the pledges may tell who a patient is, and where to change it."""
    numbered = [(commitment.wording.pledge.number, commitment) for commitment in commitments]
    return [
        found
        for number, commitment in numbered
        for found in point_out(
            f"Pledge {number}",
            reverse("sign_up_pledge", args=[membership.pk, number]),
            commitment,
        )
    ]
