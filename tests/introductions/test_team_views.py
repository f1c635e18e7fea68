"""The campaign team's side: the desk, one reported conversation, stops."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from introductions.models import Introduction, IntroductionReport, Stop
from introductions.services import safeguards
from organisations.models import Membership
from tests.conftest import NOW
from tests.introductions.conftest import ASKED, ask, state_of
from tests.introductions.test_asking_views import counts, rows

pytestmark = pytest.mark.usefixtures("june")
Decide = Callable[[str], IntroductionReport]


def path_of(report: IntroductionReport) -> str:
    return f"/campaign/introductions/{report.pk}/"


def test_an_officer_reads_it_and_lets_it_go_on(
    report: IntroductionReport, introduction: Introduction, as_officer: Client
) -> None:
    shown = as_officer.get(path_of(report))
    wanted = (ASKED, "It sells something.", "on 15 June 2026 by Lena Lead")
    assert counts(shown, *wanted) == [1, 1, 1]
    answer = as_officer.post(
        path_of(report), {"outcome": "NOTHING_WRONG", "decision": "It asks a question."}
    )
    assert (answer["Location"], state_of(introduction)) == ("/campaign/", "SENT")


def test_once_decided_the_team_reads_it_no_more(
    decide: Decide, report: IntroductionReport, as_officer: Client
) -> None:
    decide("NOTHING_WRONG")
    shown = as_officer.get(path_of(report))
    wanted = ("Decided on 15 June 2026", "Sales go elsewhere.", ASKED, "It sells something.")
    assert counts(shown, *wanted) == [1, 1, 0, 0]
    late = as_officer.post(path_of(report), {"outcome": "PERSON_STOPPED", "decision": "No."})
    assert (counts(late, "This was decided a moment ago."), Stop.objects.count()) == ([1], 0)


def test_a_decision_without_a_reason_comes_back(
    report: IntroductionReport, as_officer: Client
) -> None:
    answer = as_officer.post(path_of(report), {"decision": ""})
    assert counts(answer, "Choose what you decide", "Say why, in words") == [2, 2]


def test_no_address_is_shown_to_the_team_either(
    report: IntroductionReport, as_officer: Client, lead: User, other_lead: User
) -> None:
    page = as_officer.get(path_of(report)).content.decode()
    assert [page.count(user.email) for user in (lead, other_lead)] == [0, 0]


def test_stops_are_listed_and_lifted(stop: Stop, as_officer: Client, other_lead: User) -> None:
    desk = as_officer.get("/campaign/")
    assert counts(desk, "1 person or member writes no introductions at present") == [1]
    assert counts(as_officer.get("/campaign/introductions/stops/"), "Otto Other", "Sales go") == [
        2, 1,
    ]  # fmt: skip
    path = f"/campaign/introductions/stops/{stop.pk}/lift/"
    assert counts(as_officer.get(path), "Otto Other") == [1]
    assert counts(as_officer.post(path, {"reason": ""}), "Say a word to them") == [2]
    answer = as_officer.post(path, {"reason": "Thank you for the talk."})
    shown = as_officer.get(answer["Location"])
    wanted = ("They can write introductions again.", "Everybody can write.", "Otto Other")
    assert counts(shown, *wanted) == [1, 1, 0]
    assert as_officer.get(path).status_code == 404


@pytest.mark.parametrize("stop", ["MEMBER_STOPPED"], indirect=True)
def test_a_stopped_member_is_listed_by_its_name(stop: Stop, as_officer: Client) -> None:
    shown = as_officer.get("/campaign/introductions/stops/")
    assert counts(shown, "Caldermoss Test NHS Trust", "Otto Other") == [2, 0]


# The desk


def reported(answer: Any) -> list[str]:
    return [row for row in rows(answer) if "Caldermoss" in row and "working day" in row]


def test_the_desk_shows_reports_oldest_first_with_their_age_and_no_words(
    membership: Membership,
    other_membership: Membership,
    lead: User,
    other_lead: User,
    as_officer: Client,
) -> None:
    for topic, days in (("AKI", 3), ("FALLS", 7)):
        made = ask(other_membership, membership, other_lead, topic=topic)
        safeguards.report(
            message=made.messages.get(), reason="Sells.", by=lead, at=NOW - timedelta(days=days)
        )
    desk = as_officer.get("/campaign/")
    pair = "Caldermoss Test NHS Trust and Harrowmere Test NHS Trust"
    assert [re.findall(r"\d+ working days?", row) for row in reported(desk)] == [
        ["5 working days"], ["1 working day"],
    ]  # fmt: skip
    assert counts(desk, "2 reported conversations to read, oldest first", pair) == [1, 2]
    assert counts(desk, ASKED, "Sells.", "Nothing waits for you") == [0, 0, 0]


def test_an_analyst_sees_that_it_waits_and_cannot_open_it(
    report: IntroductionReport, analyst: User, client_for: Callable[[User], Client]
) -> None:
    desk = client_for(analyst).get("/campaign/")
    assert counts(desk, "1 reported conversation to read") == [1]
    assert desk.content.count(path_of(report).encode()) == 0


def test_a_decided_report_is_off_the_desk(decide: Decide, as_officer: Client) -> None:
    decide("NOTHING_WRONG")
    desk = as_officer.get("/campaign/")
    assert counts(desk, "reported conversation", "Nothing waits for you") == [0, 1]


def test_the_desk_says_how_many_more_there_are(
    report: IntroductionReport,
    membership: Membership,
    other_membership: Membership,
    lead: User,
    other_lead: User,
    as_officer: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("reports.views.WAITING_SHOWN", 1)
    second = ask(membership, other_membership, lead, topic="AKI")
    safeguards.report(message=second.messages.get(), reason="Sells.", by=other_lead, at=NOW)
    desk = as_officer.get("/campaign/")
    assert counts(desk, "2 reported conversations", "These are the 1 oldest.") == [1, 1]


def test_the_desk_costs_the_same_queries_at_one_report_and_at_three(
    report: IntroductionReport,
    membership: Membership,
    other_membership: Membership,
    lead: User,
    other_lead: User,
    as_officer: Client,
) -> None:
    seen = []
    as_officer.get("/campaign/")
    for topics in (("AKI", "VTE"), ()):
        with CaptureQueriesContext(connection) as queries:
            as_officer.get("/campaign/")
        seen.append(len(queries))
        for topic in topics:
            made = ask(other_membership, membership, other_lead, topic=topic)
            safeguards.report(message=made.messages.get(), reason="Sells.", by=lead, at=NOW)
    assert seen[0] == seen[1]
