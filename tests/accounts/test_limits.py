"""At most ten guesses in five minutes: by address or person, and by computer, behind proxies too."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.accounts.test_views import app_code, code, wrong
from tests.conftest import TOTP_SECRET

pytestmark = pytest.mark.django_db
SECRET = "correct horse battery"
SAID = "That was too many tries."


def give_password(user: User) -> None:
    """A password, for somebody who has proven their address as everybody with one has."""
    user.set_password(SECRET)
    user.save(update_fields=["password"])
    EmailAddress.objects.filter(user=user).update(verified=True)


def guess_password(email: str, password: str = "wrong", **headers: str) -> str:
    """“tried” or “paused”."""
    answer = Client().post(
        "/sign-in/password/", {"login": email, "password": password}, headers=headers
    )
    return "paused" if SAID in answer.content.decode() else "tried"


def guess_passwords(emails: list[str], forwarded: str = "") -> int:
    """How many of the guesses were looked at; `{}` in `forwarded` differs each time."""
    headers = [
        {"x-forwarded-for": forwarded.format(number)} if forwarded else {}
        for number in range(len(emails))
    ]
    tried = [guess_password(email, **h) for email, h in zip(emails, headers, strict=True)]
    return tried.count("tried")


def test_one_address_gets_at_most_ten_password_guesses_from_everywhere(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert guess_passwords(["lead@harrowmere.example"] * 30, "10.0.0.{}") == 5


def test_other_cases_of_an_address_share_its_guesses(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    emails = [f"{'L' * n}{'l' * (9 - n)}@harrowmere.example" for n in range(10)]
    assert guess_passwords(emails, "10.0.0.{}") == 5


def test_one_computer_gets_ten_password_guesses_at_whatever_address() -> None:
    assert guess_passwords([f"person{n}@harrowmere.example" for n in range(30)]) == 10


@pytest.mark.parametrize(
    ("proxies", "forwarded"),
    [
        (0, "10.0.0.{}"),
        (0, "10.0.0.{}, 192.0.2.1"),
        (1, "10.0.0.{}, 192.0.2.1"),
        (1, "10.0.0.{0}, 10.9.9.{0}, 192.0.2.1"),
        (2, "10.0.0.{}, 192.0.2.1, 192.0.2.2"),
    ],
)
def test_an_invented_address_of_a_computer_buys_no_guesses(
    proxies: int, forwarded: str, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    emails = [f"person{n}@harrowmere.example" for n in range(30)]
    assert guess_passwords(emails, forwarded) == 10


@pytest.mark.parametrize(("proxies", "forwarded"), [(1, "10.0.0.{}"), (2, "10.0.0.{}, 192.0.2.1")])
def test_behind_trusted_proxies_computers_are_told_apart(
    proxies: int, forwarded: str, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    emails = [f"person{n}@harrowmere.example" for n in range(30)]
    assert guess_passwords(emails, forwarded) == 30


def test_one_computer_gets_ten_code_guesses_at_whatever_address(
    make_user: Callable[..., User],
) -> None:
    looked_at = 0
    for number in range(6):
        client = Client()
        client.post("/sign-in/", {"email": make_user(f"p{number}@harrowmere.example").email})
        for _ in range(3):
            page = client.post("/sign-in/code/", {"code": "00000x"}, follow=True).content.decode()
            looked_at += "That is not the code." in page
    # The last of each three ends the attempt and says so instead.
    assert looked_at <= 10


def test_the_right_code_is_not_looked_at_after_ten_wrong_passwords_from_the_same_computer(
    client: Client, lead: User, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        client.post("/sign-in/", {"email": lead.email})
    guess_passwords([f"person{n}@harrowmere.example" for n in range(10)])
    page = client.post("/sign-in/code/", {"code": code()}).content.decode()
    assert (SAID in page, client.session.get("_auth_user_id")) == (True, None)


def test_the_right_password_is_not_looked_at_after_too_many_wrong_ones(lead: User) -> None:
    give_password(lead)
    for _ in range(5):
        guess_password(lead.email)
    assert guess_password(lead.email, SECRET) == "paused"


def test_right_passwords_use_no_guesses_up(lead: User) -> None:
    give_password(lead)
    assert [guess_password(lead.email, SECRET) for _ in range(12)] == ["tried"] * 12


def test_signing_in_to_ones_own_account_buys_no_guesses_at_others(lead: User) -> None:
    TOTP.activate(lead, TOTP_SECRET)
    give_password(lead)
    tried = []
    for number in range(20):
        if number == 5:
            own = Client()
            own.post("/sign-in/password/", {"login": lead.email, "password": SECRET})
            own.post("/sign-in/second-factor/", {"code": app_code()})
            assert own.session.get("_auth_user_id") == str(lead.pk)
        tried.append(guess_password(f"person{number}@harrowmere.example"))
    assert tried.count("tried") == 10


def test_a_second_factor_gets_at_most_ten_guesses(officer: User) -> None:
    give_password(officer)
    client = Client()
    client.post("/sign-in/password/", {"login": officer.email, "password": SECRET})
    pages = [
        client.post("/sign-in/second-factor/", {"code": wrong(app_code())}).content.decode()
        for _ in range(15)
    ]
    assert sum("That is not the code, or it was used." in page for page in pages) == 5


def test_a_pause_that_has_no_form_of_its_own_is_a_page(client: Client) -> None:
    answers = [client.post("/sign-in/passkey/", {"credential": "{}"}) for _ in range(11)]
    assert (answers[-1].status_code, answers[-1].content.decode().count("Too many tries")) == (
        429,
        2,
    )
