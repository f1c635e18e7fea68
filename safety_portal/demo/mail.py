"""A few mails of the last days, so that the ledger's page shows how they end."""

from datetime import datetime, timedelta

from outbox.choices import GOOD_FOR, MailState, Reason
from outbox.models import Mail, SuppressedAddress

DAY = timedelta(days=1)
GONE = "a.hollis@thistledown.example"
MAILS = (
    (3, "j.marlow@lowmoor.example", "Your team at Low Moor", "changed", MailState.SENT, "250 OK"),
    (2, GONE, "Join the safety team", "invited", MailState.FAILED, "550 5.1.1 No such person"),
    (
        *(1, "p.ashdown@oldtannery.example", "A new lead from a date", "handover_planned"),
        *(MailState.UNKNOWN, "The connection broke before the mail server answered."),
    ),
)


def add_mail(at: datetime) -> None:
    """One that arrived, one that came back, and one of which nobody knows."""
    for days, to, subject, kind, state, answer in MAILS:
        written = at - days * DAY
        Mail.objects.create(
            to=to,
            subject=subject,
            text="" if state == MailState.SENT else f"{subject}.",
            kind=f"organisations.team.{kind}",
            state=state,
            created_at=written,
            next_try_at=written,
            expires_at=written + GOOD_FOR,
            claimed_at=written,
            ended_at=written,
            attempts=1,
            answer=answer,
        )
    SuppressedAddress.objects.create(
        address=GONE, reason=Reason.REFUSED, answer="550 5.1.1 No such person", since_at=at - DAY
    )
