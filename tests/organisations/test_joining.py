"""Asking to join a team, and the answer."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from organisations.choices import Role
from organisations.models import JoinRequest, Membership
from organisations.services import joining
from organisations.services.invitations import AlreadyOnTheTeam
from organisations.services.membership import WrongState
from tests.conftest import NOW
from tests.organisations.mails import told

ClientFor = Callable[[User], Client]
CODE = re.compile(r"Your code is (\d{6})")


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def ask(membership: Membership, user: User) -> JoinRequest:
    return joining.ask_to_join(
        membership=membership, by=user, full_name=user.full_name, job_title="Midwife", at=NOW
    )


@pytest.fixture
def asked(membership: Membership, stranger: User) -> JoinRequest:
    return ask(membership, stranger)


def role_of(membership: Membership, user: User) -> list[str]:
    return list(membership.representatives.filter(user=user).values_list("role", flat=True))


def test_every_lead_is_asked(membership: Membership, stranger: User, editor: User) -> None:
    membership.representatives.filter(user=editor).update(role=Role.LEAD)
    with told() as mails:
        ask(membership, stranger)
    subject = "Sasha Stranger asks to join your team"
    assert mails == [("editor", subject), ("lead", subject)]
    assert "stranger@elsewhere.example" in str(mail.outbox[0].body)


def test_asking_twice_is_asking_once(
    asked: JoinRequest, membership: Membership, stranger: User
) -> None:
    with told() as mails:
        assert ask(membership, stranger) == asked
    assert (mails, JoinRequest.objects.count()) == ([], 1)


def test_the_database_keeps_one_open_request(asked: JoinRequest) -> None:
    asked.pk = None
    with pytest.raises(IntegrityError):
        asked.save(force_insert=True)


def test_who_is_on_the_team_does_not_ask(membership: Membership, viewer: User) -> None:
    with pytest.raises(AlreadyOnTheTeam):
        ask(membership, viewer)


@pytest.mark.parametrize("state", ["WITHDRAWN", "SUCCEEDED", "CLOSED"])
def test_there_is_no_team_to_join(
    state: str, make_member: Callable[..., Membership], stranger: User
) -> None:
    with pytest.raises(WrongState):
        ask(make_member(state=state), stranger)


def test_accepting_gives_a_role_and_a_word(
    asked: JoinRequest, membership: Membership, lead: User, stranger: User
) -> None:
    with told() as mails:
        joining.accept_request(
            join_request=asked, role=Role.VIEWER, reply="Good to have you.", by=lead, at=NOW
        )
    assert role_of(membership, stranger) == ["VIEWER"]
    assert mails == [("stranger", f"Welcome to the team of {membership.organisation}")]
    assert "Lena Lead wrote:\n\nGood to have you." in str(mail.outbox[0].body)


def test_declining_tells_the_person_alone(
    asked: JoinRequest, membership: Membership, lead: User, stranger: User
) -> None:
    with told() as mails:
        joining.decline_request(join_request=asked, reply="", by=lead, at=NOW)
    assert mails == [("stranger", f"About joining the team of {membership.organisation}")]
    assert "wrote:" not in str(mail.outbox[0].body)
    assert (role_of(membership, stranger), membership.join_requests.open().count()) == ([], 0)


def test_of_two_answers_the_first_stands(
    asked: JoinRequest, membership: Membership, lead: User, stranger: User
) -> None:
    joining.decline_request(join_request=asked, reply="", by=lead, at=NOW)
    with pytest.raises(joining.AlreadyAnswered):
        joining.accept_request(join_request=asked, role=Role.LEAD, reply="", by=lead, at=NOW)
    assert role_of(membership, stranger) == []


def test_a_declined_person_can_ask_again(
    asked: JoinRequest, membership: Membership, lead: User, stranger: User
) -> None:
    joining.decline_request(join_request=asked, reply="", by=lead, at=NOW)
    assert ask(membership, stranger).pk != asked.pk


def test_a_person_asks_ten_teams_at_most(
    make_member: Callable[..., Membership], stranger: User, client_for: ClientFor
) -> None:
    for _ in range(10):
        ask(make_member(), stranger)
    client, slug = client_for(stranger), make_member().organisation.slug
    client.post(f"/ask-to-join/{slug}/", {"full_name": "Sasha", "job_title": "Nurse"})
    answer = client.post("/ask-to-join/", follow=True)
    assert "You have asked many teams. Please wait for their answers." in words(answer)
    assert JoinRequest.objects.count() == 10


def test_a_team_is_asked_three_times_a_month(
    membership: Membership, stranger: User, lead: User
) -> None:
    for _ in range(3):
        joining.decline_request(join_request=ask(membership, stranger), reply="", by=lead, at=NOW)
    with pytest.raises(joining.AskedTooOften, match="3 times this month"):
        ask(membership, stranger)


# The desk's list


def desk(days: int = 5) -> list[int]:
    before = NOW - timedelta(days=days)
    return [request.pk for request in JoinRequest.objects.for_desk(asked_before=before)]


def test_the_desk_shows_what_waits_long_or_has_no_lead(
    asked: JoinRequest, make_member: Callable[..., Membership], stranger: User, lead: User
) -> None:
    nobody = ask(make_member(state="DRAFT"), stranger)
    dead = make_member()
    dead.representatives.create(user=lead, role="EDITOR", job_title="Nurse", since_at=NOW)
    without = ask(dead, stranger)
    assert desk() == [nobody.pk, without.pk]
    assert desk(days=-1) == [asked.pk, nobody.pk, without.pk]


def test_a_lead_who_cannot_sign_in_answers_nothing(asked: JoinRequest, lead: User) -> None:
    assert desk() == []
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert desk() == [asked.pk]


def test_an_answered_request_leaves_the_desk(asked: JoinRequest, lead: User) -> None:
    joining.decline_request(join_request=asked, reply="", by=lead, at=NOW)
    assert desk(days=-1) == []


# Pages


def test_the_desk_counts_the_requests_that_it_has_no_room_for(
    make_member: Callable[..., Membership],
    stranger: User,
    officer: User,
    client_for: ClientFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("reports.views.WAITING_SHOWN", 2)
    for _ in range(2):
        ask(make_member(state="DRAFT"), stranger)
    client, more = client_for(officer), "These are the first 2 of 3."
    before = client.get("/campaign/").content.decode().count(more)
    ask(make_member(state="DRAFT"), stranger)
    page = client.get("/campaign/").content.decode()
    section = page.partition('id="join-requests"')[2].partition("</section>")[0]
    assert (before, more in section) == (0, True)


@pytest.mark.parametrize("state", ["DRAFT", "AWAITING_SPONSOR", "ACTIVE", "PAUSED"])
def test_the_search_leads_to_the_team(
    state: str, make_member: Callable[..., Membership], client: Client
) -> None:
    slug = make_member(state=state, name="OLDMERE TRUST").organisation.slug
    page = client.get("/sign-up/organisation/?q=oldmere").content.decode()
    assert f'href="/ask-to-join/{slug}/"' in page


@pytest.mark.parametrize("state", ["WITHDRAWN", "SUCCEEDED", "CLOSED"])
def test_the_search_leads_to_no_team_that_has_ended(
    state: str, make_member: Callable[..., Membership], client: Client
) -> None:
    slug = make_member(state=state, name="OLDMERE TRUST").organisation.slug
    page = client.get("/sign-up/organisation/?q=oldmere").content.decode()
    assert "/ask-to-join/" not in page
    assert client.get(f"/ask-to-join/{slug}/").status_code == 404


def test_a_person_without_an_account_asks(membership: Membership, client: Client) -> None:
    path = f"/ask-to-join/{membership.organisation.slug}/"
    data = {"full_name": "Asha Asks", "job_title": "Midwife", "email": "asha@harrowmere.example"}
    with told():
        answer = client.post(path, data)
    code = CODE.search(str(mail.outbox[0].body))
    back = client.post(answer["Location"], {"code": code[1] if code else ""})
    assert back["Location"] == "/ask-to-join/"
    assert "Ready to ask" in words(client.get("/ask-to-join/"))
    assert JoinRequest.objects.count() == 0
    with told() as mails:
        done = client.post("/ask-to-join/", follow=True)
    assert "We will write to you when they answer." in words(done)
    assert [to for to, _ in mails] == ["lead"]
    assert client.get("/ask-to-join/")["Location"] == "/sign-up/organisation/"


def test_somebody_on_the_team_is_taken_to_it(
    membership: Membership, viewer: User, client_for: ClientFor
) -> None:
    client = client_for(viewer)
    data = {"full_name": "Vi Viewer", "job_title": "Nurse"}
    client.post(f"/ask-to-join/{membership.organisation.slug}/", data)
    assert client.post("/ask-to-join/")["Location"] == f"/members/{membership.pk}/team/"


def test_a_team_that_has_ended_meanwhile_leads_back_to_the_search(
    membership: Membership, stranger: User, client_for: ClientFor
) -> None:
    client = client_for(stranger)
    data = {"full_name": "Sasha", "job_title": "Nurse"}
    client.post(f"/ask-to-join/{membership.organisation.slug}/", data)
    Membership.objects.filter(pk=membership.pk).update(state="SUCCEEDED")
    assert client.post("/ask-to-join/")["Location"] == "/sign-up/organisation/"


def test_the_dashboard_says_what_one_waits_for(
    asked: JoinRequest, stranger: User, client_for: ClientFor
) -> None:
    shown = words(client_for(stranger).get("/dashboard/"))
    assert "You asked on 15 June 2026 to join the team of Harrowmere Test NHS Trust." in shown


@pytest.mark.parametrize(("role", "expected"), [("EDITOR", ["EDITOR"]), ("DECLINE", [])])
def test_a_lead_answers(
    role: str,
    expected: list[str],
    asked: JoinRequest,
    membership: Membership,
    lead: User,
    stranger: User,
    client_for: ClientFor,
) -> None:
    client, path = client_for(lead), f"/members/{membership.pk}/team/requests/{asked.pk}/"
    wrong = client.post(path, {"reply": "Welcome"})
    data = {"role": role, "reply": "Welcome"}
    done = client.post(path, data, follow=True)
    late = client.post(path, data, follow=True)
    assert ("Choose a role" in words(wrong), "Welcome" in words(wrong)) == (True, True)
    assert "We have told Sasha Stranger." in words(done)
    assert "This request has been answered already." in words(late)
    assert role_of(membership, stranger) == expected
    assert "by Lena Lead on" in words(client.get(path))


def test_the_campaign_team_answers_from_the_desk(
    asked: JoinRequest, membership: Membership, officer: User, stranger: User, client_for: ClientFor
) -> None:
    client = client_for(officer)
    path = f"/campaign/requests/{asked.pk}/"
    desk_page = client.get("/campaign/").content.decode()
    page = client.get(path).content.decode()
    assert f"/campaign/members/{membership.pk}/lead/" in page
    with told() as mails:
        answer = client.post(path, {"role": "EDITOR", "reply": ""})
    assert (path in desk_page, "Nothing waits for you" not in desk_page) == (True, True)
    assert answer["Location"] == "/campaign/"
    assert role_of(membership, stranger) == ["EDITOR"]
    assert [to for to, _ in mails] == ["lead", "stranger"]
