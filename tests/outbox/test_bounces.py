"""What comes back is taken in once, and only from whom it may come."""

import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from outbox import letters
from outbox.models import BounceReport, Mail, SuppressedAddress
from tests.conftest import NOW

KEY = "webhook-key"
Write = Callable[..., Mail]
DSN = """From: MAILER-DAEMON@mx.example
To: portal@portal.example
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; lead@harrowmere.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such person

--b
Content-Type: {kind}

Message-ID: {message_id}
Subject: Thank you

--b--
"""


@pytest.fixture
def sent(write: Write) -> Mail:
    return write(state="SENT", ended_at=NOW, text="")


def report(key: str = KEY, seconds: int = 0, **said: object) -> int:
    """The status of the webhook's answer to a report."""
    body = json.dumps({"id": "r1", "event": "bounced", "answer": "550 \x00", **said}).encode()
    timestamp = str(int(timezone.now().timestamp()) + seconds)
    signed = hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    headers = {"X-Timestamp": timestamp, "X-Signature": signed.hexdigest()}
    path = "/mail/bounces/"
    return Client().post(path, body, content_type="application/json", headers=headers).status_code


def test_the_webhook_takes_a_signed_report_once(sent: Mail, settings: Settings) -> None:
    settings.BOUNCE_WEBHOOK_KEY = KEY
    message_id = letters.message_id(sent.pk)
    assert [report(message_id=message_id) for _ in range(2)] == [200, 200]
    sent.refresh_from_db()
    assert (sent.state, sent.answer, BounceReport.objects.count()) == ("FAILED", "550 ", 1)
    assert SuppressedAddress.objects.get().reason == "BOUNCED"


def test_the_webhook_refuses_what_is_not_signed_now_or_no_report(
    sent: Mail, settings: Settings
) -> None:
    message_id = letters.message_id(sent.pk)
    unset = report(key="", message_id=message_id)
    settings.BOUNCE_WEBHOOK_KEY = KEY
    answers = [
        report(key="other", message_id=message_id),
        report(seconds=-400, message_id=message_id),
        report(message_id=message_id, event="opened"),
        # Not ours: nobody who never got the mail knows its name.
        report(message_id=f"<mail-{sent.pk}-{'A' * 20}@portal.example>"),
    ]
    assert ([unset, *answers], BounceReport.objects.count()) == ([403, 403, 403, 400, 200], 0)


def test_a_complaint_stops_mail_and_says_nothing_of_this_one(
    sent: Mail, settings: Settings
) -> None:
    settings.BOUNCE_WEBHOOK_KEY = KEY
    report(message_id=letters.message_id(sent.pk), event="complained")
    sent.refresh_from_db()
    assert (sent.state, SuppressedAddress.objects.get().reason) == ("SENT", "COMPLAINED")


@pytest.mark.parametrize(
    ("action", "status", "kind", "state", "suppressed"),
    [
        ("failed", "5.1.1", "message/rfc822", "FAILED", 1),
        ("failed", "5.2.2", "text/rfc822-headers", "FAILED", 0),
        ("delayed", "4.4.1", "message/rfc822", "SENT", 0),
    ],
)
def test_returned_mail_is_read_from_a_folder_once(
    action: str,
    status: str,
    kind: str,
    state: str,
    suppressed: int,
    sent: Mail,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = {"action": action, "status": status, "kind": kind}
    (tmp_path / "1").write_text(DSN.format(message_id=letters.message_id(sent.pk), **said))
    (tmp_path / "2").write_text("From: somebody\n\nWhat is this?")
    for _ in range(2):
        call_command("read_bounces", str(tmp_path))
    sent.refresh_from_db()
    assert (sent.state, SuppressedAddress.objects.count()) == (state, suppressed)
    new = int(state == "FAILED")
    assert capsys.readouterr().out.splitlines()[1].startswith(f"Taken in: 0. Read before: {new}.")


def test_a_folder_that_is_not_there_is_said() -> None:
    with pytest.raises(CommandError):
        call_command("read_bounces", "/nowhere")
