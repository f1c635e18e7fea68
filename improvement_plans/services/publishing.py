"""Making a version public."""

from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Model

from accounts.models import User
from audit.services import record
from improvement_plans.choices import (
    MONTHS_BETWEEN_REPORTS,
    AuditEvent,
    ReportFrequency,
    VersionState,
)
from improvement_plans.models import Plan, PlanVersion
from improvement_plans.services.drafting import NothingToPublish, draft_of, lock_plan
from organisations.services.membership import record_heard_from
from organisations.services.patient_data import refuse_patient_data


class ReportDateHasPassed(Exception):
    """The next report was asked for a day that is not to come."""


@transaction.atomic
def publish_plan(
    *,
    plan: Plan,
    reason: str,
    report_frequency: ReportFrequency,
    next_report_date: date | None,
    by: User,
    role: str,
    at: datetime,
    today: date,
) -> PlanVersion:
    """Publish the draft; it supersedes what was public, in one transaction.

    `role` is how the author stands in the published text. Without `next_report_date` the next
    report follows from the frequency. Raises `NothingToPublish`,
    `ReportDateHasPassed` and `PatientDataFound`.
    """
    plan = lock_plan(plan)
    draft = draft_of(plan)
    if not draft.title:
        raise NothingToPublish("Give the plan a title before you publish it.")
    if next_report_date and next_report_date <= today:
        raise ReportDateHasPassed("The date of your next report must be in the future.")
    _refuse_patient_data(plan, draft, reason=reason, role=role)
    plan.versions.published().update(state=VersionState.SUPERSEDED)
    draft.state, draft.reason, draft.published_role = VersionState.PUBLISHED, reason, role
    draft.published_at, draft.published_by = at, by
    draft.full_clean()
    draft.save()
    plan.report_frequency = report_frequency
    plan.next_report_date = next_report_date or report_after(today, report_frequency)
    plan.full_clean()
    plan.save(update_fields=["report_frequency", "next_report_date"])
    record_heard_from(membership=plan.membership, by=by, at=at)
    record(AuditEvent.PLAN_PUBLISHED, by=by, subject=plan, at=at, version=draft.number)
    return draft


def _refuse_patient_data(plan: Plan, draft: PlanVersion, *, reason: str, role: str) -> None:
    texts: dict[str, Model | str] = {"the parts of the plan": draft}
    texts |= {"the reason": reason, "your job title": role}
    texts |= {f"priority {p.position}": p for p in draft.priorities.order_by("position")}
    refuse_patient_data(plan.membership, texts)


def report_after(day: date, frequency: str) -> date:
    """The day of the report that follows `day`: the same day of a later month, or its last."""
    return day + relativedelta(months=MONTHS_BETWEEN_REPORTS[frequency])
