"""How a mail ends, and what is left of it then."""

from datetime import datetime

from django.db import transaction

from audit.services import SYSTEM, record
from outbox.choices import TO_DECIDE, TRANSITIONS, AuditEvent, Keep, MailState, Reason
from outbox.models import Mail, MailQuerySet, SuppressedAddress

LONGEST_ANSWER = 2000


def end(*, mail: Mail, state: MailState, answer: str, at: datetime) -> MailState | None:
    """Write down how a worker's try ended. None when this claim is over.

    A worker that was slow and taken for dead still says what it knows, unless a person was quicker.
    """
    for keep in dict.fromkeys([mail.keep, Keep.NOTHING]):
        # The address may have been forgotten while the mail was on its way.
        ended = {**left_of(keep=keep, state=state), "ended_at": at}
        if _own_claim(mail, state).filter(keep=keep).update(**_said(mail, state, answer), **ended):
            return state
    return None


def put_off(*, mail: Mail, until: datetime, answer: str) -> MailState | None:
    """Write down that the mail server did not take a mail, and when it is asked again."""
    said = _said(mail, MailState.DUE, answer)
    waits = {"ended_at": None, "next_try_at": until}
    return MailState.DUE if _own_claim(mail, MailState.DUE).update(**said, **waits) else None


def _own_claim(mail: Mail, state: MailState) -> MailQuerySet:
    unclear = {MailState.SENDING, MailState.UNKNOWN}
    return Mail.objects.filter(
        pk=mail.pk,
        claimed_at=mail.claimed_at,
        state__in=[before for before in unclear if state in TRANSITIONS[before]],
        # What was left by a person has no words that could be sent.
        decided_at=None,
    )


def _said(mail: Mail, state: MailState, answer: str) -> dict[str, object]:
    return {"state": state, "attempts": mail.attempts + 1, "answer": answer[:LONGEST_ANSWER]}


def end_all(*, mails: MailQuerySet, state: MailState, answer: str, at: datetime) -> int:
    """End many mails in the same way; how many there were."""
    return sum(
        mails.filter(keep=keep).update(
            state=state, ended_at=at, answer=answer, **left_of(keep=keep, state=state)
        )
        for keep in Keep
    )


def left_of(*, keep: str, state: MailState) -> dict[str, str]:
    """The columns that a mail loses when it ends.

    No words stay of what was sent, and of a code no subject either; only what a person may send
    again keeps its words until they have decided.
    """
    lost: list[str] = []
    if state not in TO_DECIDE or keep != Keep.SUBJECT:
        lost += ["text", "html"]
    if keep != Keep.SUBJECT:
        lost += ["subject"]
    if keep == Keep.NOTHING:
        lost += ["to"]
    return dict.fromkeys(lost, "")


@transaction.atomic
def add_suppression(*, address: str, reason: Reason, answer: str, at: datetime) -> None:
    """Send nothing to an address any more, until a person lifts it."""
    row, is_new = SuppressedAddress.objects.get_or_create(
        address=address.lower(),
        lifted_at=None,
        defaults={"reason": reason, "answer": answer[:LONGEST_ANSWER], "since_at": at},
    )
    if is_new:
        record(AuditEvent.ADDRESS_SUPPRESSED, by=SYSTEM, subject=row, at=at, reason=reason)
