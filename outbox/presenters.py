"""Mail put into words, for the campaign team. None of its own words are among them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import get_default_timezone

from core.text import nhs_date
from core.working_days import day_of
from outbox import services
from outbox.choices import WAITING, MailState
from outbox.models import Mail

# What a server answered may quote the mail; the beginning says what it is about.
SHOWN_OF_AN_ANSWER = 300


@dataclass(frozen=True)
class Item:
    """One mail as a row or a page shows it."""

    mail: Mail
    title: str
    what: str
    state: str
    answer: str
    can_be_decided: bool
    can_be_sent_again: bool

    @classmethod
    def of(cls, mail: Mail) -> "Item":
        what = kind_in_words(mail.kind)
        return cls(
            mail=mail,
            title=mail.subject or what,
            what=what,
            state=MailState(mail.state).label,
            answer=mail.answer[:SHOWN_OF_AN_ANSWER],
            can_be_decided=mail.is_to_decide,
            can_be_sent_again=mail.is_to_decide and bool(mail.text),
        )

    @property
    def is_waiting(self) -> bool:
        return self.mail.state in WAITING


def for_desk(at: datetime) -> dict[str, Any]:
    """What the campaign team's desk says about mail, and about the work behind the pages."""
    return {
        "mail_to_decide": Mail.objects.to_decide().count(),
        "mail_is_held": services.is_held(),
        "quiet_since": quiet_in_words(at),
    }


def quiet_in_words(at: datetime) -> str:
    """That nothing has been done for too long; "" when all is well."""
    since = services.quiet_since(at=at)
    if since is None:
        return ""
    if since == services.NEVER:
        return "Nothing has been done behind the pages yet."
    return f"Nothing has been done behind the pages since {moment(since)}."


def kind_in_words(kind: str) -> str:
    """`organisations.team.request_accepted` is “Request accepted”."""
    return kind.rpartition(".")[2].replace("_", " ").capitalize()


def moment(at: datetime) -> str:
    """A day and a time in London."""
    return f"{nhs_date(day_of(at))}, {at.astimezone(get_default_timezone()):%H:%M}"
