"""What a rule is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.db.models import QuerySet

from reminders.choices import Kind
from reminders.rules.windows import Window, window


class Audience(Enum):
    """Whom a rule writes to, and so which fields of the ledger make its rows one of a kind."""

    LEADS = "LEADS"
    SPONSOR = "SPONSOR"
    TEAM = "TEAM"
    PERSON = "PERSON"

    @property
    def key(self) -> dict[str, str]:
        """Fields of the ledger, and what a rule's query calls the same."""
        return {
            Audience.LEADS: {"membership": "member", "user": "person"},
            # One sponsor is asked at a time, and one team has the desk.
            Audience.SPONSOR: {"membership": "member"},
            Audience.TEAM: {"membership": "member"},
            Audience.PERSON: {"individual": "own"},
        }[self]


@dataclass(frozen=True)
class Rule:
    """When somebody is reminded of something.

    `find` gives everybody for whom the date that the rule is about lies in a window, and who still
    has the thing to do: rows that name `member` or `own`, `person` or `address`, and `period`.
    """

    kind: Kind
    sentence: str
    audience: Audience
    find: Callable[[Window], QuerySet[Any, Any]]
    # Days from the date it is about to the day on which it is due, and to its end.
    after: int = 0
    until: int | None = None

    def rows(self, today: date, since: date | None = None) -> QuerySet[Any, Any]:
        """All that has come due up to `today`, whether or not the ledger knows it."""
        return self.find(window(today, self.after, self.until, since))
