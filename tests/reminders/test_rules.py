"""Each rule: whom it finds, on which days, and whom it leaves alone."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import make_aware

from accounts.models import User
from improvement_plans import services as plans
from improvement_plans.models import Milestone, Plan
from individuals.models import Individual
from individuals.services import leave
from organisations.choices import MembershipState, PlanIntention, Role
from organisations.models import Membership, Representative
from organisations.services import lifecycle
from organisations.services import membership as memberships
from pledges import services as pledges
from reminders.models import Looked, Reminder
from reminders.services import looking
from tests.conftest import NOW, TODAY, publish_anew
from tests.reminders.conftest import (
    BEFORE,
    DAY,
    LEAD,
    THEN,
    THEN_AT,
    finds,
    ledger,
    look,
    make_due,
)


def days_found(kind: str, *days: int) -> list[int]:
    """On which of these days, counted from today, a sweep finds something by a rule."""
    return [n for n in days if finds(kind, TODAY + n * DAY)]


def test_a_sign_up_rests_from_the_last_work_on_it(sign_up: Membership, lead: User) -> None:
    later = NOW + 10 * DAY
    assert days_found("DRAFT_RESTING_7", 6, 7, 10, 11) == [7, 10]
    pledges.draft_commitment(
        membership=sign_up, number=1, kind="NEW", text="We will call.", by=lead, at=later,
        today=later.date(), autosaved=True,
    )  # fmt: skip
    assert days_found("DRAFT_RESTING_7", 16, 17) == [17]
    assert days_found("DRAFT_RESTING_21", 30, 31) == [31]
    look(TODAY + 18 * DAY)
    assert ledger() == [(LEAD, "DRAFT_RESTING_7", later.date(), "DUE")]
    memberships.name_sponsor(
        membership=sign_up,
        name="Sam",
        title="Chief",
        email="sam@x.example",
        by=lead,
        at=later + DAY,
    )
    assert days_found("DRAFT_RESTING_7", 17, 18) == [18]


def test_a_sponsor_hears_once_more_and_then_the_leads(
    complete_sign_up: Membership, lead: User
) -> None:
    request = pledges.send_to_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    assert days_found("SPONSOR_SILENT_5", 4, 5, 8) == [5, 8]
    assert days_found("SPONSOR_SILENT_14", 13, 14) == [14]
    look(TODAY + 8 * DAY)
    look(TODAY + 14 * DAY)
    assert ledger() == [
        ("sponsor@harrowmere.example", "SPONSOR_SILENT_5", TODAY, "DUE"),
        (LEAD, "SPONSOR_SILENT_14", TODAY, "DUE"),
    ]
    assert Reminder.objects.get(kind="SPONSOR_SILENT_5").user is None
    pledges.confirm_pledges(sponsor_request=request, at=NOW)
    assert days_found("SPONSOR_SILENT_14", 14) + days_found("SPONSOR_SILENT_5", 5) == []


def test_a_sponsor_who_has_an_account_gets_one_mail_for_both(
    complete_sign_up: Membership, lead: User, make_user: Callable[..., User]
) -> None:
    sponsor = make_user("sponsor@harrowmere.example")
    pledges.send_to_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    look(TODAY + 5 * DAY)
    assert [(row.user, row.email) for row in Reminder.objects.all()] == [(sponsor, "")]


def intend(membership: Membership, days: int) -> None:
    Membership.objects.filter(pk=membership.pk).update(
        plan_intention=PlanIntention.ON_A_DATE, plan_intended_date=TODAY + days * DAY
    )


def test_a_plan_that_is_meant_to_come(membership: Membership, lead: User) -> None:
    intend(membership, 0)
    # A rule that has never looked looks a few days back.
    assert days_found("PLAN_IN_30_DAYS", -31, -30, -27, -26) == [-30, -27]
    assert days_found("PLAN_IN_7_DAYS", -8, -7, -4, -3) == [-7, -4]
    assert days_found("PLAN_DATE_GONE_BY", 0, 1, 4, 5) == [1, 4]
    make_due(membership, lead, TODAY + 100 * DAY)
    assert days_found("PLAN_IN_30_DAYS", -30) + days_found("PLAN_DATE_GONE_BY", 1) == []


def test_a_report_comes_is_due_and_has_gone_by(membership: Membership, due_plan: Plan) -> None:
    Plan.objects.update(next_report_date=TODAY)
    assert days_found("REPORT_COMING", -15, -14, -11, -10) == [-14, -11]
    assert days_found("REPORT_DUE", -1, 0, 3, 4) == [0, 3]
    assert days_found("REPORT_GONE_BY", 20, 21) == [21]
    Plan.objects.update(next_report_date=TODAY + 365 * DAY)
    assert days_found("REPORT_DUE", 0) + days_found("REPORT_GONE_BY", 21) == []


def test_a_milestone_of_what_is_published_and_not_reached(
    published_plan: Plan, lead: User, editor: User
) -> None:
    due = TODAY + 10 * DAY
    plans.start_new_version(plan=published_plan, by=lead, at=NOW)
    for title in ("One", "Two"):
        plans.add_milestone(
            plan=published_plan, title=title, due_date=due, priority="", by=lead, at=NOW
        )
    assert days_found("MILESTONE_DUE", 10) == []
    publish_anew(published_plan, lead)
    assert days_found("MILESTONE_DUE", 9, 10) == [10]
    look(due)
    assert [row[:3] for row in ledger()] == [(LEAD, "MILESTONE_DUE", due)]
    Reminder.objects.all().delete()
    for milestone in Milestone.objects.filter(version__state="PUBLISHED"):
        plans.record_done(
            plan=published_plan,
            key=milestone.key,
            done_date=due,
            by=lead,
            at=NOW + 11 * DAY,
            today=due,
        )
    assert days_found("MILESTONE_DUE", 10) == []


def test_the_team_hears_once_a_month_of_members_that_nobody_leads(
    membership: Membership, lead: User, officer: User, administrator: User, analyst: User
) -> None:
    assert days_found("NO_LEAD", 0) == []
    User.objects.filter(pk=lead.pk).update(is_active=False)
    for days in (0, 1, 16):
        look(TODAY + days * DAY)
    month = TODAY.replace(day=1)
    assert [row[:3] for row in ledger()] == [
        (person.email, "NO_LEAD", first)
        for first in (month, month.replace(month=7))
        for person in (officer, administrator)
    ]


def test_somebody_who_pledged_hears_on_the_day_they_joined(
    make_individual: Callable[..., Individual],
) -> None:
    for joined in ("2024-02-29", "2025-06-15"):
        at = make_aware(datetime.combine(datetime.fromisoformat(joined), time(23, 30)))
        make_individual(joined_at=at)
    gone = make_individual(joined_at=NOW - 365 * DAY)
    leave(individual=gone, by=gone.user, at=NOW)
    look(TODAY)
    assert [(row[0], row[2]) for row in ledger()] == [("person2@elsewhere.example", TODAY)]
    returns = [(2026, 2, 27), (2026, 2, 28), (2028, 2, 28), (2028, 2, 29), (2029, 2, 28)]
    seen = [finds("YEARLY_HELLO", TODAY.replace(*day)) for day in returns]
    assert seen == [False, True, False, True, True]


def lead_too(membership: Membership) -> None:
    """Without a colleague who leads, nobody could go."""
    other = User.objects.create_user(
        "another@elsewhere.example", created_at=BEFORE, is_active=False
    )
    membership.representatives.create(
        user=other, role=Role.LEAD, job_title="Nurse", since_at=BEFORE
    )


def leaves(membership: Membership) -> None:
    lead_too(membership)
    membership.representatives.filter(user__email=LEAD).delete()


def hands_over(membership: Membership) -> None:
    lead_too(membership)
    Representative.objects.filter(user__email=LEAD).update(role=Role.EDITOR)


def closes_account(membership: Membership) -> None:
    User.objects.filter(email=LEAD).update(is_active=False)


def pauses(membership: Membership) -> None:
    Membership.objects.update(state=MembershipState.PAUSED, state_reason="Because.")


@pytest.mark.parametrize("change", [leaves, hands_over, closes_account, pauses])
def test_who_no_longer_leads_an_active_member_hears_nothing(
    change: Callable[[Membership], None], membership: Membership, due_plan: Plan
) -> None:
    assert finds("REPORT_DUE", THEN)
    change(membership)
    assert not finds("REPORT_DUE", THEN)


def test_a_member_that_comes_back_within_days_hears(
    membership: Membership, due_plan: Plan, lead: User
) -> None:
    lifecycle.pause(membership=membership, reason="Because.", by=lead, at=BEFORE)
    look()
    lifecycle.resume(membership=membership, reason="", by=lead, at=THEN_AT + DAY)
    looking.look(at=THEN_AT + 3 * DAY, today=THEN + 3 * DAY)
    assert [row[1] for row in ledger()] == ["REPORT_DUE"]


def test_one_row_a_period_whatever_runs_and_how_often(due_plan: Plan, lead: User) -> None:
    """Two beats, a clock that is wrong, days on which nothing ran."""
    for hours in (-25, 1, -1, 24 * 12):
        at = THEN_AT + timedelta(hours=hours)
        looking.look(at=at, today=at.date(), again=hours > 0)
    due = [row for row in ledger() if row[1] == "REPORT_DUE"]
    assert due == [(LEAD, "REPORT_DUE", THEN, "DUE")]


def test_a_day_is_looked_at_once_in_one_query(due_plan: Plan) -> None:
    looking.look(at=NOW, today=TODAY)
    with CaptureQueriesContext(connection) as queries:
        assert looking.look(at=NOW, today=TODAY) == 0
        looking.look(at=NOW - DAY, today=TODAY - DAY)
    assert len(queries) == 2
    assert set(Looked.objects.values_list("up_to_date", flat=True)) == {TODAY}
