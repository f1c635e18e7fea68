"""Beginning a report, and writing its draft page by page."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import transaction

from accounts.models import User
from audit.services import record, recorded_lately
from core.revisions import EditedMeanwhile, Saved, fingerprint
from improvement_plans.choices import MONTHS_BETWEEN_REPORTS
from improvement_plans.models import Plan, PlanVersion
from improvement_plans.services.drafting import lock_plan
from progress_reports.choices import AuditEvent, Charts, News
from progress_reports.models import Report, ReportedPriority

# What a correction begins with.
KEPT_OF_REPORT = ("plan_version", "number", "period_start_date", "period_end_date", "thanks")
# What an author says of a priority.
SAID = (
    *("has_news", "why_no_change", "status", "what_we_did", "what_worked", "what_did_not_work"),
    *("help_wanted", "how_patients_were_involved", "what_next"),
)


class NoPlanToReportOn(Exception):
    """Nothing of the plan is public, so that nobody could read what a report speaks of."""


class NoDraft(Exception):
    """There is no report that is being written, or not this part of it."""


class AnotherDraft(Exception):
    """Another report of this plan is being written."""


@transaction.atomic
def start_report(*, plan: Plan, by: User, at: datetime, today: date) -> Report:
    """A draft about the time since the last report; the one that is open, if there is one.

    Raises `NoPlanToReportOn` and `WrongState`.
    """
    plan = lock_plan(plan)
    if draft := plan.progress_reports.drafts().first():
        return draft
    version = published_version(plan)
    start, end = next_period(plan, version, today)
    report = Report(
        plan=plan,
        plan_version=version,
        number=next_number(plan),
        period_start_date=start,
        period_end_date=end,
    )
    report.full_clean()
    report.save()
    add_priorities(report=report)
    record(AuditEvent.REPORT_STARTED, by=by, subject=plan, at=at, number=report.number)
    return report


@transaction.atomic
def start_correction(*, plan: Plan, number: int, by: User, at: datetime) -> Report:
    """A draft of the next version of a report, which says what the newest one says.

    The same one when asked again. Raises `AnotherDraft`.
    """
    plan = lock_plan(plan)
    newest = plan.progress_reports.ever_published().filter(number=number)[0]
    if draft := plan.progress_reports.drafts().first():
        if draft.number == number:
            return draft
        raise AnotherDraft("Another report is being written. Publish it, or delete its draft.")
    said = {name: getattr(newest, name) for name in KEPT_OF_REPORT}
    report = Report(plan=plan, version=newest.version + 1, charts=Charts.KEPT, **said)
    report.full_clean()
    report.save()
    copy_priorities(source=newest, report=report)
    record(
        AuditEvent.REPORT_STARTED, by=by, subject=plan, at=at, number=number, version=report.version
    )
    return report


@transaction.atomic
def save_report(
    *,
    plan: Plan,
    by: User,
    at: datetime,
    seen: Collection[str] = (),
    revision: int | None = None,
    autosaved: bool = False,
    **fields: Any,
) -> Report:
    """Save what the draft says as a whole: its period, and its thanks. As `save_part` of a plan."""
    report = draft_of(lock_plan(plan))
    is_new = _write(report, seen, revision, by, at, fields)
    if is_new:
        _note(AuditEvent.REPORT_SAVED, plan, by, at, autosaved=autosaved, number=report.number)
    return report


@transaction.atomic
def save_priority(
    *,
    plan: Plan,
    key: UUID,
    by: User,
    at: datetime,
    seen: Collection[str] = (),
    revision: int | None = None,
    autosaved: bool = False,
    **fields: Any,
) -> ReportedPriority:
    """Save what the draft says of one priority. Raises `NoDraft` where it does not speak of it."""
    report = draft_of(lock_plan(plan))
    priority = report.priorities.filter(key=key).first()
    if priority is None:
        raise NoDraft("This priority is not in the report any more.")
    is_new = _write(priority, seen, revision, by, at, fields)
    if is_new:
        said = {"number": report.number, "priority": str(key)}
        _note(AuditEvent.REPORT_PRIORITY_SAVED, plan, by, at, autosaved=autosaved, **said)
    return priority


@transaction.atomic
def bring_up_to_date(*, plan: Plan, by: User, at: datetime) -> Report:
    """Let the draft speak of the plan as it is published now.

    A priority that the plan has no longer stays at the end where something was written about it.
    """
    plan = lock_plan(plan)
    report, version = draft_of(plan), published_version(plan)
    if report.plan_version_id == version.pk:
        return report
    report.plan_version = version
    report.save(update_fields=["plan_version"])
    keys = set(version.priorities.values_list("key", flat=True))
    for priority in report.priorities.exclude(key__in=keys):
        if not any(getattr(priority, name) for name in SAID):
            priority.delete()
    add_priorities(report=report)
    record(
        AuditEvent.REPORT_BROUGHT_UP_TO_DATE,
        by=by, subject=plan, at=at, number=report.number, plan_version=version.number,
    )  # fmt: skip
    return report


@transaction.atomic
def discard_report(*, plan: Plan, by: User, at: datetime) -> None:
    """Delete the draft, with all that is written in it. Without one nothing happens."""
    plan = lock_plan(plan)
    if report := plan.progress_reports.drafts().first():
        said = {"number": report.number, "version": report.version}
        report.delete()
        record(AuditEvent.REPORT_DISCARDED, by=by, subject=plan, at=at, **said)


def draft_of(plan: Plan) -> Report:
    """The draft of a locked plan; `NoDraft` where there is none."""
    draft = plan.progress_reports.drafts().select_related("saved_by").first()
    if draft is None:
        raise NoDraft("This report is not a draft any more: it was published or deleted.")
    draft.plan = plan
    return draft


def published_version(plan: Plan) -> PlanVersion:
    """The plan as everyone reads it; `NoPlanToReportOn` where nothing of it is public."""
    version = plan.versions.published().first()
    if version is None:
        raise NoPlanToReportOn("Publish your plan first: a report speaks of its priorities.")
    return version


def next_number(plan: Plan) -> int:
    """Which report of the plan comes next, from 1."""
    last = plan.progress_reports.order_by("-number").first()
    return last.number + 1 if last else 1


def next_period(plan: Plan, version: PlanVersion, today: date) -> tuple[date, date]:
    """From the day after the last report's period, or the beginning of the plan, to today."""
    last = plan.progress_reports.newest_first().first()
    start = last.period_end_date + timedelta(days=1) if last else version.start_date
    if start is None or start > today:
        months = MONTHS_BETWEEN_REPORTS[plan.report_frequency]
        start = today - relativedelta(months=months)
    return start, today


def add_priorities(*, report: Report) -> None:
    """Rows for the priorities of the report's version of the plan, in its order and its words."""
    known = {priority.key: priority for priority in report.priorities.all()}
    planned = list(report.plan_version.priorities.order_by("position"))
    gone = [priority for key, priority in known.items() if key not in {p.key for p in planned}]
    rows = [known.get(p.key) or ReportedPriority(report=report, key=p.key) for p in planned]
    for row, priority in zip(rows, planned, strict=True):
        row.title = priority.title
    # The places are given anew: first out of everybody's way, for the database asks each time.
    for position, row in enumerate([*rows, *gone], start=len(known) + len(planned) + 1):
        row.position = position
        row.save()
    for position, row in enumerate([*rows, *gone], start=1):
        row.position = position
        row.full_clean()
        row.save(update_fields=["position", "title"])


def copy_priorities(*, source: Report, report: Report) -> None:
    """What the version before says of each; of a report of no change, that in every place."""
    if source.nothing_new:
        add_priorities(report=report)
        report.priorities.update(has_news=News.NO, why_no_change=source.nothing_new)
        return
    for row in source.priorities.order_by("position"):
        said = {name: getattr(row, name) for name in ("key", "position", "title", *SAID)}
        ReportedPriority.objects.create(report=report, **said)


def saved_of(row: Report | ReportedPriority, names: Collection[str]) -> Saved:
    """What an author had before them who opened these fields now, and who saved them last."""
    values = {name: getattr(row, name) for name in names}
    return Saved(fingerprint(values), values, row.saved_by, row.saved_at)


def _write(
    row: Report | ReportedPriority,
    seen: Collection[str],
    revision: int | None,
    by: User,
    at: datetime,
    fields: dict[str, Any],
) -> bool:
    """Save fields unless somebody has changed what their author saw; whether that was new."""
    saved = saved_of(row, seen)
    is_new = any(getattr(row, name) != value for name, value in fields.items())
    if is_new and revision not in (None, saved.revision):
        raise EditedMeanwhile(saved)
    for name, value in fields.items():
        setattr(row, name, value)
    row.saved_at, row.saved_by = (at, by) if is_new else (row.saved_at, row.saved_by)
    row.full_clean()
    if is_new:
        row.save(update_fields=[*fields, "saved_at", "saved_by"])
    return is_new


def _note(
    event: AuditEvent, plan: Plan, by: User, at: datetime, *, autosaved: bool, **what: Any
) -> None:
    """A row in the trail: of autosaves one in half an hour."""
    row: dict[str, Any] = {"by": by, "subject": plan, "at": at, **what}
    if not (autosaved and recorded_lately(event, **row)):
        record(event, **row)
