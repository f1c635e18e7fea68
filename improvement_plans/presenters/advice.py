"""What a draft still lacks, and what to look at again before it is public."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from improvement_plans.models import Plan, PlanVersion

USUAL_MONTHS = (3 * 12, 5 * 12)


@dataclass(frozen=True)
class Advice:
    """Something a reader may miss, and where to write it."""

    text: str
    href: str


def advice(plan: Plan, draft: PlanVersion) -> list[Advice]:
    """What a reader may miss in the draft. None of it stops anyone from publishing."""
    about = reverse("plan_about", args=[plan.pk])
    found = []
    if not (draft.start_date and draft.end_date and draft.executive_lead):
        found.append(Advice("When the plan runs, or who leads it", about))
    elif not runs_as_usual(draft.start_date, draft.end_date):
        found.append(Advice("Dates three to five years apart, as most plans have", about))
    if not draft.where_we_are_now:
        found.append(Advice("Where you are now", reverse("plan_now", args=[plan.pk])))
    if not draft.priorities.exists():
        found.append(Advice("A priority", reverse("plan_priority_add", args=[plan.pk])))
    return found


def runs_as_usual(start: date, end: date) -> bool:
    """Whether a plan runs for three to five years, give or take a month."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return USUAL_MONTHS[0] - 1 <= months <= USUAL_MONTHS[1] + 1
