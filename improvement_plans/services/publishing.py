"""Making a version public, and taking one back."""

from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Model

from accounts.models import User
from audit.services import record
from improvement_plans import emails
from improvement_plans.choices import (
    MONTHS_BETWEEN_REPORTS,
    AuditEvent,
    ReportFrequency,
    VersionState,
)
from improvement_plans.models import (
    PartSaved,
    Plan,
    PlanVersion,
    fingerprint_of,
    rows_of,
)
from improvement_plans.services.drafting import NothingToPublish, draft_of, lock_plan
from improvement_plans.services.states import change_state
from improvement_plans.services.steps import forget_steps
from organisations.choices import PUBLIC_STATES
from organisations.services.membership import lock, record_heard_from
from organisations.services.patient_data import refuse_patient_data


class ReportDateHasPassed(Exception):
    """The next report was asked for a day that is not to come."""


class ChangedSinceRead(Exception):
    """The draft is no longer what the person read who wants to publish it."""


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
    read: str | None = None,
) -> PlanVersion:
    """Publish the draft; it supersedes what was public, in one transaction.

    `role` is how the author stands in the published text, and `read` the fingerprint of the draft
    that they have read, where a person did. Without `next_report_date` the next report follows
    from the frequency. Raises `NothingToPublish`, `ChangedSinceRead`, `ReportDateHasPassed` and
    `PatientDataFound`.
    """
    plan = lock_plan(plan)
    draft = draft_of(plan)
    if not draft.title:
        raise NothingToPublish("Give the plan a title before you publish it.")
    if read is not None and read != fingerprint_of(draft):
        raise ChangedSinceRead("A colleague has changed the draft since you opened this page.")
    if next_report_date and next_report_date <= today:
        raise ReportDateHasPassed("The date of your next report must be in the future.")
    _refuse_patient_data(plan, draft, reason=reason, role=role)
    for before in plan.versions.published():
        change_state(version=before, to=VersionState.SUPERSEDED)
    change_state(
        version=draft,
        to=VersionState.PUBLISHED,
        **{"reason": reason, "published_role": role, "published_at": at, "published_by": by},
        **{"advice_asked_at": None, "advice_asked_by": None},
    )
    _forget_the_writing(draft)
    plan.report_frequency = report_frequency
    plan.next_report_date = next_report_date or report_after(today, report_frequency)
    plan.full_clean()
    plan.save(update_fields=["report_frequency", "next_report_date"])
    record_heard_from(membership=plan.membership, by=by, at=at)
    record(AuditEvent.PLAN_PUBLISHED, by=by, subject=plan, at=at, version=draft.number)
    emails.published(draft, by=by)
    return draft


@transaction.atomic
def unpublish_version(
    *, plan: Plan, number: int, reason: str, by: User, role: str, at: datetime
) -> PlanVersion:
    """Take a published or earlier version back: its text can be read nowhere any more.

    Also one of a member that left: what should not be public must not stay so. Raises `WrongState`
    and `PatientDataFound`; who asks again is told what was done.
    """
    lock(plan.membership, *PUBLIC_STATES)
    plan = Plan.objects.select_for_update(of=("self",)).select_related("membership").get(pk=plan.pk)
    version = plan.versions.get(number=number)
    if version.state == VersionState.UNPUBLISHED:
        return version
    refuse_patient_data(plan.membership, {"the reason": reason, "your job title": role})
    was_public = version.state == VersionState.PUBLISHED
    change_state(
        version=version,
        to=VersionState.UNPUBLISHED,
        **{"unpublished_at": at, "unpublished_by": by},
        **{"unpublished_role": role, "unpublished_reason": reason},
    )
    if was_public:
        # There is no plan to report on.
        plan.next_report_date = None
        plan.save(update_fields=["next_report_date"])
    record(AuditEvent.PLAN_UNPUBLISHED, by=by, subject=plan, at=at, version=number)
    emails.taken_back(version, by=by)
    return version


def _forget_the_writing(version: PlanVersion) -> None:
    """What helped to write it, and is no part of what is public.

    A document that is still being placed stays: its other pieces may go into the next version.
    """
    forget_steps(version=version)
    PartSaved.objects.filter(version=version).delete()


def _refuse_patient_data(plan: Plan, draft: PlanVersion, *, reason: str, role: str) -> None:
    texts: dict[str, list[Model | str]] = {"the reason": [reason], "your job title": [role]}
    for name, _, row in rows_of(draft):
        texts.setdefault(name, []).append(row)
    refuse_patient_data(plan.membership, texts)


def report_after(day: date, frequency: str) -> date:
    """The day of the report that follows `day`: the same day of a later month, or its last."""
    return day + relativedelta(months=MONTHS_BETWEEN_REPORTS[frequency])


@transaction.atomic
def move_next_report(
    *,
    plan: Plan,
    report_frequency: str,
    next_report_date: date | None,
    by: User,
    at: datetime,
    today: date,
) -> Plan:
    """Move the date of the next report on, because one was made. The caller holds the plan's lock.

    Without `next_report_date` it follows from the frequency. Raises `ReportDateHasPassed`.
    """
    if next_report_date and next_report_date <= today:
        raise ReportDateHasPassed("The date of your next report must be in the future.")
    plan.next_report_date = next_report_date or following_report(plan, report_frequency, today)
    plan.report_frequency = report_frequency
    plan.full_clean()
    plan.save(update_fields=["report_frequency", "next_report_date"])
    day = plan.next_report_date.isoformat()
    record(AuditEvent.NEXT_REPORT_MOVED, by=by, subject=plan, at=at, next_report_date=day)
    return plan


def following_report(plan: Plan, frequency: str, today: date) -> date:
    """The next date after the one that is reported now, on the days that the member chose.

    A date that lies more than half an interval ahead stays: what is reported so far before it is a
    report between two dates, and the member is not to be left without one for nearly two intervals.
    One that lies more than an interval ahead is of a wider rhythm: the closer one begins today.
    """
    day, soon = plan.next_report_date or today, report_after(today, frequency)
    if day - today > (soon - today) / 2:
        return min(day, soon)
    day = report_after(day, frequency)
    while day <= today:
        day = report_after(day, frequency)
    return day
