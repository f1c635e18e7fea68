"""A plan as those who write it see it: its task list."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from core.text import plural
from improvement_plans import permissions
from improvement_plans.choices import Part
from improvement_plans.models import Plan, PlanVersion
from organisations.choices import Role


@dataclass(frozen=True)
class Task:
    """One line of the task list. `done` is `None` where nothing is missed."""

    title: str
    href: str
    done: bool | None
    hint: str = ""


@dataclass(frozen=True)
class PlanDesk:
    """What the member's own people see of their plan, and what each may do with it."""

    parts: list[Task]
    priorities: list[Task]
    published: PlanVersion | None
    leads: list[str]
    can_edit: bool
    can_publish: bool

    @classmethod
    def of(cls, plan: Plan, draft: PlanVersion | None, user: User) -> "PlanDesk":
        leads = plan.membership.representatives.filter(role=Role.LEAD).select_related("user")
        return cls(
            parts=part_tasks(plan, draft) if draft else [],
            priorities=priority_tasks(plan, draft) if draft else [],
            published=plan.versions.published().first(),
            leads=sorted(str(lead.user) for lead in leads),
            can_edit=permissions.can_edit_plan(user, plan),
            can_publish=permissions.can_publish_plan(user, plan),
        )


def part_tasks(plan: Plan, draft: PlanVersion) -> list[Task]:
    """The parts of the text."""
    return [
        Task("About the plan", reverse("plan_about", args=[plan.pk]), done=about_is_done(draft)),
        Task(
            "Where we are now",
            reverse("plan_now", args=[plan.pk]),
            done=bool(draft.where_we_are_now),
        ),
        *_narrative_tasks(plan, draft),
        *_row_tasks(plan, draft),
    ]


def _narrative_tasks(plan: Plan, draft: PlanVersion) -> list[Task]:
    written = {
        Part.WORKED: ("plan_worked", draft.what_worked),
        Part.DIFFERENTLY: ("plan_differently", draft.what_we_will_do_differently),
        Part.INVOLVEMENT: ("plan_involvement", draft.involvement),
    }
    return [
        Task(part.label, reverse(name, args=[plan.pk]), done=bool(said))
        for part, (name, said) in written.items()
    ]


def _row_tasks(plan: Plan, draft: PlanVersion) -> list[Task]:
    """How many milestones and learning goals there are. A plan can do without."""
    rows = {
        Part.MILESTONES: ("plan_milestones", plural(draft.milestones.count(), "milestone")),
        Part.LEARNING: ("plan_learning", plural(draft.learning_goals.count(), "learning goal")),
    }
    return [
        Task(
            part.label,
            reverse(name, args=[plan.pk]),
            done=None if count.startswith("0 ") else True,
            hint="" if count.startswith("0 ") else count,
        )
        for part, (name, count) in rows.items()
    ]


def priority_tasks(plan: Plan, draft: PlanVersion) -> list[Task]:
    """Each priority with its aim, and adding one. A priority is saved whole: it is done."""
    written = [
        Task(p.title, reverse("plan_priority", args=[plan.pk, p.pk]), done=True, hint=p.aim)
        for p in draft.priorities.order_by("position")
    ]
    add = reverse("plan_priority_add", args=[plan.pk])
    if not written:
        return [Task("Add a priority", add, done=False)]
    return [*written, Task("Add another priority", add, done=None)]


def about_is_done(draft: PlanVersion) -> bool:
    return bool(draft.title and draft.start_date and draft.end_date and draft.executive_lead)
