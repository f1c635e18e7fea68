"""Work that leaves the web process."""

from smtplib import SMTPException, SMTPRecipientsRefused

import structlog
from celery import shared_task
from django.core.mail import EmailMessage

log = structlog.get_logger(__name__)


@shared_task(
    autoretry_for=(OSError, SMTPException),
    retry_backoff=5,
    # No countdown over 60 s: Redis would deliver the task a second time.
    retry_backoff_max=60,
    max_retries=60,
)
def send_mail(*, subject: str, body: str, to: list[str]) -> None:
    """Send one plain-text message, trying again while the mail server is away."""
    try:
        EmailMessage(subject, body, to=to).send()
    except SMTPRecipientsRefused as error:
        if any(code < 500 for code, _ in error.recipients.values()):
            raise
        # There is no such address; asking again would not make one.
        log.warning("mail_refused", codes=[code for code, _ in error.recipients.values()])
