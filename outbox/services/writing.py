"""Mail becomes a row, and may be taken back while it waits."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial

from django.db import models, transaction

from audit.services import key
from outbox import hints
from outbox.choices import GOOD_FOR, Keep, MailState
from outbox.models import Mail, SuppressedAddress
from outbox.services.ending import end_all


def write(
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    headers: Mapping[str, str] | None = None,
    kind: str,
    at: datetime,
    first: bool = False,
    about: models.Model | str | None = None,
    good_for: timedelta = GOOD_FOR,
    keep: Keep = Keep.SUBJECT,
    dispatch: bool = True,
) -> Mail:
    """Write one mail to one address, in the caller's transaction.

    `first` is for codes: somebody waits for it. After `good_for` it is missed and not sent late.
    `dispatch` asks a worker as soon as the transaction stands; without, the next sweep does.
    Raises `ValidationError` for what no mail server would take: an address that is none, a line
    break in the subject.
    """
    mail = Mail(
        to=to,
        subject=subject,
        text=text,
        html=html,
        headers=dict(headers or {}),
        kind=kind,
        is_first=first,
        keep=keep,
        about=key(about) if about else "",
        created_at=at,
        expires_at=at + good_for,
        next_try_at=at,
    )
    # The constraints are the database's own: asking each of them beforehand is a query a piece.
    mail.full_clean(validate_constraints=False)
    mail.save()
    if dispatch:
        # Robust: what was saved is saved, and the next hint goes, even if this one cannot.
        transaction.on_commit(partial(hints.call_for, mail.pk, first=first), robust=True)
    return mail


def call_off(*, mail: Mail, reason: str, at: datetime) -> bool:
    """End a mail that still waits, because what it asks for is done; whether it still waited."""
    waiting = Mail.objects.filter(pk=mail.pk, state=MailState.DUE)
    return bool(end_all(mails=waiting, state=MailState.SUPPRESSED, answer=reason, at=at))


def forget(*, addresses: Iterable[str], at: datetime) -> None:
    """Erase addresses from the ledger: what waits is not sent, what was sent was to nobody."""
    addresses = list(addresses)
    mails = Mail.objects.filter(to__in=addresses)
    waiting = mails.filter(state=MailState.DUE)
    end_all(mails=waiting, state=MailState.SUPPRESSED, answer="", at=at)
    # What a worker has in hand at this moment loses the rest when it ends.
    mails.filter(state=MailState.SENDING).update(keep=Keep.NOTHING, headers={})
    mails.exclude(state=MailState.SENDING).update(
        to="", subject="", text="", html="", headers={}, answer=""
    )
    SuppressedAddress.objects.filter(
        address__in=[address.lower() for address in addresses]
    ).delete()
