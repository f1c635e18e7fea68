"""The audit trail: what it holds, and that nothing in it can be changed."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from audit.models import Event
from audit.services import SYSTEM, key, record
from organisations.models import Membership
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def refused(sql: str) -> str:
    with (
        pytest.raises(DatabaseError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    return str(error.value).splitlines()[0]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET actor = 'somebody else'",
        "UPDATE audit_event SET details = '{}' WHERE event = 'test.happened'",
        "DELETE FROM audit_event",
        "DELETE FROM audit_event WHERE event = 'test.happened'",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_an_event(sql: str) -> None:
    record("test.happened", by=SYSTEM, subject=SYSTEM, at=NOW)
    assert refused(sql) == "audit events are append-only"


def test_the_event_is_still_there_after_it_was_refused() -> None:
    record("test.happened", by=SYSTEM, subject=SYSTEM, at=NOW, why="because")
    refused("DELETE FROM audit_event")
    assert list(Event.objects.values_list("event", "details")) == [
        ("test.happened", {"why": "because"})
    ]


def test_an_event_names_who_did_what_to_what(lead: User) -> None:
    event = record("test.happened", by=lead, subject="membership", at=NOW)
    assert (event.actor, event.subject, event.at) == (f"accounts.user:{lead.pk}", "membership", NOW)


def test_things_are_named_by_model_and_number(lead: User) -> None:
    assert (key(lead), key("command line")) == (f"accounts.user:{lead.pk}", "command line")


def test_an_event_reads_as_when_what_and_whom() -> None:
    event = record("test.happened", by=SYSTEM, subject="accounts.user:7", at=NOW)
    assert str(event) == "2026-06-15 10:00 test.happened accounts.user:7"


def test_events_about_a_subject_come_oldest_first(lead: User, editor: User) -> None:
    subject = "organisations.membership:1"
    record("test.second", by=lead, subject=subject, at=NOW + timedelta(days=1))
    record("test.first", by=lead, subject=subject, at=NOW)
    record("test.other", by=lead, subject=editor, at=NOW)
    assert [e.event for e in Event.objects.about(subject)] == ["test.first", "test.second"]


def test_an_event_outside_a_request_has_no_request_id() -> None:
    assert record("test.happened", by=SYSTEM, subject=SYSTEM, at=NOW).request_id == ""


def test_an_event_carries_the_id_of_the_request_that_caused_it(
    sign_up: Membership, lead: User, client_for: Callable[[User], Client], settings: Settings
) -> None:
    settings.DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True
    asked = str(uuid.uuid4())
    client_for(lead).post(
        f"/sign-up/{sign_up.pk}/plan/", {"intention": "NOT_NOW"}, headers={"x-request-id": asked}
    )
    event = Event.objects.get(event="membership.plan-intention-stated")
    assert (event.request_id, event.actor) == (asked, f"accounts.user:{lead.pk}")


def test_nobody_outside_chooses_the_request_id(
    sign_up: Membership, lead: User, client_for: Callable[[User], Client]
) -> None:
    client_for(lead).post(
        f"/sign-up/{sign_up.pk}/plan/",
        {"intention": "NOT_NOW"},
        headers={"x-request-id": "x" * 500},
    )
    event = Event.objects.get(event="membership.plan-intention-stated")
    assert str(uuid.UUID(event.request_id)) == event.request_id


def test_events_of_one_request_share_its_id(
    complete_sign_up: Membership, lead: User, client_for: Callable[[User], Client]
) -> None:
    client_for(lead).post(f"/sign-up/{complete_sign_up.pk}/check/")
    ids = Event.objects.filter(event__in=["sponsor.asked", "membership.state-changed"])
    assert ids.values("request_id").distinct().count() == 1
