"""Mail goes out of the database that it was released for, and of no copy."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command

from audit.models import Event
from outbox import services, tasks
from outbox.models import Gate, Heartbeat, Mail
from tests.conftest import NOW
from tests.outbox.mail_server import MailServer

Write = Callable[..., Mail]
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("choice", "state"), [("--send", "DUE"), ("--leave", "MISSED")])
def test_a_database_that_was_restored_sends_nothing_until_it_is_released(
    choice: str, state: str, write: Write, mail_server: MailServer
) -> None:
    services.sweep(at=NOW)
    assert not services.is_held()
    Gate.objects.update(database="another/database/table")
    code, old = write(first=True), write(expires_at=NOW)
    Mail.objects.exclude(pk=old.pk).update(expires_at=NOW + timedelta(days=9999))
    assert services.deliver(mail_pk=code.pk, at=NOW) is None
    assert (services.sweep(at=NOW), mail_server.heard) == (0, 0)
    call_command("release_mail", choice)
    code.refresh_from_db()
    old.refresh_from_db()
    assert (services.is_held(), code.state, old.state) == (False, state, "MISSED")
    assert Event.objects.get(event="mail.released").details == {
        "waiting": 1,
        "sent": choice == "--send",
    }


def test_mail_is_held_by_hand(write: Write, mail_server: MailServer) -> None:
    call_command("hold_mail")
    mail = write()
    assert (services.deliver(mail_pk=mail.pk, at=NOW), mail_server.heard) == (None, 0)


def test_the_sweep_is_the_heart_and_calls_a_worker_for_what_waits(
    write: Write, mail_server: MailServer
) -> None:
    waiting = write(expires_at=NOW + timedelta(days=9999), next_try_at=NOW)
    assert services.quiet_since(at=NOW) == services.NEVER
    tasks.sweep()
    waiting.refresh_from_db()
    at = Heartbeat.objects.get().at
    assert (waiting.state, services.quiet_since(at=at + timedelta(minutes=10))) == ("SENT", None)
    assert services.quiet_since(at=at + timedelta(minutes=11)) == at
