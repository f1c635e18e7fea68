"""Making a report public, and taking one back."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Model

from accounts.models import User
from audit.services import record
from improvement_plans.choices import ReportFrequency
from improvement_plans.models import Plan
from improvement_plans.services import move_next_report
from improvement_plans.services.drafting import lock_plan
from organisations.choices import PUBLIC_STATES
from organisations.services.membership import lock, record_heard_from
from organisations.services.patient_data import refuse_patient_data
from progress_reports import emails
from progress_reports.choices import AuditEvent, ReportState
from progress_reports.models import FrozenChart, Report
from progress_reports.services.drafting import (
    AnotherDraft,
    draft_of,
    next_number,
    next_period,
    published_version,
)
from progress_reports.services.freezing import charts_of, fingerprint_of, freeze_charts
from progress_reports.services.states import change_state

NOTHING_NEW = "Nothing to report this time."


class NotAnswered(Exception):
    """A priority lacks what every report says: what did not work, or why nothing has changed."""


class ReportChangedSinceRead(Exception):
    """The draft, or a chart in it, is no longer what the person read who wants to publish it."""


@transaction.atomic
def publish_report(
    *,
    plan: Plan,
    reason: str,
    report_frequency: str,
    next_report_date: date | None,
    by: User,
    role: str,
    at: datetime,
    today: date,
    read: str | None = None,
) -> Report:
    """Publish the draft with its charts as they stand; a correction supersedes what it corrects.

    `role` is how the author stands in the published text, and `read` the fingerprint of what they
    have read, where a person did. A first version moves the date of the next report on. Raises
    `NoDraft`, `NotAnswered`, `ReportChangedSinceRead`, `ReportDateHasPassed`, `PatientDataFound`.
    """
    plan = lock_plan(plan)
    report = draft_of(plan)
    if read is not None and read != fingerprint_of(report, charts_of(report)):
        raise ReportChangedSinceRead("The draft or a chart has changed since you opened this page.")
    if unanswered := [each.title for each in report.priorities.all() if not each.is_answered]:
        raise NotAnswered(f"Not answered yet: {'; '.join(unanswered)}.")
    _forget_the_writing(report)
    freeze_charts(report=report)
    _refuse_patient_data(report, reason=reason, role=role)
    for before in plan.progress_reports.published().filter(number=report.number):
        change_state(report=before, to=ReportState.SUPERSEDED)
    _make_public(report, reason=reason, by=by, role=role, at=at)
    if not report.is_correction:
        move_next_report(
            plan=plan,
            report_frequency=report_frequency,
            next_report_date=next_report_date,
            by=by,
            at=at,
            today=today,
        )
    return report


@transaction.atomic
def report_nothing_new(
    *, plan: Plan, why: str, by: User, role: str, at: datetime, today: date
) -> Report:
    """Publish, in one step, a report of no change with the sentence that says why.

    The same words twice on one day are one report. Raises `NoPlanToReportOn`, `AnotherDraft` and
    `PatientDataFound`.
    """
    plan = lock_plan(plan)
    last = plan.progress_reports.newest_first().first()
    if last and last.nothing_new == why and last.published_at and last.period_end_date == today:
        return last
    if plan.progress_reports.drafts().exists():
        raise AnotherDraft("A report is being written. Publish it, or delete its draft first.")
    version = published_version(plan)
    start, end = next_period(plan, version, today)
    report = Report(
        plan=plan,
        plan_version=version,
        number=next_number(plan),
        period_start_date=start,
        period_end_date=end,
        nothing_new=why,
    )
    report.full_clean()
    report.save()
    _refuse_patient_data(report, reason=NOTHING_NEW, role=role)
    _make_public(report, reason=NOTHING_NEW, by=by, role=role, at=at)
    move_next_report(
        plan=plan,
        report_frequency=ReportFrequency(plan.report_frequency),
        next_report_date=None,
        by=by,
        at=at,
        today=today,
    )
    return report


@transaction.atomic
def unpublish_report(
    *, plan: Plan, number: int, version: int, reason: str, by: User, role: str, at: datetime
) -> Report:
    """Take a version back: its text and its charts can be read nowhere any more.

    Also one of a member that left. Raises `WrongState` and `PatientDataFound`; who asks again is
    told what was done.
    """
    lock(plan.membership, *PUBLIC_STATES)
    plan = Plan.objects.select_for_update(of=("self",)).select_related("membership").get(pk=plan.pk)
    report = plan.progress_reports.get(number=number, version=version)
    report.plan = plan
    if report.state == ReportState.UNPUBLISHED:
        return report
    refuse_patient_data(plan.membership, {"the reason": reason, "your job title": role})
    change_state(
        report=report,
        to=ReportState.UNPUBLISHED,
        **{"unpublished_at": at, "unpublished_by": by},
        **{"unpublished_role": role, "unpublished_reason": reason},
    )
    said = {"number": number, "version": version}
    record(AuditEvent.REPORT_UNPUBLISHED, by=by, subject=plan, at=at, **said)
    emails.taken_back(report, by=by)
    return report


def _make_public(report: Report, *, reason: str, by: User, role: str, at: datetime) -> None:
    change_state(
        report=report,
        to=ReportState.PUBLISHED,
        **{"reason": reason, "published_role": role, "published_at": at, "published_by": by},
    )
    plan = report.plan
    record_heard_from(membership=plan.membership, by=by, at=at)
    said = {"number": report.number, "version": report.version}
    record(AuditEvent.REPORT_PUBLISHED, by=by, subject=plan, at=at, **said)
    emails.published(report, by=by)


def _forget_the_writing(report: Report) -> None:
    """Who wrote what helped the authors, and is no part of what is public."""
    report.priorities.update(saved_at=None, saved_by=None)
    report.saved_at = report.saved_by = None
    report.save(update_fields=["saved_at", "saved_by"])


def _refuse_patient_data(report: Report, *, reason: str, role: str) -> None:
    texts: dict[str, list[Model | str]] = {
        "the reason": [reason],
        "your job title": [role],
        "the report": [report],
    }
    for priority in report.priorities.all():
        texts[f"“{priority.title}”"] = [priority]
    texts["the charts"] = list(FrozenChart.objects.filter(priority__report=report))
    refuse_patient_data(report.plan.membership, texts)
