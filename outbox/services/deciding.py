"""What only a person does: send again, say that it arrived, leave it; write to an address again."""

from datetime import datetime

from django.db import models, transaction

from audit.services import key, record
from outbox.choices import GOOD_FOR, AuditEvent, MailState
from outbox.models import Mail, SuppressedAddress


class AlreadyDecided(Exception):
    """Somebody has decided about it, or lifted it, a moment ago."""


class NoWordsLeft(Exception):
    """What was sent and came back has no words that could be sent again."""


@transaction.atomic
def send_again(*, mail: Mail, by: models.Model | str, at: datetime) -> Mail:
    """Put an unknown or failed mail back in line. Raises `AlreadyDecided`, `NoWordsLeft`."""
    mail = _lock(mail)
    if not mail.text:
        raise NoWordsLeft
    mail.state, mail.ended_at = MailState.DUE, None
    mail.next_try_at, mail.expires_at = at, at + GOOD_FOR
    record(AuditEvent.MAIL_SENT_AGAIN, by=by, subject=mail, at=at)
    return _save(mail)


@transaction.atomic
def it_arrived(*, mail: Mail, by: models.Model | str, at: datetime) -> Mail:
    """Write down that somebody knows that it arrived. Raises `AlreadyDecided`."""
    mail = _lock(mail)
    mail.state = MailState.SENT
    mail.text = mail.html = ""
    record(AuditEvent.MAIL_ARRIVED, by=by, subject=mail, at=at)
    return _save(mail)


@transaction.atomic
def leave(*, mail: Mail, by: models.Model | str, at: datetime) -> Mail:
    """Leave it as it is and ask nobody again. Raises `AlreadyDecided`."""
    mail = _lock(mail)
    mail.text = mail.html = ""
    mail.decided_at, mail.decided_by = at, key(by)
    record(AuditEvent.MAIL_LEFT, by=by, subject=mail, at=at)
    return _save(mail)


@transaction.atomic
def lift_suppression(
    *, suppressed: SuppressedAddress, by: models.Model | str, at: datetime
) -> SuppressedAddress:
    """Write to an address again from now on. Raises `AlreadyDecided`."""
    suppressed = SuppressedAddress.objects.select_for_update().get(pk=suppressed.pk)
    if suppressed.lifted_at:
        raise AlreadyDecided
    suppressed.lifted_at, suppressed.lifted_by = at, key(by)
    suppressed.full_clean()
    suppressed.save()
    record(AuditEvent.SUPPRESSION_LIFTED, by=by, subject=suppressed, at=at)
    return suppressed


def _lock(mail: Mail) -> Mail:
    mail = Mail.objects.select_for_update().get(pk=mail.pk)
    if not mail.is_to_decide:
        raise AlreadyDecided
    return mail


def _save(mail: Mail) -> Mail:
    mail.full_clean()
    mail.save()
    return mail
