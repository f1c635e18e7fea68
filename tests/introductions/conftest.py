"""B asks A about falls: Otto Other, B's lead, writes to the leads of A."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client, TestCase
from django.utils import timezone

from accounts.models import User
from introductions.models import Introduction, IntroductionMessage, IntroductionReport, Stop
from introductions.services import conversation, safeguards
from organisations.models import Membership
from tests.conftest import NOW

ASKED = "What did <b>you</b> try at night?"
ANSWERED = "A night shift with us & tea."

Mails = list[tuple[str, str, str]]


def who(user: User, at: datetime = NOW) -> dict[str, Any]:
    """Who writes, as what and when."""
    return {"by": user, "role": "Matron", "at": at, "today": timezone.localdate(at)}


def ask(sender: Membership, recipient: Membership, by: User, **fields: Any) -> Introduction:
    fields = {"topic": "FALLS", "text": ASKED, **who(by), **fields}
    return conversation.ask(sender=sender, recipient=recipient, **fields)


def write(
    introduction: Introduction, side: Membership, by: User, text: str = ANSWERED, at: datetime = NOW
) -> IntroductionMessage:
    return conversation.write(introduction=introduction, side=side, text=text, **who(by, at))


def state_of(introduction: Introduction) -> str:
    introduction.refresh_from_db()
    return introduction.state


@contextmanager
def mails() -> Iterator[Mails]:
    """Filled with address, subject and text of every mail that the block's commit sends."""
    mail.outbox.clear()
    found: Mails = []
    with TestCase.captureOnCommitCallbacks(execute=True):
        yield found
    found += [(message.to[0], str(message.subject), str(message.body)) for message in mail.outbox]


@pytest.fixture
def june(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands at 15 June 2026, a Monday."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def introduction(
    membership: Membership, other_membership: Membership, other_lead: User
) -> Introduction:
    return ask(other_membership, membership, other_lead)


@pytest.fixture
def answered(introduction: Introduction, membership: Membership, lead: User) -> Introduction:
    write(introduction, membership, lead)
    introduction.refresh_from_db()
    return introduction


@pytest.fixture
def report(introduction: Introduction, lead: User) -> IntroductionReport:
    """A's lead reports what B wrote."""
    message = introduction.messages.get(membership=introduction.sender)
    return safeguards.report(message=message, reason="It sells something.", by=lead, at=NOW)


@pytest.fixture
def decide(report: IntroductionReport, officer: User) -> Callable[[str], IntroductionReport]:
    def as_officer(outcome: str) -> IntroductionReport:
        return safeguards.decide(
            report=report, outcome=outcome, decision="Sales go elsewhere.", by=officer, at=NOW
        )

    return as_officer


@pytest.fixture
def stop(request: pytest.FixtureRequest, decide: Callable[[str], IntroductionReport]) -> Stop:
    """B's lead writes no more, or with another parameter, the whole of B."""
    decide(getattr(request, "param", "PERSON_STOPPED"))
    return Stop.objects.get()


@pytest.fixture
def as_lead(lead: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(lead)


@pytest.fixture
def as_other(other_lead: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(other_lead)


@pytest.fixture
def as_officer(officer: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(officer)
