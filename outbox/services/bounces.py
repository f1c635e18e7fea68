"""What comes back: reports of a provider, and mail from mail servers."""

from datetime import datetime

from django.db import transaction

from outbox.choices import MailState, Reason
from outbox.models import BounceReport, Mail
from outbox.services.ending import LONGEST_ANSWER, add_suppression, left_of


@transaction.atomic
def read_bounce(*, key: str, mail: Mail, reason: Reason | None, answer: str, at: datetime) -> bool:
    """Take in one report about a mail; False when it was read before, and then nothing changes.

    `key` names the report: the same one is often sent twice. `reason` is None for what may yet
    arrive, or for a mailbox that is there and was full: the mail ends as not taken and the address
    stays.
    """
    _, is_new = BounceReport.objects.get_or_create(key=key, defaults={"mail": mail, "read_at": at})
    if not is_new:
        return False
    if reason is not None and mail.to:
        add_suppression(address=mail.to, reason=reason, answer=answer, at=at)
    if reason != Reason.COMPLAINED:
        # What somebody complains about has arrived.
        came_back = Mail.objects.filter(
            pk=mail.pk, state__in=[MailState.SENT, MailState.UNKNOWN, MailState.SENDING]
        )
        came_back.update(
            state=MailState.FAILED,
            ended_at=at,
            answer=answer[:LONGEST_ANSWER],
            **left_of(keep=mail.keep, state=MailState.FAILED),
        )
    return True
