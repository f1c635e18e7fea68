"""The sweep, and each way in which one reminder can end."""

import gc
import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from audit.models import Event
from improvement_plans.models import Plan
from organisations.choices import MembershipState, Role
from organisations.models import Membership, Representative
from organisations.services import lifecycle
from organisations.services import membership as memberships
from reminders import services
from reminders.choices import TRANSITIONS, ReminderState
from reminders.models import Reminder
from tests.conftest import NOW, TODAY
from tests.reminders.conftest import LEAD, MailServer, make_due

MakeReminder = Callable[[str], Reminder]
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def deliver(reminder: Reminder, at: datetime = NOW) -> str:
    """Deliver, and what the ledger says afterwards."""
    services.deliver(reminder_pk=reminder.pk, at=at)
    reminder.refresh_from_db()
    return reminder.state


def ledger() -> list[tuple[str, date, str]]:
    rows = Reminder.objects.order_by("pk").values_list("user__email", "period_date", "state")
    return list(rows)


# The sweep


def test_a_report_that_is_due_gets_a_row_for_the_lead(due_plan: Plan) -> None:
    ready = services.sweep(at=NOW, today=TODAY)
    assert ledger() == [(LEAD, TODAY, "DUE")]
    assert ready == [Reminder.objects.get().pk]


def test_a_report_that_is_not_due_yet_gets_none(due_plan: Plan) -> None:
    assert (services.sweep(at=NOW, today=TODAY - DAY), ledger()) == ([], [])


def test_a_day_without_a_sweep_loses_nothing(due_plan: Plan) -> None:
    services.sweep(at=NOW + 3 * DAY, today=TODAY + 3 * DAY)
    assert ledger() == [(LEAD, TODAY, "DUE")]


def test_however_often_the_sweep_runs_there_is_one_row(due_plan: Plan) -> None:
    for minutes in range(0, 60, 5):
        services.sweep(at=NOW + minutes * MINUTE, today=TODAY)
    assert ledger() == [(LEAD, TODAY, "DUE")]


def test_each_lead_gets_a_row_and_editors_and_viewers_get_none(
    due_plan: Plan, membership: Membership, lead: User, stranger: User
) -> None:
    memberships.add_representative(
        membership=membership, user=stranger, role=Role.LEAD, job_title="Matron", by=lead, at=NOW
    )
    services.sweep(at=NOW, today=TODAY)
    assert sorted(row[0] for row in ledger()) == [LEAD, stranger.email]


@pytest.mark.parametrize("leave", [lifecycle.pause, lifecycle.withdraw])
def test_a_member_that_pauses_or_leaves_is_not_reminded(
    leave: Callable[..., Membership], due_plan: Plan, membership: Membership, lead: User
) -> None:
    leave(membership=membership, reason="We move.", by=lead, at=NOW)
    assert (services.sweep(at=NOW, today=TODAY), ledger()) == ([], [])


@pytest.mark.parametrize("leave", [lifecycle.pause, lifecycle.withdraw])
def test_a_reminder_on_its_way_is_held_back_when_the_member_pauses_or_leaves(
    leave: Callable[..., Membership], reminder: Reminder, membership: Membership, lead: User
) -> None:
    leave(membership=membership, reason="We move.", by=lead, at=NOW)
    mail.outbox.clear()
    assert (deliver(reminder), mail.outbox) == ("SUPPRESSED", [])


def test_each_member_gets_its_own_row(
    due_plan: Plan, other_membership: Membership, other_lead: User
) -> None:
    make_due(other_membership, other_lead, TODAY - DAY)
    services.sweep(at=NOW, today=TODAY)
    assert sorted(ledger()) == [
        ("lead@caldermoss.example", TODAY - DAY, "DUE"),
        (LEAD, TODAY, "DUE"),
    ]


@pytest.mark.parametrize("state", ["PAUSED", "WITHDRAWN"])
def test_a_paused_or_withdrawn_member_gets_none(
    state: str, due_plan: Plan, membership: Membership
) -> None:
    Membership.objects.filter(pk=membership.pk).update(state=state, state_reason="Because.")
    assert (services.sweep(at=NOW, today=TODAY), ledger()) == ([], [])


def test_an_inactive_lead_gets_none(due_plan: Plan, lead: User) -> None:
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert (services.sweep(at=NOW, today=TODAY), ledger()) == ([], [])


def test_a_plan_without_a_report_date_gets_none(due_plan: Plan) -> None:
    Plan.objects.update(next_report_date=None)
    assert (services.sweep(at=NOW, today=TODAY), ledger()) == ([], [])


def test_the_next_period_gets_a_row_of_its_own(reminder: Reminder, due_plan: Plan) -> None:
    Plan.objects.update(next_report_date=TODAY + 365 * DAY)
    services.sweep(at=NOW + 365 * DAY, today=TODAY + 365 * DAY)
    assert [row[1] for row in ledger()] == [TODAY, TODAY + 365 * DAY]


def test_a_sweep_costs_the_same_queries_at_one_row_and_at_three(
    due_plan: Plan, membership: Membership, lead: User, make_user: Callable[..., User]
) -> None:
    seen = []
    for number in range(3):
        Reminder.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            services.sweep(at=NOW, today=TODAY)
        seen.append((len(ledger()), len(queries)))
        memberships.add_representative(
            membership=membership,
            user=make_user(f"lead{number}@harrowmere.example"),
            role=Role.LEAD,
            job_title="Matron",
            by=lead,
            at=NOW,
        )
    assert seen == [(1, seen[0][1]), (2, seen[0][1]), (3, seen[0][1])]


def test_a_lead_who_joins_after_the_first_sweep_gets_a_row_too(
    reminder: Reminder, membership: Membership, lead: User, stranger: User
) -> None:
    memberships.add_representative(
        membership=membership, user=stranger, role=Role.LEAD, job_title="Matron", by=lead, at=NOW
    )
    services.sweep(at=NOW + DAY, today=TODAY + DAY)
    assert sorted(row[0] for row in ledger()) == [LEAD, stranger.email]


CHANGES = [
    # The clocks go forward, the clocks go back, a leap day, a month's and a year's end.
    (date(2026, 3, 29), datetime(2026, 3, 29, 0, 0, tzinfo=UTC)),
    (date(2026, 10, 25), datetime(2026, 10, 24, 23, 0, tzinfo=UTC)),
    (date(2028, 2, 29), datetime(2028, 2, 29, 0, 0, tzinfo=UTC)),
    (date(2026, 6, 30), datetime(2026, 6, 29, 23, 0, tzinfo=UTC)),
    (date(2026, 12, 31), datetime(2026, 12, 31, 0, 0, tzinfo=UTC)),
]


@pytest.mark.parametrize(("day", "begins"), CHANGES)
def test_the_period_begins_at_midnight_in_london_and_has_one_row(
    day: date, begins: datetime, membership: Membership, lead: User
) -> None:
    make_due(membership, lead, day)
    first = None
    for half_hours in range(-4, 60):
        at = begins + half_hours * 30 * MINUTE
        services.sweep(at=at, today=timezone.localdate(at))
        first = first or (at if ledger() else None)
    assert (first, [row[1] for row in ledger()]) == (begins, [day])


def test_a_clock_that_jumps_back_an_hour_writes_nothing_twice(due_plan: Plan) -> None:
    for at in (NOW, NOW - HOUR, NOW + HOUR, NOW - 24 * HOUR):
        services.sweep(at=at, today=timezone.localdate(at))
    assert ledger() == [(LEAD, TODAY, "DUE")]


# One reminder


def test_what_the_server_takes_is_sent(reminder: Reminder, mail_server: MailServer) -> None:
    assert (deliver(reminder), mail_server.taken) == ("SENT", [LEAD])
    assert (reminder.attempts, reminder.ended_at, reminder.answer) == (
        1,
        NOW,
        "Accepted by the mail server.",
    )


def test_what_was_sent_is_never_sent_again(reminder: Reminder, mail_server: MailServer) -> None:
    for days in range(3):
        services.sweep(at=NOW + days * DAY, today=TODAY + days * DAY)
        deliver(reminder, NOW + days * DAY)
    assert mail_server.taken == [LEAD]


@pytest.mark.parametrize("where", ["at_recipient", "at_data"])
@pytest.mark.parametrize("answer", ["550 No such person", "554 We think this is spam"])
def test_a_permanent_refusal_ends_as_failed(
    where: str, answer: str, reminder: Reminder, mail_server: MailServer
) -> None:
    setattr(mail_server, where, answer)
    assert (deliver(reminder), reminder.answer, mail_server.taken) == ("FAILED", answer, [])
    assert services.sweep(at=NOW + DAY, today=TODAY + DAY) == []


@pytest.mark.parametrize(
    ("where", "answer"), [("at_recipient", "451 Greylisted"), ("at_data", "421 Going down")]
)
def test_not_now_is_tried_again_later(
    where: str, answer: str, reminder: Reminder, mail_server: MailServer
) -> None:
    setattr(mail_server, where, answer)
    assert (deliver(reminder), reminder.answer, reminder.attempts) == ("DUE", answer, 1)
    assert (reminder.next_try_at, reminder.ended_at) == (NOW + 5 * MINUTE, None)


def test_a_refused_connection_is_tried_again_later(reminder: Reminder, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert (deliver(reminder), reminder.next_try_at) == ("DUE", NOW + 5 * MINUTE)


@pytest.mark.filterwarnings("ignore:Exception ignored in.*socket")
def test_a_portal_that_the_server_does_not_let_in_tries_again_later(
    reminder: Reminder, mail_server: MailServer, settings: Settings
) -> None:
    """A wrong password is the portal's fault: nobody's reminder may end as failed for it."""
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "wrong"
    state = deliver(reminder)
    gc.collect()  # Django leaves the refused connection to be collected
    assert (state, mail_server.heard) == ("DUE", 0)


def test_a_sender_that_the_server_refuses_is_tried_again_later(
    reminder: Reminder, mail_server: MailServer
) -> None:
    """The portal's own address is at fault here too, and no reminder ends as failed for it."""
    mail_server.at_sender = "550 No such sender"
    assert (deliver(reminder), reminder.next_try_at, mail_server.heard) == (
        "DUE",
        NOW + 5 * MINUTE,
        0,
    )


def test_nothing_is_tried_again_before_its_time(
    reminder: Reminder, mail_server: MailServer
) -> None:
    mail_server.at_recipient = "451 Greylisted"
    deliver(reminder)
    mail_server.at_recipient = "250 OK"
    early = services.deliver(reminder_pk=reminder.pk, at=NOW + 4 * MINUTE)
    assert (early, mail_server.taken) == (None, [])
    assert (deliver(reminder, NOW + 5 * MINUTE), mail_server.taken) == ("SENT", [LEAD])


def test_the_wait_doubles_up_to_five_hours_and_a_third(
    reminder: Reminder, mail_server: MailServer
) -> None:
    mail_server.at_recipient = "451 Greylisted"
    at, waits = NOW, []
    for _ in range(9):
        deliver(reminder, at)
        waits.append((reminder.next_try_at - at) // MINUTE)
        at = reminder.next_try_at
    assert waits == [5, 10, 20, 40, 80, 160, 320, 320, 320]


def test_a_connection_dropped_after_the_data_is_unknown(
    reminder: Reminder, mail_server: MailServer
) -> None:
    mail_server.drop_after_data = True
    assert (deliver(reminder), reminder.ended_at, mail_server.taken) == ("UNKNOWN", NOW, [LEAD])


def test_what_is_unknown_is_never_sent_by_itself(
    reminder: Reminder, mail_server: MailServer
) -> None:
    mail_server.drop_after_data = True
    deliver(reminder)
    mail_server.drop_after_data = False
    swept = services.sweep(at=NOW + DAY, today=TODAY + DAY)
    again = services.deliver(reminder_pk=reminder.pk, at=NOW + DAY)
    assert (swept, again, mail_server.taken) == ([], None, [LEAD])


def test_a_claim_is_exclusive(reminder: Reminder) -> None:
    first, second = (services._claim(reminder.pk, NOW) for _ in range(2))
    assert (first, second) == (reminder, None)


def test_a_reminder_that_another_worker_has_is_left_alone(
    make_reminder: MakeReminder, mail_server: MailServer
) -> None:
    claimed = make_reminder("SENDING")
    answer = services.deliver(reminder_pk=claimed.pk, at=NOW)
    assert (answer, mail_server.heard) == (None, 0)


def test_a_reminder_that_does_not_exist_is_nobodys(db: None) -> None:
    assert services.deliver(reminder_pk=1, at=NOW) is None


def lead_too(reminder: Reminder) -> None:
    """Without a colleague who leads, nobody could go."""
    colleague = User.objects.create_user("another@elsewhere.example", created_at=NOW)
    reminder.membership.representatives.create(
        user=colleague, role=Role.LEAD, job_title="Nurse", since_at=NOW
    )


def leave(reminder: Reminder, due_plan: Plan) -> None:
    lead_too(reminder)
    Representative.objects.filter(user=reminder.user).delete()


def hand_over(reminder: Reminder, due_plan: Plan) -> None:
    lead_too(reminder)
    Representative.objects.filter(user=reminder.user).update(role=Role.EDITOR)


def deactivate(reminder: Reminder, due_plan: Plan) -> None:
    User.objects.filter(pk=reminder.user_id).update(is_active=False)


def report(reminder: Reminder, due_plan: Plan) -> None:
    Plan.objects.update(next_report_date=TODAY + 365 * DAY)


def pause(reminder: Reminder, due_plan: Plan) -> None:
    Membership.objects.update(state=MembershipState.PAUSED, state_reason="Because.")


@pytest.mark.parametrize("change", [leave, hand_over, deactivate, report, pause])
def test_what_is_no_longer_wanted_is_suppressed(
    change: Callable[[Reminder, Plan], None],
    reminder: Reminder,
    due_plan: Plan,
    mail_server: MailServer,
) -> None:
    change(reminder, due_plan)
    assert (deliver(reminder), mail_server.heard) == ("SUPPRESSED", 0)
    assert reminder.ended_at == NOW


def test_what_a_worker_abandoned_is_unknown_after_a_quarter_of_an_hour(
    make_reminder: MakeReminder,
) -> None:
    claimed = make_reminder("SENDING")
    seen = []
    for minutes in (15, 16):
        services.sweep(at=NOW + minutes * MINUTE, today=TODAY)
        claimed.refresh_from_db()
        seen.append(claimed.state)
    assert seen == ["SENDING", "UNKNOWN"]


def test_what_a_worker_abandoned_is_never_sent_again(
    make_reminder: MakeReminder, mail_server: MailServer
) -> None:
    claimed = make_reminder("SENDING")
    for days in range(1, 4):
        ready = services.sweep(at=NOW + days * DAY, today=TODAY)
        assert ready == []
    assert (deliver(claimed, NOW + 4 * DAY), mail_server.heard) == ("UNKNOWN", 0)


def test_a_slow_worker_that_was_taken_for_dead_writes_down_what_it_knows(
    make_reminder: MakeReminder,
) -> None:
    claimed = make_reminder("SENDING")
    services.sweep(at=NOW + HOUR, today=TODAY)
    services._move(claimed, ReminderState.SENT, NOW + HOUR, answer="Accepted by the mail server.")
    claimed.refresh_from_db()
    assert claimed.state == "SENT"


def test_after_72_hours_it_is_missed(reminder: Reminder, mail_server: MailServer) -> None:
    seen = []
    for at in (NOW + 72 * HOUR, NOW + 72 * HOUR + MINUTE):
        ready = services.sweep(at=at, today=TODAY)
        reminder.refresh_from_db()
        seen.append((ready, reminder.state))
    assert seen == [([reminder.pk], "DUE"), ([], "MISSED")]
    assert mail_server.heard == 0


PAIRS = list(itertools.product(ReminderState, ReminderState))


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_a_reminder_moves_only_along_the_table(
    before: ReminderState, after: ReminderState, make_reminder: MakeReminder
) -> None:
    reminder = make_reminder(before)
    if after == ReminderState.SENDING:
        services._claim(reminder.pk, NOW)
    else:
        services._move(reminder, after, NOW, answer="")
    reminder.refresh_from_db()
    assert reminder.state == (after if after in TRANSITIONS[before] else before)


def test_every_state_is_in_the_table() -> None:
    assert set(TRANSITIONS) == set(ReminderState)


@pytest.mark.parametrize(
    ("state", "event"),
    [
        ("SENT", "reminder.sent"),
        ("FAILED", "reminder.failed"),
        ("UNKNOWN", "reminder.unknown"),
        ("MISSED", "reminder.missed"),
        ("SUPPRESSED", "reminder.suppressed"),
    ],
)
def test_every_end_is_in_the_audit_trail(
    state: str, event: str, make_reminder: MakeReminder, membership: Membership
) -> None:
    origin = "DUE" if state in {"MISSED", "SUPPRESSED"} else "SENDING"
    reminder = make_reminder(origin)
    services._move(reminder, ReminderState(state), NOW, answer="")
    row = Event.objects.get(event__startswith="reminder.")
    assert (row.event, row.subject, row.details) == (
        event,
        f"organisations.membership:{membership.pk}",
        {"reminder": reminder.pk},
    )


def test_a_reminder_sent_again_by_a_person_has_not_ended(make_reminder: MakeReminder) -> None:
    reminder = make_reminder("UNKNOWN")
    services._move(reminder, ReminderState.DUE, NOW, answer="Sent again by Ola.", next_try_at=NOW)
    reminder.refresh_from_db()
    assert (reminder.state, reminder.ended_at) == ("DUE", None)


# What it says


def test_the_mail_thanks_asks_one_thing_and_says_why_it_came(reminder: Reminder) -> None:
    deliver(reminder)
    sent = mail.outbox[0]
    body = str(sent.body)
    assert (sent.to, sent.subject) == (
        [LEAD],
        "Your safety improvement plan: time to tell people how Harrowmere Test NHS Trust "
        "is getting on",
    )
    wanted = (
        "Hello Lena Lead,",
        "Thank you",
        "15 June 2026",
        "You get this because",
        "campaign@portal.example",
    )
    assert [words for words in wanted if words not in body] == []


def test_the_mail_links_to_the_portal_and_nowhere_else(reminder: Reminder) -> None:
    deliver(reminder)
    links = [word for word in str(mail.outbox[0].body).split() if "://" in word]
    assert links == ["http://127.0.0.1:8000/dashboard/"]


def test_the_mail_shows_typed_text_as_it_was_typed(reminder: Reminder) -> None:
    User.objects.filter(email=LEAD).update(full_name="Lena <b>O'Lead</b> & Co")
    deliver(reminder)
    assert str(mail.outbox[0].body).startswith("Hello Lena <b>O'Lead</b> & Co,\n")


def test_the_mail_does_not_scold(reminder: Reminder) -> None:
    deliver(reminder)
    body = str(mail.outbox[0].body).lower()
    assert [word for word in ("overdue", "late", "failed to", "must", "non-") if word in body] == []
