"""Every write to a plan."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Model

from accounts.models import User
from audit.services import record, recorded_lately
from core.revisions import EditedMeanwhile
from improvement_plans.choices import (
    MONTHS_BETWEEN_REPORTS,
    AuditEvent,
    ReportFrequency,
    VersionState,
)
from improvement_plans.models import Plan, PlanVersion, Priority
from organisations.choices import CURRENT_STATES
from organisations.models import Membership
from organisations.services.membership import WrongState, lock, record_heard_from
from organisations.services.patient_data import refuse_patient_data
from pledges.models import Pledge

NOT_COPIED = frozenset(
    {"id", "plan", "number", "state", "reason", "published_at", "published_by", "published_role"}
)


COPIED = frozenset(f.name for f in Priority._meta.concrete_fields) - {"id", "version"}


class NothingToPublish(Exception):
    """The draft lacks what a reader needs first, or there is no draft."""


class NotInDraft(Exception):
    """The priority belongs to a version that was published, which never changes."""


class ReportDateHasPassed(Exception):
    """The next report was asked for a day that is not to come."""


@transaction.atomic
def start_plan(*, membership: Membership, by: User, at: datetime) -> Plan:
    """The member's plan with an empty first draft; the same one when asked again."""
    membership = lock(membership, *CURRENT_STATES)
    if plan := membership.plans.first():
        return plan
    plan = Plan.objects.create(membership=membership, started_at=at)
    PlanVersion.objects.create(plan=plan)
    record(AuditEvent.PLAN_STARTED, by=by, subject=plan, at=at)
    return plan


@transaction.atomic
def start_new_version(*, plan: Plan, by: User, at: datetime) -> PlanVersion:
    """A new draft that begins as a copy of what is published; the same one when asked again."""
    plan = _lock(plan)
    if draft := plan.versions.drafts().first():
        return draft
    source = plan.versions.published().get()
    copied = {
        field.name: getattr(source, field.name)
        for field in PlanVersion._meta.concrete_fields
        if field.name not in NOT_COPIED
    }
    draft = PlanVersion.objects.create(plan=plan, number=source.number + 1, **copied)
    for priority in source.priorities.prefetch_related("pledges"):
        copy = Priority(version=draft, **{name: getattr(priority, name) for name in COPIED})
        copy.save()
        copy.pledges.set(priority.pledges.all())
    record(AuditEvent.PLAN_STARTED, by=by, subject=plan, at=at, version=draft.number)
    return draft


@transaction.atomic
def save_part(
    *,
    plan: Plan,
    by: User,
    at: datetime,
    part: Collection[str] = (),
    revision: int | None = None,
    autosaved: bool = False,
    **fields: Any,
) -> PlanVersion:
    """Save some fields of the draft: one part of the plan's task list.

    `revision` is what the author saw of the fields that make up the `part`; `EditedMeanwhile` when
    they say something else by now.
    """
    draft = _draft(_lock(plan))
    saved = draft.saved(part)
    is_the_same = all(getattr(draft, name) == value for name, value in fields.items())
    if revision not in (None, saved.revision) and not is_the_same:
        raise EditedMeanwhile(saved)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.full_clean()
    draft.save(update_fields=list(fields))
    row: dict[str, Any] = {"by": by, "subject": plan, "at": at, "fields": sorted(fields)}
    if not (autosaved and recorded_lately(AuditEvent.PLAN_PART_SAVED, **row)):
        record(AuditEvent.PLAN_PART_SAVED, **row)
    return draft


@transaction.atomic
def save_priority(
    *,
    plan: Plan,
    priority_pk: int | None,
    pledges: list[Pledge],
    by: User,
    at: datetime,
    **fields: Any,
) -> Priority:
    """Add a priority to the draft at its end, or change one of the draft's own.

    Raises `NotInDraft` for a priority of a published version.
    """
    draft = _draft(_lock(plan))
    if priority_pk is None:
        priority = Priority(version=draft, position=draft.priorities.count() + 1)
    elif found := draft.priorities.filter(pk=priority_pk).first():
        priority = found
    else:
        raise NotInDraft("This priority is in a version that was published, which never changes.")
    for name, value in fields.items():
        setattr(priority, name, value)
    priority.full_clean()
    priority.save()
    priority.pledges.set(pledges)
    record(AuditEvent.PRIORITY_SAVED, by=by, subject=plan, at=at, priority=priority.pk)
    return priority


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
    plan = _lock(plan)
    draft = _draft(plan)
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


def _lock(plan: Plan) -> Plan:
    # The member must still be one; and the membership's lock comes first everywhere.
    try:
        lock(plan.membership, *CURRENT_STATES)
    except WrongState as error:
        raise WrongState("A plan can change only while the organisation is a member.") from error
    return Plan.objects.select_for_update(of=("self",)).select_related("membership").get(pk=plan.pk)


def _draft(plan: Plan) -> PlanVersion:
    draft = plan.versions.drafts().first()
    if draft is None:
        raise NothingToPublish("This plan has no draft. Start a new version first.")
    return draft
