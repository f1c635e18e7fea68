"""Reports that mail came back, as files and by the webhook, become calls of one service."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings

from outbox import dsn, letters, services
from outbox.choices import Reason

# A report that is older was caught by somebody and sent again.
SIGNED_WITHIN = timedelta(minutes=5)
EVENTS: dict[str, Reason | None] = {
    "bounced": Reason.BOUNCED,
    # A mailbox that was full, a server that gave up: it is there.
    "not-delivered": None,
    "complained": Reason.COMPLAINED,
}
Outcome = Literal["new", "known", "other"]


class NotSigned(Exception):
    """The signature is not ours, or too old; or there is no key, and so no webhook."""


class NotAReport(Exception):
    """The body is not what `docs/deployment.md` describes. The text says what is missing."""


def check_signature(*, body: bytes, timestamp: str, signature: str, at: datetime) -> None:
    """HMAC-SHA256 over timestamp, a full stop and body, in hexadecimal. Raises `NotSigned`."""
    key = settings.BOUNCE_WEBHOOK_KEY.encode()
    signed = hmac.new(key, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    if not key or not hmac.compare_digest(signed.encode(), signature.encode()):
        raise NotSigned
    # Only what was signed is looked at.
    if not timestamp.isdecimal() or abs(at.timestamp() - int(timestamp)) > (
        SIGNED_WITHIN.total_seconds()
    ):
        raise NotSigned


def take_in_report(body: bytes, *, at: datetime) -> Outcome:
    """Take in what the webhook got, once. Raises `NotAReport`."""
    try:
        report = json.loads(body)
        name, event, message_id = (plain(report[k]) for k in ("id", "event", "message_id"))
        reason = EVENTS[event]
    except (ValueError, TypeError, KeyError) as error:
        raise NotAReport(f"Expected JSON with id, event and message_id: {error}") from error
    answer = plain(report.get("answer", ""))
    return _take_in(message_id, f"webhook:{name[:180]}", reason, answer, at)


def take_in_file(content: bytes, *, key: str, at: datetime) -> Outcome:
    """Take in a returned mail, once. What says that it was delayed or delivered changes nothing."""
    returned = dsn.read(content)
    if returned is None or returned.action != "failed":
        return "other"
    is_gone = returned.status.startswith("5.1.") or returned.status == "5.2.1"
    answer = plain(f"{returned.status} {returned.answer}").strip()
    return _take_in(returned.original, key, Reason.BOUNCED if is_gone else None, answer, at)


def plain(value: object) -> str:
    """What somebody else's program sent, as a text that a database can keep."""
    return str(value).encode(errors="replace").decode().replace("\x00", "")


def _take_in(
    message_id: str, key: str, reason: Reason | None, answer: str, at: datetime
) -> Outcome:
    mail = letters.mail_of(message_id)
    if mail is None:
        return "other"
    is_new = services.read_bounce(key=key, mail=mail, reason=reason, answer=answer, at=at)
    return "new" if is_new else "known"
