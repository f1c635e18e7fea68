"""The conversation with the campaign team on its pages."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from organisations.models import Membership, Message
from organisations.services import advice
from tests.conftest import NOW

ClientFor = Callable[[User], Client]
QUESTION = "Is <b>50%</b> in a year too bold?"


def words(answer: Any) -> str:
    """What a reader sees, without the markup."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def counts(answer: Any, *wanted: str) -> list[int]:
    shown = words(answer)
    return [shown.count(text) for text in wanted]


@pytest.fixture
def as_lead(lead: User, client_for: ClientFor) -> Client:
    return client_for(lead)


@pytest.fixture
def as_officer(officer: User, client_for: ClientFor) -> Client:
    return client_for(officer)


@pytest.fixture
def asked(membership: Membership, lead: User) -> Message:
    return advice.write_to_campaign(membership=membership, text=QUESTION, by=lead, at=NOW)


def kinds() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


# The member's side


@pytest.mark.parametrize("role", ["lead", "editor"])
def test_who_may_edit_asks_and_sees_the_question_below(
    role: str, membership: Membership, client_for: ClientFor, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(role)
    client = client_for(user)
    answer = client.post(f"/advice/{membership.pk}/", {"text": QUESTION})
    shown = client.get(answer["Location"])
    assert (answer["Location"], kinds()) == (f"/advice/{membership.pk}/", ["QUESTION"])
    wanted = (QUESTION, f"{user.full_name}, ", "Sent. We will write to you when we have answered.")
    assert counts(shown, *wanted) == [1, 1, 1]


def test_a_viewer_reads_and_has_no_box(asked: Message, viewer: User, client_for: ClientFor) -> None:
    answer = client_for(viewer).get(f"/advice/{asked.membership_id}/")
    assert (words(answer).count(QUESTION), answer.content.count(b"<textarea")) == (1, 0)


def test_a_viewer_is_told_that_nothing_was_asked(
    membership: Membership, viewer: User, client_for: ClientFor
) -> None:
    answer = client_for(viewer).get(f"/advice/{membership.pk}/")
    assert counts(answer, "Nothing has been asked yet.") == [1]


def test_the_conversation_is_in_time_order_with_names_and_dates(
    asked: Message, officer: User, as_lead: Client
) -> None:
    advice.answer_member(membership=asked.membership, text="Not at all.", by=officer, at=NOW)
    advice.write_to_campaign(membership=asked.membership, text="Thanks!", by=asked.author, at=NOW)
    advice.mark_read(membership=asked.membership, by=officer, at=NOW)
    shown = words(as_lead.get(f"/advice/{asked.membership_id}/"))
    wanted = [
        f"Lena Lead, 15 June 2026 {QUESTION}",
        "Ola Officer, campaign team, 15 June 2026 Not at all.",
        "Lena Lead, 15 June 2026 Thanks!",
        "Ola Officer, campaign team, 15 June 2026 Read. There was nothing to answer.",
    ]
    places = [shown.find(text) for text in wanted]
    assert (places == sorted(places), -1 in places) == (True, False)


def test_the_box_says_to_write_nothing_about_a_patient(
    membership: Membership, as_lead: Client
) -> None:
    answer = as_lead.get(f"/advice/{membership.pk}/")
    assert counts(answer, "Do not write anything about a patient.") == [1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" ", "Write your message"),
        ("y" * 3001, "Your message must be 3,000 characters or fewer (it has 3001)"),
    ],
)
def test_what_cannot_be_sent_is_kept_and_says_why(
    text: str, said: str, membership: Membership, as_lead: Client
) -> None:
    answer = as_lead.post(f"/advice/{membership.pk}/", {"text": text})
    assert (answer.status_code, counts(answer, said, "y" * 3001)) == (
        200,
        [2, 1 if text.strip() else 0],
    )
    assert kinds() == []


def test_a_double_click_asks_once_and_mails_once(
    membership: Membership, as_lead: Client, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            as_lead.post(f"/advice/{membership.pk}/", {"text": QUESTION})
    assert (kinds(), len(mail.outbox)) == (["QUESTION"], 1)


def test_before_the_sponsor_confirmed_the_page_says_that_the_draft_is_not_read(
    sign_up: Membership, as_lead: Client
) -> None:
    said = "cannot read a sign-up before your sponsor has confirmed it"
    before = counts(as_lead.get(f"/advice/{sign_up.pk}/"), said)
    Membership.objects.update(sponsor_confirmed_at=NOW)
    assert (before, counts(as_lead.get(f"/advice/{sign_up.pk}/"), said)) == ([1], [0])


@pytest.mark.parametrize(("state", "back"), [("DRAFT", "/sign-up/{}/"), ("ACTIVE", "/dashboard/")])
def test_back_leads_to_where_the_member_works(
    state: str, back: str, membership: Membership, as_lead: Client
) -> None:
    Membership.objects.update(state=state)
    answer = as_lead.get(f"/advice/{membership.pk}/")
    assert (answer.context_data or {})["back_url"] == back.format(membership.pk)


@pytest.mark.parametrize("path", ["/dashboard/", "/sign-up/{}/"])
def test_an_active_member_finds_the_way(path: str, membership: Membership, as_lead: Client) -> None:
    shown = as_lead.get(path.format(membership.pk)).content.decode()
    assert shown.count(f'href="/advice/{membership.pk}/"') == 1


@pytest.mark.parametrize("path", ["/sign-up/{}/", "/sign-up/{}/check/"])
def test_a_sign_up_finds_the_way_and_goes_on_without_an_answer(
    path: str, complete_sign_up: Membership, as_lead: Client
) -> None:
    shown = as_lead.get(path.format(complete_sign_up.pk)).content.decode()
    as_lead.post(f"/advice/{complete_sign_up.pk}/", {"text": QUESTION})
    as_lead.post(f"/sign-up/{complete_sign_up.pk}/check/")
    complete_sign_up.refresh_from_db()
    assert (shown.count(f'href="/advice/{complete_sign_up.pk}/"'), complete_sign_up.state) == (
        1,
        "AWAITING_SPONSOR",
    )


def test_a_long_conversation_costs_no_more_queries(
    asked: Message, membership: Membership, editor: User, officer: User, as_lead: Client
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            as_lead.get(f"/advice/{membership.pk}/")
        return len(captured)

    few = queries()
    for user in (editor, officer):
        membership.messages.create(kind="ANSWER", text="Words.", author=user, at=NOW)
    assert queries() == few


# The campaign team's side


@pytest.mark.parametrize(("role", "boxes"), [("officer", 1), ("administrator", 1), ("analyst", 0)])
def test_the_campaign_team_reads_and_those_who_work_the_queue_write(
    role: str,
    boxes: int,
    asked: Message,
    client_for: ClientFor,
    request: pytest.FixtureRequest,
) -> None:
    answer = client_for(request.getfixturevalue(role)).get(
        f"/campaign/advice/{asked.membership_id}/"
    )
    assert (words(answer).count(QUESTION), answer.content.count(b"<textarea")) == (1, boxes)


def test_an_analyst_writes_nothing(asked: Message, analyst: User, client_for: ClientFor) -> None:
    client = client_for(analyst)
    path = f"/campaign/advice/{asked.membership_id}/"
    statuses = [
        client.post(path, {"text": "No."}).status_code,
        client.post(f"{path}read/").status_code,
    ]
    assert (statuses, kinds()) == ([403, 403], ["QUESTION"])


def test_an_officer_answers(asked: Message, as_officer: Client) -> None:
    path = f"/campaign/advice/{asked.membership_id}/"
    answer = as_officer.post(path, {"text": "Not at all."})
    shown = as_officer.get(answer["Location"])
    assert (answer["Location"], kinds()) == (path, ["QUESTION", "ANSWER"])
    said = ("Sent to Harrowmere Test NHS Trust.", "Not at all.", "Read, nothing to answer")
    assert counts(shown, *said) == [1, 1, 0]


def test_an_officer_takes_thanks_off_the_desk(asked: Message, as_officer: Client) -> None:
    path = f"/campaign/advice/{asked.membership_id}/"
    offered = counts(as_officer.get(path), "Read, nothing to answer")
    answers = [as_officer.post(f"{path}read/") for _ in range(2)]
    assert (offered, [a["Location"] for a in answers]) == ([1], ["/campaign/", "/campaign/"])
    assert kinds() == ["QUESTION", "READ"]


def test_a_conversation_that_nobody_began_is_not_found(
    membership: Membership, as_officer: Client
) -> None:
    path = f"/campaign/advice/{membership.pk}/"
    assert [
        as_officer.get(path).status_code,
        as_officer.post(path, {"text": "Hello"}).status_code,
    ] == [
        404,
        404,
    ]
    assert kinds() == []


def test_a_lead_of_another_member_neither_reads_nor_writes(
    asked: Message, other_lead: User, client_for: ClientFor
) -> None:
    client = client_for(other_lead)
    paths = [f"/advice/{asked.membership_id}/", f"/campaign/advice/{asked.membership_id}/"]
    answers = [a for p in paths for a in (client.get(p), client.post(p, {"text": "Hello"}))]
    assert [(a.status_code, QUESTION in words(a)) for a in answers] == [(404, False)] * 4
    assert kinds() == ["QUESTION"]


def test_somebody_who_no_longer_acts_for_the_member_reads_nothing(
    asked: Message, lead: User, as_lead: Client, another_lead: Callable[[Membership], User]
) -> None:
    another_lead(asked.membership)
    asked.membership.representatives.filter(user=lead).delete()
    answer = as_lead.get(f"/advice/{asked.membership_id}/")
    assert (answer.status_code, QUESTION in words(answer)) == (404, False)
