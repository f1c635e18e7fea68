"""A plan as those who write it see it: its task list, and that of each priority."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.urls import reverse

from accounts.models import User
from core.text import nhs_date, plural, time_of_day
from improvement_plans import permissions
from improvement_plans.models import PartSaved, Plan, PlanVersion, Priority
from improvement_plans.presenters.parts import PLAN_PARTS, PRIORITY_PARTS, State, parts_written
from improvement_plans.presenters.questions import plan_questions, priority_questions
from organisations.choices import Role

NO_AIM = "Aim not written yet"
# Who saved a part last, by the part and its priority.
LastSaved = Mapping[tuple[str, int | None], PartSaved]


@dataclass(frozen=True)
class Task:
    """One line of a task list, and what is told under it. Without `href` it leads nowhere."""

    title: str
    href: str
    state: State
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanDesk:
    """What the member's own people see of their plan, and what each may do with it."""

    parts: list[Task]
    priorities: list[Task]
    questions: list[str]
    published: PlanVersion | None
    leads: list[str]
    can_edit: bool
    can_publish: bool

    @classmethod
    def of(cls, plan: Plan, draft: PlanVersion | None, user: User) -> "PlanDesk":
        leads = plan.membership.representatives.filter(role=Role.LEAD).select_related("user")
        saved = last_saved(draft) if draft else {}
        priorities = list(draft.priorities.for_writers()) if draft else []
        can_edit = permissions.can_edit_plan(user, plan)
        parts = part_tasks(plan, draft, saved) if draft else []
        return cls(
            parts=parts if can_edit else to_read(parts),
            priorities=priority_tasks(plan, draft, priorities, saved, can_edit=can_edit)
            if draft
            else [],
            questions=plan_questions(len(priorities)),
            published=plan.versions.published().first(),
            leads=sorted(str(lead.user) for lead in leads),
            can_edit=can_edit,
            can_publish=permissions.can_publish_plan(user, plan),
        )

    @property
    def can_be_moved(self) -> bool:
        """Whether there are priorities to put in an order: two, beside the line that adds one."""
        return len(self.priorities) > 2


@dataclass(frozen=True)
class PriorityDesk:
    """One priority of a draft: its parts, its aim, and what a reader would ask."""

    priority: Priority
    parts: list[Task]
    questions: list[str]
    can_edit: bool

    @classmethod
    def of(cls, plan: Plan, draft: PlanVersion, priority: Priority, user: User) -> "PriorityDesk":
        saved, where = last_saved(draft), [plan.pk, priority.pk]
        parts = [
            Task(
                row.part.label,
                reverse(row.url, args=where),
                row.state(priority),
                said_of(saved.get((row.part, priority.pk))),
            )
            for row in PRIORITY_PARTS
        ]
        page = reverse("plan_measures", args=[plan.pk])
        parts.append(Task("Measures and data", page, State.OPTIONAL))
        can_edit = permissions.can_edit_plan(user, plan)
        return cls(
            priority=priority,
            parts=parts if can_edit else to_read(parts),
            questions=priority_questions(priority, draft),
            can_edit=can_edit,
        )


def to_read(tasks: list[Task]) -> list[Task]:
    """The same for somebody who may not write."""
    return [replace(task, href="") for task in tasks]


def last_saved(draft: PlanVersion) -> LastSaved:
    rows = draft.parts_saved.select_related("saved_by")
    return {(row.part, row.priority_id): row for row in rows}


def part_tasks(plan: Plan, draft: PlanVersion, saved: LastSaved) -> list[Task]:
    """The parts of the plan itself."""
    return [
        Task(
            row.part.label,
            reverse(row.url, args=[plan.pk]),
            row.state(draft),
            said_of(saved.get((row.part, None))),
        )
        for row in PLAN_PARTS
    ]


def priority_tasks(
    plan: Plan,
    draft: PlanVersion,
    priorities: list[Priority],
    saved: LastSaved,
    *,
    can_edit: bool,
) -> list[Task]:
    """Each priority with its aim and how much of it is written; and adding one."""
    written = [priority_task(plan, draft, priority, saved) for priority in priorities]
    add = reverse("plan_priority_add", args=[plan.pk]) if can_edit else ""
    if not written:
        return [Task("Add a priority", add, State.NOT_STARTED)]
    return [*written, Task("Add another priority", add, State.OPTIONAL)]


def priority_task(plan: Plan, draft: PlanVersion, priority: Priority, saved: LastSaved) -> Task:
    count, parts = parts_written(priority), len(PRIORITY_PARTS)
    mine = [row for (_, priority_pk), row in saved.items() if priority_pk == priority.pk]
    asked = len(priority_questions(priority, draft))
    hints = (
        priority.aim or NO_AIM,
        f"{count} of {parts} parts written",
        plural(asked, "question for you", "questions for you") if asked else "",
        *said_of(max(mine, key=lambda row: row.saved_at, default=None)),
    )
    return Task(
        priority.title,
        reverse("plan_priority", args=[plan.pk, priority.pk]),
        State.WRITTEN if count == parts else State.IN_PROGRESS,
        tuple(filter(None, hints)),
    )


def said_of(last: PartSaved | None) -> tuple[str, ...]:
    """Who changed a part last, and when."""
    if last is None:
        return ()
    day, time = nhs_date(last.saved_at), time_of_day(last.saved_at)
    return (f"Last changed by {last.saved_by} on {day} at {time}",)
