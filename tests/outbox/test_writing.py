"""A mail is written with the change it tells of, and a worker is asked once that stands."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail as sent
from django.core.exceptions import ValidationError
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from outbox import mail, services
from outbox.choices import Keep
from outbox.models import Mail
from safety_portal.celery import app
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
LEAD = "lead@harrowmere.example"
CODE = {"to": LEAD, "subject": "123456 is your code", "text": "123456", "template": "code"}


def queue() -> Mail:
    return mail.queue(
        to=LEAD,
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


def test_mail_goes_once_the_transaction_stands_and_leaves_no_words(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = queue()
        assert (sent.outbox, row.state, "Harrowmere" in row.text) == ([], "DUE", True)
    row.refresh_from_db()
    assert [(m.to, m.subject, "Harrowmere" in str(m.body)) for m in sent.outbox] == [
        ([LEAD], "Thank you", True)
    ]
    assert (row.state, row.kind, row.subject, row.text, row.attempts) == (
        "SENT",
        "organisations.welcome",
        "Thank you",
        "",
        1,
    )


def test_a_transaction_that_fails_writes_nothing(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def fail() -> None:
        with transaction.atomic():
            queue()
            raise ValueError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ValueError):  # noqa: PT011
        fail()
    assert (sent.outbox, Mail.objects.count()) == ([], 0)


def test_without_a_broker_a_code_goes_from_here_and_all_else_waits_for_the_sweep(
    no_broker: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        waits = queue()
        code = mail.queue_message(**CODE, code_lives=timedelta(minutes=15))  # type: ignore[arg-type]
    for row in (waits, code):
        row.refresh_from_db()
    assert ([m.subject for m in sent.outbox], waits.state, code.state) == (
        ["123456 is your code"],
        "DUE",
        "SENT",
    )
    # The subject held the code.
    assert (code.to, code.subject, code.text) == (LEAD, "", "")


@pytest.mark.parametrize("broken", [{"to": "nobody"}, {"subject": "Two\r\nBcc: all"}])
def test_what_no_mail_can_be_made_of_is_refused_when_it_is_written(broken: dict[str, str]) -> None:
    fields = {"to": LEAD, "subject": "Thank you", "text": "Words", "kind": "test", **broken}
    with pytest.raises(ValidationError):
        services.write(**fields, at=NOW)  # type: ignore[arg-type]


def test_only_mail_that_waits_can_be_called_off() -> None:
    row = services.write(to=LEAD, subject="A", text="A", kind="test", at=NOW, dispatch=False)
    called_off = [services.call_off(mail=row, reason="It is done.", at=NOW) for _ in range(2)]
    row.refresh_from_db()
    assert (called_off, row.state, row.answer, row.text) == (
        [True, False],
        "SUPPRESSED",
        "It is done.",
        "",
    )


def test_an_address_that_is_forgotten_is_in_no_row_and_gets_one_last_mail() -> None:
    waiting = services.write(to=LEAD, subject="A", text="A", kind="test", at=NOW, dispatch=False)
    services.forget(addresses=[LEAD], at=NOW)
    last = services.write(
        to=LEAD, subject="Gone", text="A", kind="test", at=NOW, keep=Keep.NOTHING, dispatch=False
    )
    services.deliver(mail_pk=last.pk, at=NOW)
    rows = Mail.objects.order_by("pk").values_list("pk", "state", "to", "subject", "text")
    assert list(rows) == [(waiting.pk, "SUPPRESSED", "", "", ""), (last.pk, "SENT", "", "", "")]
    assert [m.subject for m in sent.outbox] == ["Gone"]
