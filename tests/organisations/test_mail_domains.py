"""Mail domains as people mistype them, and the page that asks about them."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from organisations.choices import SHARED_DOMAINS
from organisations.mail_domains import domain_meant, is_one_slip
from organisations.models import Membership, Organisation
from organisations.services import register
from tests.conftest import NOW

ClientFor = Callable[[User], Client]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nsh.net", "nhs.net"),
        ("nhs.ent", "nhs.net"),
        ("nhs.met", "nhs.net"),
        ("nhs.ne", "nhs.net"),
        ("nhss.net", "nhs.net"),
        ("NHS.NTE", "nhs.net"),
        ("nhs.co.uk", "nhs.net"),
        ("nhs.org.uk", "nhs.net"),
        ("gmial.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("outlok.com", "outlook.com"),
        ("yahooo.co.uk", "yahoo.co.uk"),
        ("harrowmere.nsh.uk", "harrowmere.nhs.uk"),
        ("harrowmere.nhs.ku", "harrowmere.nhs.uk"),
        ("harrowmere.nhs.co.uk", "harrowmere.nhs.uk"),
        ("mail.harrowmere.nhs.org", "mail.harrowmere.nhs.uk"),
    ],
)
def test_a_slip_is_seen(typed: str, meant: str) -> None:
    assert domain_meant(typed, SHARED_DOMAINS) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *SHARED_DOMAINS,
        *("harrowmere.nhs.uk", "a.b.nhs.uk", "nhs.scot", "wales.nhs.uk", "harrowmere.ac.uk"),
        *("harrowmere.example", "hse.ie", "hscni.net", "rcn.org.uk", "", "x", "localhost"),
    ],
)
def test_a_domain_that_is_right_or_unknown_is_left_alone(typed: str) -> None:
    assert domain_meant(typed, SHARED_DOMAINS) == ""


@pytest.mark.parametrize(
    ("typed", "meant", "one"),
    [
        ("abc", "abc", False),
        ("ab", "abc", True),
        ("abcd", "abc", True),
        ("abx", "abc", True),
        ("acb", "abc", True),
        ("bac", "abc", True),
        ("bca", "abc", False),
        ("xbx", "abc", False),
        ("abcde", "abc", False),
        ("", "a", True),
        ("", "ab", False),
    ],
)
def test_one_slip_is_one(typed: str, meant: str, *, one: bool) -> None:
    assert (is_one_slip(typed, meant), is_one_slip(meant, typed)) == (one, one)


# The question


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


def pressed(answer: Any, button: str) -> dict[str, str]:
    """All that the page sends when one of its buttons is pressed."""
    page = answer.content.decode()
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    (email,) = re.findall(rf'name="email" value="([^"]*)"[^>]*>{button} ', page)
    return {name: html.unescape(value) for name, value in [*hidden, ("email", email)]}


@pytest.mark.parametrize(("button", "email"), [("Use", "nia@nhs.net"), ("Keep", "nia@nsh.net")])
def test_one_press_answers_the_question(
    button: str, email: str, introduce: Callable[..., Any], client: Client
) -> None:
    asked = introduce("nia@nsh.net")
    assert "Did you mean nia@nhs.net?" in asked.content.decode()
    assert (User.objects.count(), mail.outbox, "sign_up" in client.session) == (0, [], False)
    answer = introduce(**pressed(asked, button))
    assert (answer.status_code, [m.to for m in mail.outbox]) == (302, [[email]])
    assert client.session["sign_up"]["full_name"] == "Nia <New>"


def test_a_recorded_domain_is_never_questioned(
    introduce: Callable[..., Any], organisation: Organisation
) -> None:
    register.record_domain(organisation=organisation, domain="nss.net", by="system", at=NOW)
    assert introduce("nia@NSS.net").status_code == 302


def test_the_question_is_the_same_for_a_known_and_an_unknown_address(
    introduce: Callable[..., Any], make_user: Callable[..., User]
) -> None:
    make_user("known@nsh.net")
    make_user("known@nhs.net")
    seen = []
    for name in ("known", "other"):
        asked = introduce(f"{name}@nsh.net")
        answers = [asked, introduce(**pressed(asked, "Use"))]
        bodies = [a.content.decode().replace(name, "") for a in answers]
        bodies = [re.sub(r'value="\w{64}"', "", body) for body in bodies]
        seen.append(([a.status_code for a in answers], answers[1]["Location"], bodies))
    assert seen[0] == seen[1]


def test_the_sponsors_address_is_asked_about_too(
    sign_up: Membership, lead: User, client_for: ClientFor
) -> None:
    client, path = client_for(lead), f"/sign-up/{sign_up.pk}/sponsor/"
    asked = client.post(path, {"name": "Sam", "title": "Chief", "email": "sam@nhs.co.uk"})
    assert Membership.objects.get().sponsor_email == ""
    answer = client.post(path, pressed(asked, "Use"))
    assert (answer.status_code, Membership.objects.get().sponsor_email) == (302, "sam@nhs.net")


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
