"""What a draft still lacks, and what to look at again before it is public."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from improvement_plans.models import Plan, PlanVersion, Priority
from improvement_plans.presenters.parts import PLAN_PARTS, PRIORITY_PARTS, State
from improvement_plans.presenters.questions import plan_questions, priority_questions

USUAL_MONTHS = (3 * 12, 5 * 12)
LACKING = (State.NOT_STARTED, State.IN_PROGRESS)


@dataclass(frozen=True)
class Advice:
    """Something a reader may miss, and where to write it."""

    text: str
    href: str


def advice(plan: Plan, draft: PlanVersion) -> list[Advice]:
    """What a reader may miss in the draft. None of it stops anyone from publishing."""
    priorities = list(draft.priorities.for_writers())
    found = [
        Advice(_capital(row.missed), reverse(row.url, args=[plan.pk]))
        for row in PLAN_PARTS
        if row.state(draft) in LACKING
    ]
    if draft.start_date and draft.end_date and not runs_as_usual(draft.start_date, draft.end_date):
        about = reverse("plan_about", args=[plan.pk])
        found.append(Advice("Dates three to five years apart, as most plans have", about))
    if not priorities:
        found.append(Advice("A priority", reverse("plan_priority_add", args=[plan.pk])))
    tasks = reverse("plan_tasks", args=[plan.pk])
    found += [Advice(f"An answer to “{each}”", tasks) for each in plan_questions(len(priorities))]
    for priority in priorities:
        found += priority_advice(plan, draft, priority)
    return found


def priority_advice(plan: Plan, draft: PlanVersion, priority: Priority) -> list[Advice]:
    """What a reader may miss in one priority: one line for its parts, one for each question."""
    hub = reverse("plan_priority", args=[plan.pk, priority.pk])
    missed = [row.missed for row in PRIORITY_PARTS if row.state(priority) in LACKING]
    texts = ["; ".join(missed)] if missed else []
    texts += [f"an answer to “{each}”" for each in priority_questions(priority, draft)]
    return [Advice(f"{priority.title}: {text}", hub) for text in texts]


def runs_as_usual(start: date, end: date) -> bool:
    """Whether a plan runs for three to five years, give or take a month."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return USUAL_MONTHS[0] - 1 <= months <= USUAL_MONTHS[1] + 1


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
