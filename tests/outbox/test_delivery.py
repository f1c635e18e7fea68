"""From a row to the mail server, whatever that answers."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import override_settings
from pytest_django import Settings

from audit.models import Event
from outbox import services
from outbox.choices import TRANSITIONS, Keep, MailState
from outbox.models import Mail, SuppressedAddress
from outbox.services.ending import end
from outbox.smtp import says_no_mailbox
from tests.conftest import NOW
from tests.outbox.conftest import LEAD
from tests.outbox.mail_server import MailServer

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
Write = Callable[..., Mail]


def deliver_all(at: datetime = NOW) -> int:
    return services.deliver_waiting(clock=lambda: at, until=at + MINUTE, pause=lambda: None)


@pytest.mark.parametrize(
    ("said", "state", "heard", "suppressed"),
    [
        ({"at_recipient": "451 4.7.1 Greylisted"}, "DUE", 1, 0),
        ({"at_recipient": "550 5.1.1 No such person"}, "FAILED", 1, 1),
        # The server refuses us or the mail; the mailbox may well be there.
        ({"at_recipient": "550 5.7.1 Blocked"}, "FAILED", 1, 0),
        ({"after_data": "421 Going down"}, "DUE", 1, 0),
        ({"after_data": "554 Looks like an advertisement"}, "FAILED", 1, 0),
        ({"at_sender": "550 No such sender"}, "DUE", 0, 0),
        ({"drop_after_data": True}, "UNKNOWN", 1, 0),
    ],
)
def test_what_the_server_says_decides_what_becomes_of_the_mail(
    said: dict[str, str],
    state: str,
    heard: int,
    suppressed: int,
    write: Write,
    mail_server: MailServer,
) -> None:
    for name, answer in said.items():
        setattr(mail_server, name, answer)
    mail = write()
    # A second time at the same moment changes nothing.
    answers = [services.deliver(mail_pk=mail.pk, at=NOW) for _ in range(2)]
    mail.refresh_from_db()
    assert (answers, mail.state, mail_server.heard) == ([state, None], state, heard)
    assert (SuppressedAddress.objects.count(), mail.attempts) == (suppressed, 1)
    assert Event.objects.filter(event="mail.address-suppressed").count() == suppressed
    if state == "DUE":
        assert mail.next_try_at == NOW + 5 * MINUTE


@pytest.mark.parametrize(
    "broken", [{"EMAIL_PORT": 1}, {"EMAIL_HOST_USER": "us", "EMAIL_HOST_PASSWORD": "no"}]
)
def test_when_the_server_is_away_one_mail_asks_and_the_others_wait(
    broken: dict[str, object], write: Write, mail_server: MailServer, settings: Settings
) -> None:
    mails = [write() for _ in range(3)]
    with override_settings(**broken):
        assert deliver_all() == 1
    waits = [(mail.next_try_at - NOW) // MINUTE for mail in Mail.objects.order_by("pk")]
    assert (waits, mail_server.heard) == ([5, 0, 0], 0)
    assert deliver_all(NOW + 5 * MINUTE) == len(mails)
    assert mail_server.taken == {LEAD: 3}


def test_many_go_over_one_connection_and_codes_before_all(
    write: Write, mail_server: MailServer
) -> None:
    for number in range(12):
        write(subject=f"{number}")
    write(subject="code", first=True)
    assert deliver_all() == 13
    assert (len(mail_server.conversations), mail_server.subjects) == (
        1,
        ["code", *(str(number) for number in range(12))],
    )


def test_a_server_that_ends_each_conversation_gets_all_mail_all_the_same(
    write: Write, mail_server: MailServer
) -> None:
    mail_server.ends_after = 2
    for _ in range(5):
        write()
    deliver_all()
    assert (mail_server.taken, len(mail_server.conversations)) == ({LEAD: 5}, 3)


def test_the_wait_doubles_up_to_five_hours_and_a_third_and_ends_after_72_hours(
    write: Write, mail_server: MailServer
) -> None:
    mail_server.at_recipient = "451 Greylisted"
    mail, at, waits = write(), NOW, []
    while services.deliver(mail_pk=mail.pk, at=at) == MailState.DUE:
        mail.refresh_from_db()
        waits.append((mail.next_try_at - at) // MINUTE)
        at = mail.next_try_at
    assert waits == [5, 10, 20, 40, 80, 160, *[320] * 13]
    services.sweep(at=NOW + 72 * HOUR)
    mail.refresh_from_db()
    assert (mail.state, mail.text) == ("MISSED", "")


def test_a_code_that_opens_nothing_any_more_is_not_sent(
    write: Write, mail_server: MailServer
) -> None:
    code = write(first=True, keep=Keep.ADDRESS, good_for=15 * MINUTE, subject="123456")
    late = NOW + 15 * MINUTE
    assert (services.deliver(mail_pk=code.pk, at=late), services.sweep(at=late)) == (None, 0)
    code.refresh_from_db()
    assert (code.state, code.subject, code.text, mail_server.heard) == ("MISSED", "", "", 0)


def test_what_a_worker_abandoned_is_unknown_and_never_sent_by_itself(
    write: Write, mail_server: MailServer
) -> None:
    mail = write(state="SENDING", claimed_at=NOW)
    code = write(state="SENDING", claimed_at=NOW, keep=Keep.ADDRESS, subject="123456")
    seen = []
    for minutes in (15, 16):
        services.sweep(at=NOW + minutes * MINUTE)
        seen.append(sorted(Mail.objects.values_list("state", "subject", "text")))
    assert seen == [
        [("SENDING", "123456", "Words."), ("SENDING", "Thank you", "Words.")],
        [("UNKNOWN", "", ""), ("UNKNOWN", "Thank you", "Words.")],
    ]
    assert (deliver_all(NOW + HOUR), mail_server.heard, code.pk > mail.pk) == (0, 0, True)


def test_a_slow_worker_says_what_it_knows_unless_its_claim_is_over(write: Write) -> None:
    mail = write(state="SENDING", claimed_at=NOW)
    services.sweep(at=NOW + HOUR)
    assert end(mail=mail, state=MailState.SENT, answer="250 OK", at=NOW + HOUR) == "SENT"
    taken_over = write(state="SENDING", claimed_at=NOW)
    Mail.objects.filter(pk=taken_over.pk).update(claimed_at=NOW + HOUR)
    assert end(mail=taken_over, state=MailState.SENT, answer="250 OK", at=NOW + HOUR) is None


def test_nothing_but_a_code_goes_to_an_address_that_is_suppressed(
    write: Write, mail_server: MailServer
) -> None:
    SuppressedAddress.objects.create(address=LEAD, reason="REFUSED", since_at=NOW)
    write(to=LEAD.upper())
    write(first=True)
    deliver_all()
    assert mail_server.taken == {LEAD: 1}
    assert sorted(Mail.objects.values_list("state", flat=True)) == ["SENT", "SUPPRESSED"]


def not_wanted(mail: Mail, at: datetime) -> str:
    return "The report is there." if mail.subject == "done" else ""


def test_a_kind_of_mail_may_be_asked_about_before_each_try(
    write: Write, mail_server: MailServer, settings: Settings
) -> None:
    settings.MAIL_CHECKS = {"test.mail": f"{__name__}.not_wanted"}
    done, wanted = write(subject="done"), write()
    deliver_all()
    done.refresh_from_db()
    assert (done.state, done.answer) == ("SUPPRESSED", "The report is there.")
    assert (mail_server.heard, Mail.objects.get(pk=wanted.pk).state) == (1, "SENT")


def test_an_address_that_is_erased_while_its_mail_is_on_its_way_does_not_stay(write: Write) -> None:
    mail = write(state="SENDING", claimed_at=NOW)
    services.forget(addresses=[LEAD], at=NOW)
    end(mail=mail, state=MailState.SENT, answer="250 OK", at=NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.to, mail.subject, mail.text) == ("SENT", "", "", "")


def test_every_state_is_in_the_table() -> None:
    assert set(TRANSITIONS) == set(MailState)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("550 No such user", True),
        ("552 5.2.2 Full", False),
        ("550 5.2.1 Closed", True),
        ("554 No", False),
    ],
)
def test_only_some_refusals_say_that_there_is_no_mailbox(words: str, says: bool) -> None:  # noqa: FBT001
    assert says_no_mailbox(words) is says
