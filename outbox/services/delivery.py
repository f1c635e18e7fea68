"""From a row to the mail server: claimed, committed, handed over, written down."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from outbox import letters, smtp
from outbox.choices import MailState, Reason
from outbox.models import Mail, SuppressedAddress
from outbox.services.ending import add_suppression, end, end_all, put_off
from outbox.services.gate import begin, is_held

# A worker that has written nothing for this long is taken to have died.
ABANDONED_AFTER = timedelta(minutes=15)
FIRST_RETRY = timedelta(minutes=5)
# Somebody waits for it.
FIRST_RETRY_OF_A_CODE = timedelta(minutes=1)
LONGEST_WAIT_DOUBLES = 6
# So many rows are looked up at a time; a code that comes meanwhile waits for no more than these.
AT_A_TIME = 10
Clock = Callable[[], datetime]


def sweep(*, at: datetime) -> int:
    """End what is too old or was abandoned; how much mail is ready to be sent.

    Running it again, or five at once, changes nothing more: each row moves once.
    """
    begin()
    end_all(
        mails=Mail.objects.expired(at), state=MailState.MISSED, answer="Not sent in time.", at=at
    )
    end_all(
        mails=Mail.objects.abandoned(at - ABANDONED_AFTER),
        state=MailState.UNKNOWN,
        answer="The worker stopped before it could say.",
        at=at,
    )
    return 0 if is_held() else Mail.objects.ready(at).count()


def deliver_waiting(*, clock: Clock, until: datetime, pause: Callable[[], None]) -> int:
    """Send what waits, codes first, over one connection; how many were tried.

    Ends when nothing waits, when the mail server is away, and at `until`. `pause` is called after
    each mail but codes and keeps the rate.
    """
    tried = 0
    with smtp.MailServer() as server:
        while clock() < until and not is_held():
            mails = list(Mail.objects.ready(clock())[:AT_A_TIME])
            suppressed = _suppressed(mails)
            for mail in mails:
                state = _deliver(mail, clock(), server, suppressed)
                tried += state is not None
                if server.is_away:
                    return tried
                if state is not None and not mail.is_first:
                    pause()
            if not mails:
                break
    return tried


def deliver(*, mail_pk: int, at: datetime) -> MailState | None:
    """Send one mail, at most once. Returns where it stands, or None when it is not to be sent now.

    The claim is committed before the mail server hears anything: a worker that dies in between
    leaves a row that says so, and nobody sends it again by itself.
    """
    mail = Mail.objects.ready(at).filter(pk=mail_pk).first()
    if mail is None or is_held():
        return None
    with smtp.MailServer() as server:
        return _deliver(mail, at, server, _suppressed([mail]))


def _suppressed(mails: list[Mail]) -> set[str]:
    """Which of the addresses of some mails are not written to, in lower case."""
    found = SuppressedAddress.objects.holding([mail.to for mail in mails])
    return set(found.values_list("address", flat=True))


def _deliver(
    mail: Mail, at: datetime, server: smtp.MailServer, suppressed: set[str]
) -> MailState | None:
    claimed = Mail.objects.ready(at).filter(pk=mail.pk).order_by()
    if not claimed.update(state=MailState.SENDING, claimed_at=at):
        return None  # another worker was quicker
    mail.claimed_at = at
    if why_not := _why_not(mail, at, suppressed):
        return end(mail=mail, state=MailState.SUPPRESSED, answer=why_not, at=at)
    try:
        answer = server.send(letters.message(mail), letters.sender())
    except smtp.NotTaken as error:
        if error.no_such_mailbox:
            suppressed.add(mail.to.lower())
        return _not_taken(mail, error, at)
    except smtp.OutcomeUnknown as error:
        return end(mail=mail, state=MailState.UNKNOWN, answer=str(error), at=at)
    except ValueError as error:
        # No mail can be made of it, today or tomorrow.
        return end(mail=mail, state=MailState.FAILED, answer=f"Not sent: {error}", at=at)
    return end(mail=mail, state=MailState.SENT, answer=answer, at=at)


def _why_not(mail: Mail, at: datetime, suppressed: set[str]) -> str:
    """Why a mail is not to be sent after all."""
    # A code is asked for by whoever has the mailbox: it shows whether it is there again.
    if not mail.is_first and mail.to.lower() in suppressed:
        return "Nothing is sent to this address."
    check = settings.MAIL_CHECKS.get(mail.kind)
    return str(import_string(check)(mail, at)) if check else ""


@transaction.atomic
def _not_taken(mail: Mail, error: smtp.NotTaken, at: datetime) -> MailState | None:
    answer = str(error)
    if error.no_such_mailbox:
        add_suppression(address=mail.to, reason=Reason.REFUSED, answer=answer, at=at)
    if error.for_good:
        return end(mail=mail, state=MailState.FAILED, answer=answer, at=at)
    first = FIRST_RETRY_OF_A_CODE if mail.is_first else FIRST_RETRY
    wait = first * 2 ** min(mail.attempts, LONGEST_WAIT_DOUBLES)
    return put_off(mail=mail, until=at + wait, answer=answer)
