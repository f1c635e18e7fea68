"""How many mails a second one worker process sends, the ledger written row by row."""

import time
from datetime import timedelta
from email.message import EmailMessage
from smtplib import SMTP
from statistics import median

from django.conf import settings
from django.utils import timezone

from outbox import services
from outbox.models import Mail
from tests.benchmarks.sink import Quick, Slow, own_sink

MAILS, SLOW_MAILS, ROUNDS = 500, 100, 5
LONG = timedelta(minutes=30)


def mail_figures() -> list[tuple[str, str, str]]:
    """Rows of the table: what, how much, and what it is to be."""
    Mail.objects.all().delete()
    with own_sink(Quick) as port:
        pairs = [(raw(port, MAILS), delivered(port, MAILS)) for _ in range(ROUNDS)]
    with own_sink(Slow) as port:
        slow = delivered(port, SLOW_MAILS)
    ratio = median(ours / bare for bare, ours in pairs)
    return [
        ("a bare smtplib loop, mails/s", f"{median(bare for bare, _ in pairs):.0f}", ""),
        ("a worker process, mails/s", f"{median(ours for _, ours in pairs):.0f}", ""),
        ("  against the bare loop", f"{ratio:.2f}", "≥ 0.3"),
        ("5,000 at 50 ms each, minutes", f"{5000 / slow / 60:.1f}", "≤ 10"),
    ]


def raw(port: int, mails: int) -> float:
    """Mails a second over one connection, without a ledger."""
    began = time.perf_counter()
    with SMTP("127.0.0.1", port) as smtp:
        for number in range(mails):
            message = EmailMessage()
            message["From"], message["To"] = "portal@portal.example", f"p{number}@crowd.example"
            message["Subject"] = f"Mail {number}"
            message.set_content("Words.\n" * 30)
            smtp.send_message(message)
    return mails / (time.perf_counter() - began)


def delivered(port: int, mails: int) -> float:
    """Mails a second as a worker sends what waits."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    at = timezone.now()
    for number in range(mails):
        services.write(
            to=f"p{number}@crowd.example", subject=f"Mail {number}", text="Words.\n" * 30,
            kind="bench", at=at, dispatch=False,
        )  # fmt: skip
    began = time.perf_counter()
    tried = services.deliver_waiting(
        clock=timezone.now, until=timezone.now() + LONG, pause=lambda: None
    )
    assert tried == mails
    return mails / (time.perf_counter() - began)
