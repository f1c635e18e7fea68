"""A plan in words: its task list, what it still lacks, and its public page."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.guard import PointedOut, point_out
from improvement_plans import permissions
from improvement_plans.models import Plan, PlanVersion, Priority
from organisations.choices import Role
from organisations.models import Organisation
from pledges.models import Pledge, PledgeWording

USUAL_MONTHS = (3 * 12, 5 * 12)


@dataclass(frozen=True)
class Task:
    """One line of the task list. `done` is `None` where nothing is missed."""

    title: str
    href: str
    done: bool | None
    hint: str = ""


@dataclass(frozen=True)
class Advice:
    """Something a reader may miss, and where to write it."""

    text: str
    href: str


def serving(version: PlanVersion | None) -> dict[int, list[Priority]]:
    """A plan's priorities in their order, by the number of each pledge that they serve."""
    found: defaultdict[int, list[Priority]] = defaultdict(list)
    for priority in sorted(version.priorities.all(), key=by_position) if version else []:
        for pledge in priority.pledges.all():
            found[pledge.number].append(priority)
    return found


def by_position(priority: Priority) -> int:
    return priority.position


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


def look_again(plan: Plan, draft: PlanVersion) -> list[PointedOut]:
    """What in the draft may tell who a patient is, and where to change it."""
    parts = point_out("The plan", reverse("plan_tasks", args=[plan.pk]), draft)
    for priority in draft.priorities.order_by("position"):
        page = reverse("plan_priority", args=[plan.pk, priority.pk])
        parts += point_out(f"Priority {priority.position}", page, priority)
    return parts


def runs_as_usual(start: date, end: date) -> bool:
    """Whether a plan runs for three to five years, give or take a month."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return USUAL_MONTHS[0] - 1 <= months <= USUAL_MONTHS[1] + 1


@dataclass(frozen=True)
class PlanPage:
    """One version as the public reads it, among the other versions."""

    version: PlanVersion
    organisation: Organisation
    priorities: list[Priority]
    # The titles of the pledges as they read when the version was published.
    pledge_titles: dict[int, str]
    versions: list[PlanVersion]

    @classmethod
    def of(cls, version: PlanVersion, today: date) -> "PlanPage":
        day = timezone.localdate(version.published_at) if version.published_at else today
        pledges = Prefetch("pledges", Pledge.objects.order_by("number"))
        return cls(
            version=version,
            organisation=version.plan.membership.organisation,
            priorities=list(version.priorities.order_by("position").prefetch_related(pledges)),
            pledge_titles={w.pledge_id: w.title for w in PledgeWording.objects.in_force(day)},
            versions=list(version.plan.versions.ever_published()),
        )
