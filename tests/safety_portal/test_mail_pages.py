"""The campaign team's pages about mail, and what they never show."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from outbox.models import Gate, Heartbeat, Mail, SuppressedAddress
from outbox.services import hold_mail
from tests.conftest import NOW
from tests.outbox import conftest as outbox

write = outbox.write
Write = Callable[..., Mail]


@pytest.fixture
def client(client_for: Callable[[User], Client], officer: User) -> Client:
    return client_for(officer)


def test_the_ledger_finds_mail_by_address_subject_and_state_and_shows_no_words(
    client: Client, write: Write
) -> None:
    write(subject="Welcome, Harrowmere", text="canary words")
    write(to="other@caldermoss.example", state="UNKNOWN", ended_at=NOW, subject="A new lead")

    def found(query: str) -> tuple[bool, bool]:
        page = client.get(f"/campaign/mail/?{query}").content.decode().partition('id="rows"')[2]
        assert "canary words" not in page
        return "Welcome, Harrowmere" in page, "A new lead" in page

    assert [found(q) for q in ("", "q=harrow", "q=NEW+LEAD", "state=UNKNOWN", "q=nobody")] == [
        (True, True), (True, False), (False, True), (False, True), (False, False),
    ]  # fmt: skip
    assert found("state=NONSENSE") == (False, False)


@pytest.mark.parametrize(
    ("decision", "state", "event"),
    [
        ("AGAIN", "DUE", "mail.sent-again"),
        ("ARRIVED", "SENT", "mail.said-to-have-arrived"),
        ("LEAVE", "UNKNOWN", "mail.left"),
    ],
)
def test_an_unknown_mail_is_decided_on_once(
    decision: str, state: str, event: str, client: Client, write: Write
) -> None:
    mail = write(state="UNKNOWN", ended_at=NOW, claimed_at=NOW)
    path = reverse("mail", args=[mail.pk])
    assert "What do you decide?" in client.get(path).content.decode()
    for _ in range(2):
        client.post(path, {"decision": decision})
    mail.refresh_from_db()
    kept = {"DUE": "Words."}.get(state, "")
    assert (mail.state, mail.text, Event.objects.filter(event=event).count()) == (state, kept, 1)
    assert "What do you decide?" not in client.get(path).content.decode()


def test_an_address_is_written_to_again(client: Client) -> None:
    row = SuppressedAddress.objects.create(address="a@b.example", reason="REFUSED", since_at=NOW)
    assert "a@b.example" in client.get("/campaign/mail/addresses/").content.decode()
    for _ in range(2):
        client.post(reverse("mail_lift", args=[row.pk]))
    row.refresh_from_db()
    assert (row.lifted_at is not None, Event.objects.filter(event="mail.suppression-lifted").count()) == (True, 1)  # fmt: skip


def test_the_desk_says_that_mail_is_held_or_that_nothing_is_done(client: Client) -> None:
    hold_mail(by="system", at=NOW)
    Heartbeat.objects.create(at=NOW)
    desk = client.get("/campaign/").content.decode()
    said = ["All mail is held" in desk, "since 15 June 2026, 10:00" in desk]
    client.post("/campaign/mail/release/", {"waiting": "SEND"})
    assert (said, Gate.objects.get().held_at) == ([True, True], None)
    assert "Mail is not held" in client.get("/campaign/mail/release/").content.decode()


def test_readyz_says_whether_a_worker_works_and_stays_ready(db: None) -> None:
    def worker() -> object:
        return Client().get("/readyz").json()["worker"]

    before = worker()
    Heartbeat.objects.create(at="2999-01-01T00:00:00Z")
    assert (before, worker()) == (False, True)
