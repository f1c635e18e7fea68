"""What a lead looks at before a draft is public: what may be about a patient, who wrote last."""

from typing import Any

from django.db.models import Model
from django.urls import reverse

from core.guard import PointedOut, point_out
from core.text import nhs_date, time_of_day
from improvement_plans.choices import Part
from improvement_plans.models import (
    Driver,
    LearningGoal,
    Milestone,
    PartSaved,
    PdsaCycle,
    Plan,
    PlanVersion,
    Priority,
    rows_of,
)

MOST_CHANGES = 3


def look_again(plan: Plan, draft: PlanVersion) -> list[PointedOut]:
    """What in any row of the draft may tell who a patient is, and where to change it."""
    found: list[PointedOut] = []
    for name, priority, row in rows_of(draft):
        page = page_of(plan, priority, row)
        found += point_out(name[0].upper() + name[1:], page, row)
    return found


def page_of(plan: Plan, priority: Priority | None, row: Model) -> str:
    """From which a row of the draft is changed."""
    where: list[Any] = [plan.pk, priority.pk] if priority else [plan.pk]
    match row:
        case Driver():
            return reverse("plan_diagram", args=where)
        case PdsaCycle():
            return reverse("plan_cycle", args=[*where, row.idea.key, row.key])
        case Milestone():
            return reverse("plan_milestone", args=[*where, row.pk])
        case LearningGoal():
            return reverse("plan_goal", args=[*where, row.pk])
    return reverse("plan_priority" if priority else "plan_tasks", args=where)


def last_changes(draft: PlanVersion) -> list[str]:
    """The parts that were changed last, by whom and when, newest first."""
    saved = draft.parts_saved.select_related("saved_by", "priority")
    newest = sorted(saved, key=lambda part: part.saved_at, reverse=True)
    return [_in_words(part) for part in newest[:MOST_CHANGES]]


def _in_words(part: PartSaved) -> str:
    name = Part(part.part).label
    of = f", in “{part.priority}”" if part.priority else ""
    when = f"{nhs_date(part.saved_at)} at {time_of_day(part.saved_at)}"
    return f"{name}{of}, by {part.saved_by} on {when}"
