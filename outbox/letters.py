"""From a row of the ledger to a mail, and back from its Message-ID to the row."""

import re
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import Signer

from outbox.models import Mail

MESSAGE_ID = re.compile(r"<mail-(\d+)-([A-Za-z0-9]+)@")
SIGNATURE_LENGTH = 20


def message(mail: Mail) -> EmailMultiAlternatives:
    """The mail as it goes out."""
    letter = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.to],
        headers={
            # No answering machine answers a program (RFC 3834).
            "Auto-Submitted": "auto-generated",
            "Message-ID": message_id(mail.pk),
            **mail.headers,
        },
    )
    if mail.html:
        letter.attach_alternative(mail.html, "text/html")
    return letter


def sender() -> str:
    """The bare address that mail servers return mail to."""
    return parseaddr(settings.BOUNCE_EMAIL)[1]


def message_id(pk: int) -> str:
    """Names the row, signed: who never got the mail cannot report that it came back."""
    return f"<mail-{pk}-{_signature(pk)}@{sender().partition('@')[2]}>"


def mail_of(text: str) -> Mail | None:
    """The mail whose Message-ID stands in a text, if it is one of ours."""
    for pk, signature in MESSAGE_ID.findall(text):
        if signature == _signature(int(pk)):
            return Mail.objects.filter(pk=pk).first()
    return None


def _signature(pk: int) -> str:
    signed = Signer(salt="outbox.letters").signature(str(pk))
    return "".join(filter(str.isalnum, signed))[:SIGNATURE_LENGTH].ljust(SIGNATURE_LENGTH, "0")
