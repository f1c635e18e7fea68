"""A due report, and a real mail server that answers as it is told."""

from asyncio import Server, Transport
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from pytest_django import Settings

from accounts.models import User
from improvement_plans import services as plans
from improvement_plans.choices import ReportFrequency
from improvement_plans.models import Plan
from organisations.models import Membership
from reminders import services
from reminders.models import Reminder
from tests.conftest import NOW, TODAY

LEAD = "lead@harrowmere.example"


@dataclass
class MailServer:
    """Says yes to everything until told otherwise; remembers what it took."""

    at_sender: str = "250 OK"
    at_recipient: str = "250 OK"
    at_data: str = "250 OK"
    drop_after_data: bool = False
    heard: int = 0
    taken: list[str] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_sender.startswith("250"):
            envelope.mail_from = address
        return self.at_sender

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.heard += 1
        if self.at_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.at_data.startswith("250"):
            self.taken += envelope.rcpt_tos
        if self.drop_after_data:
            assert isinstance(server.transport, Transport)
            server.transport.abort()
        return self.at_data


class AnyPort(Controller):
    """Takes whichever port is free."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    handler = MailServer()
    controller = AnyPort(
        handler,
        hostname="127.0.0.1",
        port=0,
        auth_require_tls=False,
        authenticator=lambda *_: AuthResult(success=False, handled=False),
    )
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield handler
    controller.stop()


@pytest.fixture
def due_plan(membership: Membership, lead: User) -> Plan:
    """A's plan, published, with its report due today."""
    return make_due(membership, lead, TODAY)


def make_due(membership: Membership, lead: User, day: date) -> Plan:
    plan = plans.start_plan(membership=membership, by=lead, at=NOW)
    plans.save_part(plan=plan, by=lead, at=NOW, title="Safer nights")
    plans.publish_plan(
        plan=plan,
        reason="First version",
        report_frequency=ReportFrequency.YEARLY,
        next_report_date=day,
        by=lead,
        role="Head of quality",
        at=NOW,
        today=day - timedelta(days=1),
    )
    plan.refresh_from_db()
    return plan


@pytest.fixture
def reminder(due_plan: Plan) -> Reminder:
    """A's reminder, written by the sweep and ready to send."""
    services.sweep(at=NOW, today=TODAY)
    return Reminder.objects.get()


@pytest.fixture
def make_reminder(membership: Membership, lead: User) -> Callable[[str], Reminder]:
    """A ledger row in any state."""

    def make(state: str) -> Reminder:
        return Reminder.objects.create(
            membership=membership,
            user=lead,
            kind="REPORT_DUE",
            period_date=TODAY,
            state=state,
            created_at=NOW,
            next_try_at=NOW,
            claimed_at=NOW if state == "SENDING" else None,
            ended_at=None if state in {"DUE", "SENDING"} else NOW,
        )

    return make
