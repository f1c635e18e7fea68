"""“Did you mean nhs.net?”, wherever an address is typed."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from core import kept_text
from individuals.models import Individual
from organisations.choices import Role
from organisations.links import appointment_token, invitation_token
from organisations.models import LeadAppointment, Membership, Organisation
from organisations.services import appointments, invitations, register
from tests.conftest import NOW

ClientFor = Callable[[User], Client]
LATER = NOW.replace(year=NOW.year + 70)
QUESTION = "Did you mean nia@nhs.net?"


@pytest.fixture
def organisation(make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation(name="THISTLEDOWN TEST NHS TRUST", ods_code="ZZT01")


@pytest.fixture
def introduce(
    client: Client, organisation: Organisation, django_capture_on_commit_callbacks: Capture
) -> Callable[..., Any]:
    def send(email: str, **data: str) -> Any:
        data = {"full_name": "Nia <New>", "job_title": "Matron", "email": email, **data}
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(f"/sign-up/organisation/{organisation.slug}/", data)

    return send


def page_of(client: Client, answer: Any) -> str:
    """The page that asks, to which the form's answer leads."""
    return str(client.get(answer["Location"]).content.decode())


def pressed(page: str, button: str) -> dict[str, str]:
    """All that the page sends when one of its buttons is pressed."""
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    (email,) = re.findall(rf'name="email" value="([^"]*)"[^>]*>{button} ', page)
    return {name: html.unescape(value) for name, value in [*hidden, ("email", email)]}


@pytest.mark.parametrize(("button", "email"), [("Use", "nia@nhs.net"), ("Keep", "nia@nsh.net")])
def test_one_press_answers_the_question(
    button: str, email: str, introduce: Callable[..., Any], client: Client
) -> None:
    page = page_of(client, introduce("nia@nsh.net"))
    assert QUESTION in page
    assert (User.objects.count(), mail.outbox, "sign_up" in client.session) == (0, [], False)
    answer = introduce(**pressed(page, button))
    assert (answer.status_code, [m.to for m in mail.outbox]) == (302, [[email]])
    assert client.session["sign_up"]["full_name"] == "Nia <New>"


def test_a_recorded_domain_is_never_questioned(
    introduce: Callable[..., Any], organisation: Organisation
) -> None:
    register.record_domain(organisation=organisation, domain="nss.net", by="system", at=NOW)
    assert introduce("nia@NSS.net")["Location"].startswith("/sign-in/code/")


def test_the_question_is_the_same_for_a_known_and_an_unknown_address(
    introduce: Callable[..., Any], client: Client, make_user: Callable[..., User]
) -> None:
    make_user("known@nsh.net")
    make_user("known@nhs.net")
    seen = []
    for name in ("known", "other"):
        asked = introduce(f"{name}@nsh.net")
        page = page_of(client, asked)
        answer = introduce(**pressed(page, "Use"))
        bodies = [re.sub(r'value="\w{64}"', "", page.replace(name, "")), answer.content]
        seen.append((asked["Location"], answer["Location"], answer.status_code, bodies))
    assert seen[0] == seen[1]


# Everywhere


@pytest.fixture
def places(
    membership: Membership,
    organisation: Organisation,
    lead: User,
    officer: User,
    sign_up_of_other: Membership,
) -> dict[str, tuple[User | None, str, dict[str, str]]]:
    """Each page on which an address is typed: who types it there, and what else they send."""
    asked = appointments.ask_sponsor_to_appoint(membership=membership, by=officer, at=LATER)
    invited = invitations.invite(
        membership=membership, email="i@x.example", role=Role.EDITOR, by=lead, at=LATER
    )
    person = {"full_name": "Nia", "job_title": "Matron"}
    pledge = {"first_name": "Nia", "role": "Porter", "pledge_1": "Ask", "visibility": "PRIVATE"}
    return {
        "you": (None, f"/sign-up/organisation/{organisation.slug}/", person),
        "join a team": (None, f"/ask-to-join/{membership.organisation.slug}/", person),
        "sponsor": (
            lead,
            f"/sign-up/{sign_up_of_other.pk}/sponsor/",
            {"name": "Sam", "title": "Chief"},
        ),
        "invite": (lead, f"/members/{membership.pk}/team/invite/", {"role": "EDITOR"}),
        "appoint": (officer, f"/campaign/members/{membership.pk}/lead/", {"reason": "Gone"}),
        "sponsor appoints": (None, f"/appointment/{appointment_token(asked)}/", {}),
        "invited": (None, f"/invitation/{invitation_token(invited)}/sign-in/", {}),
        "individual": (None, "/people/join/", pledge),
        "lead left": (None, "/lead-has-left/", {}),
        "sign in": (None, "/sign-in/", {}),
        "own address": (lead, "/account/email/", {}),
    }


@pytest.fixture
def sign_up_of_other(
    make_member: Callable[..., Membership], lead: User, membership: Membership
) -> Membership:
    started = make_member(state="DRAFT", ods_code="ZZD01")
    started.representatives.create(user=lead, role="LEAD", job_title="Matron", since_at=NOW)
    return started


PLACES = (
    *("you", "join a team", "sponsor", "invite", "appoint", "sponsor appoints", "invited"),
    *("individual", "lead left", "sign in", "own address"),
)


@pytest.mark.parametrize("place", PLACES)
def test_every_page_asks_once_and_goes_on(
    place: str,
    places: dict[str, Any],
    client_for: ClientFor,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    user, path, typed = places[place]
    client = client_for(user) if user else Client()
    mail.outbox.clear()
    asked = client.post(path, {**typed, "email": "nia@nsh.net"})
    page = page_of(client, asked)
    assert (QUESTION in page, mail.outbox) == (True, [])
    assert f'<form method="post" action="{path}"' in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(path, pressed(page, "Use"))
    assert answer.status_code == 302
    assert "check-address" not in answer["Location"]


@pytest.mark.parametrize("place", PLACES)
def test_back_from_the_question_shows_what_was_typed(
    place: str, places: dict[str, Any], client_for: ClientFor
) -> None:
    user, path, typed = places[place]
    client = client_for(user) if user else Client()
    client.post(path, {**typed, "email": "nia@nsh.net"})
    page = html.unescape(client.get(path).content.decode())
    boxes = {"nia@nsh.net", *typed.values()}
    assert {value for value in boxes if value in page} == boxes


def test_back_to_the_question_after_it_was_answered_leads_to_the_form(
    introduce: Callable[..., Any], client: Client, organisation: Organisation
) -> None:
    asked = introduce("nia@nsh.net")
    introduce(**pressed(page_of(client, asked), "Use"))
    back = client.get(asked["Location"])
    assert back["Location"] == f"/sign-up/organisation/{organisation.slug}/"
    assert "nia@" not in client.get(back["Location"]).content.decode()


@pytest.mark.django_db
def test_a_place_to_go_on_to_survives_the_question(client: Client) -> None:
    asked = client.post("/sign-in/?next=/account/", {"email": "nia@nsh.net"})
    assert 'action="/sign-in/?next=/account/"' in page_of(client, asked)


@pytest.mark.parametrize("page", ["", "//elsewhere.example/", "https://elsewhere.example/"])
def test_the_question_leads_nowhere_else(page: str, client: Client) -> None:
    assert client.get("/check-address/", {"page": page})["Location"] == "/"


def test_a_domain_recorded_meanwhile_is_no_longer_asked_about(
    introduce: Callable[..., Any], client: Client, organisation: Organisation
) -> None:
    asked = introduce("nia@nss.net")
    register.record_domain(organisation=organisation, domain="nss.net", by="system", at=NOW)
    assert client.get(asked["Location"]).status_code == 302


def test_nobody_else_at_the_computer_sees_what_was_typed(
    introduce: Callable[..., Any],
    client: Client,
    lead: User,
    client_for: ClientFor,
    organisation: Organisation,
) -> None:
    asked = introduce("nia@nsh.net")
    signed_in = client_for(lead)
    session = signed_in.session
    session[kept_text.ASIDE_KEY] = client.session[kept_text.ASIDE_KEY]
    session.save()
    assert signed_in.get(asked["Location"]).status_code == 302
    page = signed_in.get(f"/sign-up/organisation/{organisation.slug}/").content.decode()
    assert ("Nia" in page, signed_in.session[kept_text.ASIDE_KEY]) == (False, {})


def test_a_form_too_long_to_keep_is_not_asked_about(
    introduce: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_text, "MOST_CHARACTERS", 10)
    assert introduce("nia@nsh.net")["Location"].startswith("/sign-in/code/")


def test_the_corrected_address_is_the_one_that_counts(
    places: dict[str, Any], client_for: ClientFor, membership: Membership
) -> None:
    for place in ("invite", "sponsor appoints", "individual"):
        user, path, typed = places[place]
        client = client_for(user) if user else Client()
        page = page_of(client, client.post(path, {**typed, "email": "nia@nsh.net"}))
        client.post(path, pressed(page, "Use"))
    invited = membership.invitations.filter(email="nia@nhs.net").values_list("role", flat=True)
    assert set(invited) == {"EDITOR", "LEAD"}
    assert LeadAppointment.objects.get().email == "nia@nhs.net"
    assert list(User.objects.filter(email__startswith="nia").values_list("email", flat=True)) == [
        "nia@nhs.net"
    ]
    assert Individual.objects.count() == 0


# Proving nothing


@pytest.mark.parametrize(
    ("email", "times"), [("nia@gmail.com", 1), ("nia@nhs.net", 1), ("nia@thistledown.example", 0)]
)
def test_an_address_that_proves_nothing_is_checked_by_hand_and_told_so(
    email: str,
    times: int,
    make_user: Callable[..., User],
    client_for: ClientFor,
    organisation: Organisation,
) -> None:
    client = client_for(make_user(email))
    data = {"full_name": "Nia New", "job_title": "Matron"}
    client.post(f"/sign-up/organisation/{organisation.slug}/", data)
    page = client.get("/sign-up/begin/").content.decode()
    assert page.count("We will check this by hand") == times
