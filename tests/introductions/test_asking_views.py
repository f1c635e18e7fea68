"""Asking for an introduction on its page, the list, and the switch."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from introductions.models import Introduction, Stop, SwitchedOff
from organisations.choices import Role
from organisations.models import Membership, Organisation
from organisations.services.membership import add_representative
from tests.conftest import NOW
from tests.introductions.conftest import ASKED, ask

pytestmark = pytest.mark.usefixtures("june")
ClientFor = Callable[[User], Client]
FORM = {"topic": "FALLS", "text": ASKED}


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def counts(answer: Any, *wanted: str) -> list[int]:
    shown = words(answer)
    return [shown.count(text) for text in wanted]


def page_of(membership: Membership) -> str:
    return f"/organisations/{membership.organisation.slug}/introduction/"


def test_an_editor_asks_and_sees_what_was_sent(
    membership: Membership,
    other_membership: Membership,
    editor: User,
    client_for: ClientFor,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    client = client_for(editor)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page_of(other_membership), FORM)
    found = Introduction.objects.get()
    assert answer["Location"] == f"/members/{membership.pk}/introductions/{found.pk}/"
    assert (found.sender, found.recipient, found.asked_by) == (membership, other_membership, editor)
    assert [message.to for message in mail.outbox] == [["lead@caldermoss.example"]]
    shown = client.get(answer["Location"])
    wanted = (ASKED, "Eddie Editor, Head of quality, Harrowmere Test NHS Trust, 15 June 2026")
    assert counts(shown, *wanted, "Sent to Caldermoss Test NHS Trust.") == [1, 1, 1]


def test_the_form_says_what_the_others_are_told(
    membership: Membership, other_membership: Membership, as_other: Client
) -> None:
    shown = as_other.get(f"{page_of(membership)}?topic=pressure-ulcers")
    wanted = (
        "They are told that you ask: Otto Other, Director of nursing, Caldermoss Test NHS Trust.",
        "We show neither of you the other’s email address.",
        "Do not write anything about a patient.",
        "For which organisation do you ask?",
    )
    assert counts(shown, *wanted) == [1, 1, 1, 0]
    assert b'<option value="PRESSURE_ULCERS" selected>' in shown.content


def test_who_acts_for_several_chooses_for_which_they_ask(
    membership: Membership,
    other_membership: Membership,
    other_lead: User,
    make_member: Callable[..., Membership],
    as_other: Client,
) -> None:
    second = make_member(name="BRAMBLE NHS TRUST")
    add_representative(
        membership=second, user=other_lead, role=Role.EDITOR, job_title="Adviser",
        by=other_lead, at=NOW,
    )  # fmt: skip
    shown = as_other.get(page_of(membership))
    assert counts(shown, "Otto Other, Adviser, Bramble NHS Trust or Otto Other, Director") == [1]
    unsaid = as_other.post(page_of(membership), FORM)
    assert counts(unsaid, "Choose the organisation for which you ask") == [2]
    as_other.post(page_of(membership), {**FORM, "sender": str(second.pk)})
    assert Introduction.objects.get().sender == second


def test_nobody_asks_in_the_name_of_a_member_they_do_not_write_for(
    membership: Membership,
    other_membership: Membership,
    viewer: User,
    make_member: Callable[..., Membership],
    client_for: ClientFor,
) -> None:
    foreign = make_member()
    client = client_for(viewer)
    data = {**FORM, "sender": str(foreign.pk)}
    assert client.post(page_of(other_membership), data).status_code == 403
    add_representative(
        membership=other_membership, user=viewer, role=Role.EDITOR, job_title="Nurse",
        by=viewer, at=NOW,
    )  # fmt: skip
    client.post(page_of(membership), data)
    assert [found.sender for found in Introduction.objects.all()] == [other_membership]


def test_an_anonymous_reader_signs_in_and_comes_back(
    membership: Membership, client: Client
) -> None:
    path = f"{page_of(membership)}?topic=falls"
    answer = client.get(path)
    assert answer["Location"] == f"/sign-in/?next={page_of(membership)}%3Ftopic%3Dfalls"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"topic": "", "text": ASKED}, "Choose a topic, or “Something else”"),
        ({"topic": "FALLS", "text": ""}, "Write your message"),
        ({"topic": "FALLS", "text": "y" * 1501}, "must be 1,500 characters or fewer (it has 1501)"),
    ],
)
def test_what_cannot_be_sent_is_kept_and_says_why(
    data: dict[str, str],
    said: str,
    membership: Membership,
    other_membership: Membership,
    as_other: Client,
) -> None:
    answer = as_other.post(page_of(membership), data)
    assert (answer.status_code, counts(answer, said)) == (200, [2])
    assert html.escape(data["text"], quote=False) in answer.content.decode()
    assert Introduction.objects.count() == 0


def test_a_limit_is_said_and_the_text_is_still_there(
    introduction: Introduction, membership: Membership, as_other: Client
) -> None:
    answer = as_other.post(page_of(membership), {"topic": "FALLS", "text": "Once more."})
    assert counts(answer, "an introduction on this topic already", "Once more.") == [1, 1]
    assert Introduction.objects.count() == 1


def switch_off(membership: Membership, user: User) -> None:
    SwitchedOff.objects.create(membership=membership, since_at=NOW, by=user)


def withdraw(membership: Membership, user: User) -> None:
    Membership.objects.filter(pk=membership.pk).update(state="WITHDRAWN", state_reason="So.")


@pytest.mark.parametrize("end", [switch_off, withdraw])
def test_who_takes_none_is_not_offered_and_the_page_says_so(
    end: Callable[[Membership, User], None],
    membership: Membership,
    other_membership: Membership,
    lead: User,
    as_other: Client,
) -> None:
    public = f"/organisations/{membership.organisation.slug}/"
    offered = as_other.get(public).content.count(page_of(membership).encode())
    end(membership, lead)
    after = as_other.get(public).content.count(page_of(membership).encode())
    shown = as_other.get(page_of(membership))
    assert (offered, after) == (1, 0)
    assert counts(shown, "takes no introductions at present", "Your message") == [1, 0]
    refused = as_other.post(page_of(membership), FORM)
    assert counts(refused, "takes no introductions at present", ASKED) == [1, 1]
    assert Introduction.objects.count() == 0


def test_ones_own_member_is_not_offered(membership: Membership, as_lead: Client) -> None:
    public = as_lead.get(f"/organisations/{membership.organisation.slug}/")
    assert public.content.count(page_of(membership).encode()) == 0
    shown = as_lead.get(page_of(membership))
    assert counts(shown, "You act for Harrowmere Test NHS Trust yourself", "Your message") == [1, 0]


def test_who_acts_for_no_member_reads_who_can_ask(
    membership: Membership, stranger: User, client_for: ClientFor
) -> None:
    shown = client_for(stranger).get(page_of(membership))
    wanted = (
        "a lead or an editor of a member can ask",
        "Sign your organisation up",
        "Your message",
    )
    assert counts(shown, *wanted) == [1, 1, 0]


@pytest.mark.parametrize("stop", ["PERSON_STOPPED", "MEMBER_STOPPED"], indirect=True)
def test_who_was_stopped_reads_so_before_they_type(
    stop: Stop, membership: Membership, as_other: Client
) -> None:
    shown = as_other.get(page_of(membership))
    wanted = ("You cannot write introductions at present", "Sign your organisation up")
    assert counts(shown, *wanted) == [1, 0]


def test_an_address_that_moved_leads_on(
    membership: Membership,
    other_membership: Membership,
    make_organisation: Callable[..., Organisation],
    as_other: Client,
) -> None:
    old = make_organisation(ods_code=None, added_by_hand=True, closed_date=NOW.date())
    Organisation.objects.filter(pk=old.pk).update(merged_into=membership.organisation)
    answer = as_other.get(f"/organisations/{old.slug}/introduction/")
    assert (answer.status_code, answer["Location"]) == (301, page_of(membership))


# The list


def rows(answer: Any) -> list[str]:
    found = re.findall(r"<tr.*?</tr>", answer.content.decode(), re.DOTALL)[1:]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in found]


def test_each_side_sees_it_in_its_own_list_with_its_own_words(
    introduction: Introduction, as_lead: Client, as_other: Client
) -> None:
    boxes = [as_lead.get("/introductions/"), as_other.get("/introductions/?box=sent")]
    empty = [as_lead.get("/introductions/?box=sent"), as_other.get("/introductions/")]
    assert ["Waits for your answer" in row for box in boxes for row in rows(box)] == [True, False]
    assert ["Waiting for an answer" in row for box in boxes for row in rows(box)] == [False, True]
    assert [rows(box) for box in empty] == [[], []]
    assert [counts(box, "Nobody has asked yet.", "not asked anybody yet.") for box in empty] == [
        [0, 1], [1, 0],
    ]  # fmt: skip
    own = f"/members/{introduction.recipient_id}/introductions/{introduction.pk}/"
    assert own in boxes[0].content.decode()


def test_a_stranger_has_an_empty_list(
    introduction: Introduction, stranger: User, client_for: ClientFor
) -> None:
    answer = client_for(stranger).get("/introductions/")
    assert (rows(answer), counts(answer, "Who can ask you")) == ([], [0])


def test_only_a_lead_is_offered_the_switch_and_each_member_once(
    membership: Membership,
    lead: User,
    editor: User,
    viewer: User,
    another_lead: Callable[[Membership], User],
    client_for: ClientFor,
) -> None:
    another_lead(membership)
    path = f"/members/{membership.pk}/introductions/switch/"
    lists = [client_for(user).get("/introductions/") for user in (lead, editor, viewer)]
    assert [shown.content.decode().count(path) for shown in lists] == [1, 0, 0]


def make_many(introduction: Introduction, number: int) -> None:
    for n in range(number):
        copy = Introduction.objects.get(pk=introduction.pk)
        day = NOW - timedelta(days=40 * (n + 1))
        copy.pk, copy.state, copy.asked_at = None, "CLOSED", day
        copy.asked_date, copy.asked_month = day.date(), day.date().replace(day=1)
        copy.save()


@pytest.mark.parametrize("box", ["", "&box=sent"])
def test_the_list_is_newest_first_on_pages_of_25(
    box: str, introduction: Introduction, as_lead: Client, as_other: Client
) -> None:
    make_many(introduction, 26)
    client = as_other if box else as_lead
    pages = [client.get(f"/introductions/?page={n}{box}") for n in (1, 2, 3)]
    assert [page.status_code for page in pages] == [200, 200, 404]
    assert [len(rows(page)) for page in pages[:2]] == [25, 2]
    assert "15 June 2026" in rows(pages[0])[0]
    following = "?box=sent&amp;page=2" if box else "?page=2"
    assert [page.content.count(f'"{following}"'.encode()) for page in pages[:2]] == [1, 0]


def test_the_list_costs_the_same_queries_at_one_row_and_at_three(
    introduction: Introduction, as_lead: Client
) -> None:
    seen = []
    as_lead.get("/introductions/")
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            as_lead.get("/introductions/")
        seen.append(len(queries))
        if len(seen) == 1:
            make_many(introduction, 2)
    assert seen[0] == seen[1]


def test_the_dashboard_says_how_many_wait(
    introduction: Introduction,
    membership: Membership,
    as_lead: Client,
    viewer: User,
    client_for: ClientFor,
    other_membership: Membership,
    other_lead: User,
) -> None:
    one = counts(as_lead.get("/dashboard/"), "other members : 1 waits for your answer")
    ask(other_membership, membership, other_lead, topic="AKI")
    two = counts(as_lead.get("/dashboard/"), "other members : 2 wait for your answer")
    # A viewer cannot answer, and a withdrawn member neither.
    none = counts(client_for(viewer).get("/dashboard/"), "other members", "for your answer")
    withdraw(membership, viewer)
    left = counts(as_lead.get("/dashboard/"), "for your answer")
    assert (one, two, none, left) == ([1], [1], [1, 0], [0])


# The switch


def test_a_lead_switches_them_off_and_on(membership: Membership, as_lead: Client) -> None:
    path = f"/members/{membership.pk}/introductions/switch/"
    seen = []
    for to in ("off", "on"):
        answer = as_lead.post(path, {"to": to})
        shown = as_lead.get(answer["Location"])
        seen.append(counts(shown, "Saved.", "Take introductions again", "Switch introductions off"))
        seen.append(
            counts(as_lead.get("/introductions/"), "takes no introductions", "takes introductions")
        )
    assert seen == [[1, 1, 0], [1, 0], [1, 0, 1], [0, 1]]
    assert SwitchedOff.objects.count() == 0
