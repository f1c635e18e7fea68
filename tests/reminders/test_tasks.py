"""What beat and the workers run: ids in, the clock read here."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from improvement_plans.models import Plan
from organisations.models import Membership
from reminders import tasks
from reminders.models import Reminder
from tests.conftest import NOW, TODAY
from tests.reminders.conftest import LEAD, MailServer


@pytest.fixture
def due_now(due_plan: Plan) -> Plan:
    """Due on the day the tests run: tasks read the clock themselves."""
    due_plan.next_report_date = timezone.localdate()
    due_plan.save()
    return due_plan


def test_one_sweep_finds_what_is_due_and_sends_it(due_now: Plan, mail_server: MailServer) -> None:
    tasks.sweep()
    assert (mail_server.taken, Reminder.objects.get().state) == ([LEAD], "SENT")


def test_five_sweeps_send_it_once(due_now: Plan, mail_server: MailServer) -> None:
    for _ in range(5):
        tasks.sweep()
    assert mail_server.taken == [LEAD]


def test_a_rehearsal_may_name_the_day(due_plan: Plan, mail_server: MailServer) -> None:
    tasks.sweep("2026-06-14")
    before = Reminder.objects.count()
    tasks.sweep("2026-06-15")
    assert (before, mail_server.taken) == (0, [LEAD])


def test_the_row_knows_the_period_and_not_the_day_of_sending(due_plan: Plan) -> None:
    tasks.sweep((TODAY + timedelta(days=2)).isoformat())
    assert Reminder.objects.get().period_date == TODAY


def test_a_refused_recipient_does_not_stop_the_others(
    due_now: Plan, membership: Membership, stranger: User, mail_server: MailServer
) -> None:
    membership.representatives.create(user=stranger, role="LEAD", job_title="Matron", since_at=NOW)
    mail_server.at_recipient = "550 No such person"
    tasks.sweep()
    states = list(Reminder.objects.values_list("state", flat=True))
    assert (states, mail_server.heard) == (["FAILED", "FAILED"], 2)


def test_a_task_queued_twice_sends_once(due_now: Plan, mail_server: MailServer) -> None:
    tasks.sweep()
    tasks.deliver(Reminder.objects.get().pk)
    assert mail_server.taken == [LEAD]


def test_nothing_due_sends_nothing(db: None) -> None:
    tasks.sweep()
    assert mail.outbox == []
