"""Sponsors who said “this is not my organisation”, on the campaign team's desk."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.models import Event
from organisations.models import Membership, SponsorRequest
from organisations.presenters.checks import Denial
from organisations.services.sponsorship import ask_for_changes, ask_sponsor, deny
from tests.conftest import NOW, TODAY

ClientFor = Callable[[User], Client]
HEADING = "Sponsors who say “not my organisation”, oldest first"


@pytest.fixture
def denied(complete_sign_up: Membership, lead: User) -> SponsorRequest:
    request = ask_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    deny(sponsor_request=request, comment="I work elsewhere <since May>.", at=NOW)
    request.refresh_from_db()
    return request


def desk(client: Client) -> str:
    page = html.unescape(client.get("/campaign/").content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def path(denied: SponsorRequest) -> str:
    return f"/campaign/denials/{denied.pk}/dealt-with/"


def test_the_desk_says_who_said_so_and_whom_to_help(
    denied: SponsorRequest, officer: User, client_for: ClientFor
) -> None:
    page = desk(client_for(officer))
    said = (HEADING, "Sam Sponsor, sponsor@harrowmere.example", "I work elsewhere",
            "Lena Lead, lead@harrowmere.example", "Dealt with")  # fmt: skip
    assert [text in page for text in said] == [True] * len(said)


def test_the_age_counts_working_days(denied: SponsorRequest) -> None:
    ages = [Denial.of(denied, TODAY + timedelta(days=days)).age for days in (0, 7)]
    assert ages == ["Since today", "5 working days"]


def test_dealt_with_takes_it_off_once(
    denied: SponsorRequest, officer: User, client_for: ClientFor
) -> None:
    client = client_for(officer)
    seen = []
    for _ in range(2):
        client.post(path(denied))
        denied.refresh_from_db()
        events = Event.objects.filter(event="sponsor.denial-dealt-with")
        seen.append((denied.dealt_with_at, denied.dealt_with_by, events.count()))
    assert seen[0] == seen[1] == (denied.dealt_with_at, officer, 1)
    assert (denied.dealt_with_at is None, HEADING in desk(client)) == (False, False)


def test_an_analyst_reads_it_and_has_no_button(
    denied: SponsorRequest, analyst: User, client_for: ClientFor
) -> None:
    client = client_for(analyst)
    page = desk(client)
    assert (HEADING in page, "Dealt with" in page) == (True, False)
    assert client.post(path(denied)).status_code == 403


def test_another_answer_is_nothing_to_deal_with(
    complete_sign_up: Membership, lead: User, officer: User, client_for: ClientFor
) -> None:
    request = ask_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    ask_for_changes(sponsor_request=request, comment="Shorter, please.", at=NOW)
    client = client_for(officer)
    assert (client.post(path(request)).status_code, HEADING in desk(client)) == (404, False)
    with pytest.raises(IntegrityError), transaction.atomic():
        SponsorRequest.objects.update(dealt_with_at=NOW, dealt_with_by=officer)


def test_a_closed_account_is_not_written_to(
    denied: SponsorRequest, lead: User, officer: User, client_for: ClientFor
) -> None:
    User.objects.filter(pk=lead.pk).update(is_active=False)
    page = desk(client_for(officer))
    assert ("Their account is closed" in page, lead.email in page) == (True, False)


def test_the_desk_costs_the_same_queries_at_one_and_at_three(
    denied: SponsorRequest,
    officer: User,
    lead: User,
    client_for: ClientFor,
    make_member: Callable[..., Membership],
) -> None:
    client, seen = client_for(officer), set()
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.get("/campaign/")
        seen.add(len(queries))
        member = make_member(state="CLOSED")
        member.representatives.create(user=lead, role="LEAD", job_title="Matron", since_at=NOW)
        member.sponsor_requests.create(
            name=f"Sam {number}", email="s@x.example", asked_at=NOW, expires_at=NOW,
            answer="NOT_MINE", answered_at=NOW - timedelta(days=number),
        )  # fmt: skip
    assert len(seen) == 1
    order = [request.name for request in SponsorRequest.objects.denials()]
    assert order == ["Sam 2", "Sam 1", "Sam Sponsor", "Sam 0"]
