"""What the database itself holds the ledger to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from accounts.models import User
from organisations.models import Membership
from reminders.models import Reminder
from tests.conftest import NOW, TODAY

MakeReminder = Callable[[str], Reminder]
END_STATES = ["SENT", "FAILED", "SUPPRESSED", "MISSED", "UNKNOWN"]


def test_one_member_person_kind_and_period_have_one_reminder(make_reminder: MakeReminder) -> None:
    make_reminder("SENT")
    with pytest.raises(IntegrityError):
        make_reminder("DUE")


def test_another_period_is_another_reminder(reminder: Reminder) -> None:
    reminder.pk, reminder.period_date = None, TODAY + timedelta(days=365)
    reminder.save()
    assert Reminder.objects.count() == 2


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("reminder_state_is_known", {"state": "LOST", "ended_at": NOW}),
        ("reminder_sending_was_claimed", {"state": "SENDING"}),
        ("reminder_ended_has_a_time", {"state": "SENT"}),
        ("reminder_ended_has_a_time", {"state": "DUE", "ended_at": NOW}),
        ("reminder_ended_has_a_time", {"state": "SENDING", "claimed_at": NOW, "ended_at": NOW}),
    ],
)
def test_the_database_refuses(
    constraint: str, fields: dict[str, Any], membership: Membership, lead: User
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        Reminder.objects.create(
            membership=membership,
            user=lead,
            kind="REPORT_DUE",
            period_date=TODAY,
            created_at=NOW,
            next_try_at=NOW,
            **fields,
        )


@pytest.mark.parametrize("state", [*END_STATES, "SENDING"])
def test_only_what_is_due_is_ready(state: str, make_reminder: MakeReminder) -> None:
    make_reminder(state)
    assert list(Reminder.objects.ready(NOW)) == []


def test_what_is_due_is_ready_from_its_time_on(make_reminder: MakeReminder) -> None:
    due = make_reminder("DUE")
    early = Reminder.objects.ready(NOW - timedelta(seconds=1))
    assert (list(early), list(Reminder.objects.ready(NOW))) == ([], [due])


def test_a_claim_is_abandoned_only_after_its_time(make_reminder: MakeReminder) -> None:
    claimed = make_reminder("SENDING")
    just_now = Reminder.objects.abandoned(NOW)
    assert (list(just_now), list(Reminder.objects.abandoned(NOW + timedelta(seconds=1)))) == (
        [],
        [claimed],
    )


def test_a_reminder_reads_as_kind_period_and_state(make_reminder: MakeReminder) -> None:
    assert str(make_reminder("DUE")) == "REPORT_DUE 2026-06-15 DUE"
