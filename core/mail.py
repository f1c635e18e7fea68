"""Mail: written inside a service, sent by a worker once the transaction stands."""

from typing import Any

import structlog
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from kombu.exceptions import OperationalError

from core import tasks

log = structlog.get_logger(__name__)


def queue(*, to: str, subject: str, template: str, context: dict[str, Any]) -> None:
    """Send `template` (plain text) to one address after the surrounding transaction commits."""
    queue_message(EmailMessage(subject, render_to_string(template, context), to=[to]))


def queue_message(message: EmailMessage) -> None:
    """Hand a message to a worker after commit; without a broker, send it from here."""
    subject, body, to = str(message.subject), str(message.body), list(message.to)

    def hand_over() -> None:
        try:
            tasks.send_mail.delay(subject=subject, body=body, to=to)
        except (OperationalError, OSError):
            log.exception("mail_queue_unreachable")
            tasks.send_mail(subject=subject, body=body, to=to)

    # Robust: what was saved is saved, and the next mail goes, even if this one cannot.
    transaction.on_commit(hand_over, robust=True)
