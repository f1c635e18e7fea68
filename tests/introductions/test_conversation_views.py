"""The conversation on its pages, from both sides."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from introductions.models import Introduction, IntroductionReport
from organisations.models import Membership
from tests.introductions.conftest import ANSWERED, ASKED, state_of
from tests.introductions.test_asking_views import counts, words

pytestmark = pytest.mark.usefixtures("june")
BUTTONS = ("Send to", "Say kindly", "Take this back", "Close this conversation", "Report this")


def path_of(introduction: Introduction, side: Membership, part: str = "") -> str:
    return f"/members/{side.pk}/introductions/{introduction.pk}/{part}"


def test_the_recipient_answers_and_both_go_on(
    introduction: Introduction, as_lead: Client, as_other: Client
) -> None:
    ours = path_of(introduction, introduction.recipient)
    theirs = path_of(introduction, introduction.sender)
    answer = as_lead.post(ours, {"text": ANSWERED})
    assert (answer["Location"], state_of(introduction)) == (ours, "ANSWERED")
    as_other.post(theirs, {"text": "Thank you!"})
    shown = words(as_lead.get(ours))
    places = [shown.find(text) for text in (ASKED, ANSWERED, "Thank you!")]
    assert (places == sorted(places), -1 in places) == (True, False)


@pytest.mark.parametrize(
    ("state", "recipient", "sender"),
    [
        ("SENT", [1, 1, 0, 0, 1], [0, 0, 1, 0, 0]),
        ("ANSWERED", [1, 0, 0, 1, 1], [1, 0, 0, 1, 0]),
        ("DECLINED", [0, 0, 0, 0, 1], [0, 0, 0, 0, 0]),
        ("CLOSED", [0, 0, 0, 0, 1], [0, 0, 0, 0, 0]),
        ("REPORTED", [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]),
        ("STOPPED", [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]),
    ],
)
def test_each_side_is_offered_what_it_can_do(
    state: str,
    recipient: list[int],
    sender: list[int],
    introduction: Introduction,
    as_lead: Client,
    as_other: Client,
) -> None:
    Introduction.objects.update(state=state)
    shown = [
        as_lead.get(path_of(introduction, introduction.recipient)),
        as_other.get(path_of(introduction, introduction.sender)),
    ]
    assert [counts(page, *BUTTONS) for page in shown] == [recipient, sender]
    assert [counts(page, ASKED) for page in shown] == [[1], [1]]


def test_a_viewer_reads_and_is_offered_nothing(
    introduction: Introduction, viewer: User, client_for: Callable[[User], Client]
) -> None:
    shown = client_for(viewer).get(path_of(introduction, introduction.recipient))
    assert counts(shown, ASKED, *BUTTONS) == [1, 0, 0, 0, 0, 0]
    assert counts(shown, "A lead or an editor of Harrowmere Test NHS Trust can write here.") == [1]


def test_no_page_shows_an_address_or_makes_a_link_of_text(
    introduction: Introduction, as_lead: Client, lead: User, other_lead: User
) -> None:
    introduction.messages.update(text="See https://evil.example/ and <a href='/x'>this</a>")
    page = as_lead.get(path_of(introduction, introduction.recipient)).content.decode()
    assert [page.count(user.email) for user in (lead, other_lead)] == [0, 0]
    assert re.findall(r'href="[^"]*evil[^"]*"', page) + re.findall("<a href='/x'", page) == []
    assert page.count("https://evil.example/ and &lt;a href=") == 1


def test_a_conversation_is_not_found_under_somebody_elses_member(
    introduction: Introduction, as_lead: Client
) -> None:
    theirs = as_lead.get(path_of(introduction, introduction.sender))
    assert (theirs.status_code, ASKED in words(theirs)) == (404, False)


def test_what_cannot_be_sent_now_is_kept_and_says_why(
    introduction: Introduction, as_lead: Client
) -> None:
    Introduction.objects.update(state="CLOSED")
    answer = as_lead.post(path_of(introduction, introduction.recipient), {"text": "Hello again"})
    wanted = ("Nothing can be written here now.", "Hello again")
    assert counts(answer, *wanted) == [1, 1]


def test_an_empty_message_is_asked_for(introduction: Introduction, as_lead: Client) -> None:
    answer = as_lead.post(path_of(introduction, introduction.recipient), {"text": " "})
    assert counts(answer, "Write your message") == [2]


def test_declining_leads_back_and_thanks(introduction: Introduction, as_lead: Client) -> None:
    path = path_of(introduction, introduction.recipient, "decline/")
    assert counts(as_lead.get(path), "you need give no reason") == [1]
    answer = as_lead.post(path, {"text": "Perhaps next year."})
    shown = as_lead.get(answer["Location"])
    assert counts(shown, "We told Caldermoss Test NHS Trust.", "Perhaps next year.") == [1, 1]
    assert state_of(introduction) == "DECLINED"


def test_declining_what_went_on_meanwhile_keeps_the_words(
    answered: Introduction, as_lead: Client
) -> None:
    answer = as_lead.post(path_of(answered, answered.recipient, "decline/"), {"text": "Sorry."})
    assert counts(answer, "has gone on meanwhile", "Sorry.") == [1, 1]


def test_who_asked_cannot_decline(introduction: Introduction, as_other: Client) -> None:
    answer = as_other.post(path_of(introduction, introduction.sender, "decline/"))
    assert (answer.status_code, state_of(introduction)) == (404, "SENT")


def test_closing_is_by_a_press_and_a_late_press_says_why_not(
    introduction: Introduction, as_lead: Client, as_other: Client
) -> None:
    early = as_lead.post(path_of(introduction, introduction.recipient, "close/"))
    said = counts(as_lead.get(early["Location"]), "This introduction cannot be closed now.")
    as_other.post(path_of(introduction, introduction.sender, "close/"))
    assert (said, state_of(introduction)) == ([1], "CLOSED")


def report_path(introduction: Introduction, side: Membership) -> str:
    return path_of(introduction, side, f"messages/{introduction.messages.get().pk}/report/")


def test_reporting_says_who_reads_what(introduction: Introduction, as_lead: Client) -> None:
    path = report_path(introduction, introduction.recipient)
    wanted = (ASKED, "will read this whole conversation, and no other")
    assert counts(as_lead.get(path), *wanted) == [1, 1]
    answer = as_lead.post(path, {"reason": "It sells something."})
    shown = as_lead.get(answer["Location"])
    assert counts(shown, "Thank you for telling us.", "Until it has decided") == [1, 1]
    found = IntroductionReport.objects.get()
    assert (found.reason, state_of(introduction)) == ("It sells something.", "REPORTED")


def test_ones_own_side_is_not_reported(introduction: Introduction, as_other: Client) -> None:
    answer = as_other.post(report_path(introduction, introduction.sender), {"reason": "Oops."})
    assert (answer.status_code, state_of(introduction)) == (404, "SENT")


def test_a_report_that_comes_late_says_so(introduction: Introduction, as_lead: Client) -> None:
    Introduction.objects.update(state="STOPPED")
    path = report_path(introduction, introduction.recipient)
    answer = as_lead.post(path, {"reason": "It sells."})
    assert counts(answer, "reads this conversation already", "It sells.") == [1, 1]


def test_what_was_erased_says_so(introduction: Introduction, as_lead: Client) -> None:
    introduction.messages.update(text="", author_role="")
    shown = as_lead.get(path_of(introduction, introduction.recipient))
    assert counts(shown, "These words were removed", "Otto Other, Caldermoss Test") == [1, 1]


def test_a_viewer_sends_nothing(
    introduction: Introduction, viewer: User, client_for: Callable[[User], Client]
) -> None:
    answer = client_for(viewer).post(
        path_of(introduction, introduction.recipient), {"text": ANSWERED}
    )
    assert (answer.status_code, introduction.messages.count()) == (403, 1)


def test_what_was_typed_after_the_session_ended_comes_back(
    introduction: Introduction, lead: User, client_for: Callable[[User], Client]
) -> None:
    client, path = client_for(lead), path_of(introduction, introduction.recipient)
    mark = re.findall(r'name="author" value="([^"]*)"', client.get(path).content.decode())
    client.cookies.clear()
    assert client.post(path, {"text": ANSWERED, "author": mark[0]}).status_code == 302
    kept = client.session["kept_text"]
    assert (list(kept), introduction.messages.count()) == ([path], 1)
