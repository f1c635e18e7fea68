"""Rules about plans: the date by which one is meant to be public, reports, milestones."""

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from improvement_plans.choices import VersionState
from improvement_plans.models import Milestone, MilestoneDone, PlanVersion
from organisations.choices import MembershipState, Role
from organisations.models import Representative
from organisations.models.membership import RepresentativeQuerySet
from reminders.choices import Kind
from reminders.rules.rule import Audience, Rule
from reminders.rules.windows import Window


def leads_of_active_members() -> RepresentativeQuerySet:
    """A member that has paused, or left, is not reminded of anything."""
    return Representative.objects.active_leads().filter(membership__state=MembershipState.ACTIVE)


def leads_without_a_plan(window: Window) -> QuerySet[Any, Any]:
    """Leads of members that chose a date in the window for their plan, and published none."""
    intended = "membership__plan_intended_date"
    published = PlanVersion.objects.ever_published().filter(plan__membership=OuterRef("membership"))
    return (
        leads_of_active_members()
        .filter(~Exists(published), **_within(intended, window))
        .annotate(member=F("membership"), person=F("user"), period=F(intended))
    )


def leads_who_report(window: Window) -> QuerySet[Any, Any]:
    """Leads of members whose next report is of a date in the window. Reporting moves that date."""
    next_report = "membership__plans__next_report_date"
    return (
        leads_of_active_members()
        .filter(**_within(next_report, window))
        .annotate(member=F("membership"), person=F("user"), period=F(next_report))
    )


def leads_with_milestones(window: Window) -> QuerySet[Any, Any]:
    """Leads of members with a published milestone of a day in the window that is not reached.

    Several of one day are one reminder.
    """
    reached = MilestoneDone.objects.filter(
        plan=OuterRef("version__plan"), milestone_key=OuterRef("key")
    )
    membership = "version__plan__membership"
    team = f"{membership}__representatives"
    return (
        Milestone.objects.filter(
            ~Exists(reached),
            version__state=VersionState.PUBLISHED,
            **{f"{membership}__state": MembershipState.ACTIVE},
            **{f"{team}__role": Role.LEAD, f"{team}__user__is_active": True},
            **_within("due_date", window),
        )
        .annotate(member=F(membership), person=F(f"{team}__user"), period=F("due_date"))
        .values("member", "person", "period")
        .distinct()
    )


def _within(field: str, window: Window) -> dict[str, Any]:
    return {f"{field}__gte": window.first, f"{field}__lte": window.last}


PLAN_RULES = (
    Rule(
        Kind.PLAN_IN_30_DAYS,
        "A member’s leads hear 30 days before the date that they chose for their plan, unless a"
        " plan is published.",
        Audience.LEADS,
        leads_without_a_plan,
        after=-30,
        until=-7,
    ),
    Rule(
        Kind.PLAN_IN_7_DAYS,
        "The leads of a member without a published plan hear again 7 days before that date.",
        Audience.LEADS,
        leads_without_a_plan,
        after=-7,
        until=1,
    ),
    Rule(
        Kind.PLAN_DATE_GONE_BY,
        "The leads of a member without a published plan hear once more on the day after it, with an"
        " offer of help.",
        Audience.LEADS,
        leads_without_a_plan,
        after=1,
    ),
    Rule(
        Kind.REPORT_COMING,
        "A member’s leads hear 14 days before the date that they chose for their progress report.",
        Audience.LEADS,
        leads_who_report,
        after=-14,
        until=0,
    ),
    Rule(
        Kind.REPORT_DUE,
        "A member’s leads hear on the date that they chose for their progress report.",
        Audience.LEADS,
        leads_who_report,
        after=0,
        until=21,
    ),
    Rule(
        Kind.REPORT_GONE_BY,
        "A member’s leads hear once more 21 days after it, and then no more until the next date.",
        Audience.LEADS,
        leads_who_report,
        after=21,
    ),
    Rule(
        Kind.MILESTONE_DUE,
        "A member’s leads hear on the day of a published milestone that is not reached yet.",
        Audience.LEADS,
        leads_with_milestones,
        after=0,
        until=30,
    ),
)
