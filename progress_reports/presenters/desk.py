"""Reports as those who write them see them: the list of a plan, and the task list of the draft."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import User
from core.guard import PointedOut, point_out
from core.text import nhs_date, time_of_day
from improvement_plans import permissions
from improvement_plans.models import Plan
from improvement_plans.presenters.desk import Task
from improvement_plans.presenters.parts import State
from organisations.choices import Role
from progress_reports.choices import Status
from progress_reports.models import Report, ReportedPriority
from progress_reports.services import SAID

NOT_ANSWERED = "Not said yet: what did not work or what you stopped, or why nothing has changed"
ABOUT = "The period, and whom you thank"


@dataclass(frozen=True)
class ReportsDesk:
    """All reports of a plan, and what each of the member's people can do with them."""

    draft: Report | None
    # Each report as it reads today, with those of which nothing can be read any more; newest first.
    reports: list[Report]
    next_date: date | None
    has_plan: bool
    can_edit: bool
    can_publish: bool

    @classmethod
    def of(cls, plan: Plan, draft: Report | None, user: User) -> "ReportsDesk":
        newest: dict[int, Report] = {}
        for report in plan.progress_reports.ever_published():
            newest.setdefault(report.number, report)
        return cls(
            draft=draft,
            reports=list(newest.values()),
            next_date=plan.next_report_date,
            has_plan=plan.versions.published().exists(),
            can_edit=permissions.can_edit_plan(user, plan),
            can_publish=permissions.can_publish_plan(user, plan),
        )


@dataclass(frozen=True)
class DraftDesk:
    """The parts of a draft, and how far each is."""

    about: list[Task]
    priorities: list[Task]
    # Whether the plan was published anew since the report was begun.
    plan_is_newer: bool
    leads: list[str]
    can_edit: bool
    can_publish: bool

    @classmethod
    def of(cls, plan: Plan, report: Report, user: User) -> "DraftDesk":
        can_edit = permissions.can_edit_plan(user, plan)
        page = reverse("report_about", args=[plan.pk]) if can_edit else ""
        leads = plan.membership.representatives.filter(role=Role.LEAD).select_related("user")
        current = plan.versions.published().first()
        return cls(
            about=[Task(ABOUT, page, State.WRITTEN, (days_of(report), *said_of(report)))],
            priorities=[task_of(plan, row, can_edit=can_edit) for row in rows_with_authors(report)],
            plan_is_newer=bool(current and current.pk != report.plan_version_id),
            leads=sorted(str(lead.user) for lead in leads),
            can_edit=can_edit,
            can_publish=permissions.can_publish_plan(user, plan),
        )


def rows_with_authors(report: Report) -> list[ReportedPriority]:
    return list(report.priorities.select_related("saved_by").order_by("position"))


def task_of(plan: Plan, row: ReportedPriority, *, can_edit: bool) -> Task:
    if row.is_answered:
        state = State.WRITTEN
    else:
        said = any(getattr(row, name) for name in SAID)
        state = State.IN_PROGRESS if said else State.NOT_STARTED
    word = "No change" if row.is_no_change else Status(row.status).label if row.status else ""
    missing = NOT_ANSWERED if state == State.IN_PROGRESS else ""
    hints = tuple(filter(None, (word, missing, *said_of(row))))
    page = reverse("report_priority", args=[plan.pk, row.key]) if can_edit else ""
    return Task(row.title, page, state, hints)


def said_of(row: Report | ReportedPriority) -> tuple[str, ...]:
    """Who changed it last, and when."""
    if row.saved_at is None:
        return ()
    day, time = nhs_date(row.saved_at), time_of_day(row.saved_at)
    return (f"Last changed by {row.saved_by} on {day} at {time}",)


def days_of(report: Report) -> str:
    return f"{nhs_date(report.period_start_date)} to {nhs_date(report.period_end_date)}"


def last_changes(report: Report) -> list[str]:
    """What each page said last, by whom and when; those that nobody has saved are left out."""
    named: list[tuple[str, Report | ReportedPriority]] = [
        (ABOUT, report),
        *((row.title, row) for row in rows_with_authors(report)),
    ]
    return [
        f"{name}: {said[0][0].lower()}{said[0][1:]}"
        for name, row in named
        if (said := said_of(row))
    ]


def unanswered(report: Report) -> list[ReportedPriority]:
    return [row for row in rows_with_authors(report) if not row.is_answered]


def look_again(plan: Plan, report: Report) -> list[PointedOut]:
    """What in any row of the draft may tell who a patient is, and where to change it."""
    found = point_out("The report", reverse("report_about", args=[plan.pk]), report)
    for row in rows_with_authors(report):
        page = reverse("report_priority", args=[plan.pk, row.key])
        found += point_out(row.title, page, row)
    return found
