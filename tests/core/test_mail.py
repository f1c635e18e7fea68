"""Mail goes out after the transaction, by a worker or, without a broker, from here."""

from collections.abc import Iterator
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.db import transaction
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks
from structlog.testing import capture_logs

from core import mail
from core.tasks import send_mail
from safety_portal.celery import app

pytestmark = pytest.mark.django_db


def queue() -> None:
    mail.queue(
        to="lead@harrowmere.example",
        subject="Thank you",
        template="organisations/email/welcome.txt",
        context={"organisation": "Harrowmere", "link": "http://127.0.0.1/"},
    )


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A broker address where nobody listens."""
    before = app.conf.broker_url, app.conf.broker_transport_options
    app.conf.update(
        task_always_eager=False,
        broker_url="redis://127.0.0.1:1/0",
        broker_transport_options={"socket_connect_timeout": 1},
    )
    # Celery keeps its connections; these tests begin without any.
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    yield
    app.conf.update(broker_url=before[0], broker_transport_options=before[1])


def test_nothing_is_sent_before_the_transaction_stands() -> None:
    queue()
    assert outbox.outbox == []


def test_mail_is_sent_once_the_transaction_stands(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        queue()
    sent = [(m.to, m.subject, "Harrowmere" in m.body) for m in outbox.outbox]
    assert sent == [(["lead@harrowmere.example"], "Thank you", True)]


def test_a_transaction_that_fails_sends_nothing(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def fail() -> None:
        with transaction.atomic():
            queue()
            raise ValueError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ValueError):  # noqa: PT011
        fail()
    assert outbox.outbox == []


def test_the_closed_port_refuses_tasks(no_broker: None) -> None:
    with pytest.raises(OperationalError):
        send_mail.delay(subject="Thank you", body="", to=["lead@harrowmere.example"])


def test_without_a_broker_mail_is_sent_from_here(
    no_broker: None,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        queue()
    assert [(m.to, m.subject) for m in outbox.outbox] == [
        (["lead@harrowmere.example"], "Thank you")
    ]


def test_a_countdown_never_outlasts_a_minute() -> None:
    assert send_mail.retry_backoff_max == 60  # type: ignore[attr-defined]


def send_refused_with(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send one mail to an address that the mail server does not take."""
    to = "lead@harrowmere.example"

    def refuse(message: EmailMessage) -> None:
        raise SMTPRecipientsRefused({to: (code, b"Not this one")})

    monkeypatch.setattr(EmailMessage, "send", refuse)
    send_mail(subject="Thank you", body="", to=[to])


def test_an_address_that_does_not_exist_is_logged_by_code_alone_and_not_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with capture_logs() as logs:
        send_refused_with(550, monkeypatch)
    assert logs == [{"event": "mail_refused", "log_level": "warning", "codes": [550]}]


def test_an_address_that_is_refused_for_now_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Called by hand, a task that would be tried again raises.
    with pytest.raises(SMTPRecipientsRefused):
        send_refused_with(451, monkeypatch)
