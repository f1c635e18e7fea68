"""What a lead looks at before a draft is public: what may be about a patient, who wrote last."""

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
# The page from which each row is changed.
WRITTEN_ON: dict[type[Model], str] = {
    PlanVersion: "plan_tasks",
    Priority: "plan_priority",
    Driver: "plan_diagram",
    PdsaCycle: "plan_diagram",
    Milestone: "plan_milestones",
    LearningGoal: "plan_learning",
}


def look_again(plan: Plan, draft: PlanVersion) -> list[PointedOut]:
    """What in any row of the draft may tell who a patient is, and where to change it."""
    found: list[PointedOut] = []
    for name, priority, row in rows_of(draft):
        where = [plan.pk, priority.pk] if priority else [plan.pk]
        page = reverse(WRITTEN_ON[type(row)], args=where)
        found += point_out(name[0].upper() + name[1:], page, row)
    return found


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
