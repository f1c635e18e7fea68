"""Signing in: an emailed code, and for the campaign team a second factor."""

import re
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture
from pytest_django import Settings

from accounts.models import User
from accounts.services import give_campaign_role
from tests.conftest import NOW, TOTP_SECRET

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


@pytest.fixture
def ask(client: Client, django_capture_on_commit_callbacks: Capture) -> Callable[..., HttpResponse]:
    """Ask for a code for an address, and let the mail go."""

    def ask_for(email: str, path: str = "/sign-in/", **fields: str) -> HttpResponse:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(path, {"email": email, **fields})  # type: ignore[return-value]

    return ask_for


def code() -> str:
    found = re.search(r"Your code is (\d{6})\n", str(mail.outbox[-1].body))
    assert found
    return found[1]


def wrong(right: str) -> str:
    return f"{(int(right) + 1) % 1_000_000:06}"


def app_code(secret: str = TOTP_SECRET) -> str:
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def text(answer: HttpResponse) -> str:
    """A page without what differs from one request to the next."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_a_person_signs_in_with_the_emailed_code(
    ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    asked = ask(lead.email)
    answer = client.post("/sign-in/code/", {"code": code()})
    assert (asked["Location"], answer["Location"]) == ("/sign-in/code/", "/dashboard/")
    assert who(client) == str(lead.pk)


def test_the_code_comes_to_the_address_and_nobody_else(
    ask: Callable[..., HttpResponse], lead: User
) -> None:
    ask(lead.email)
    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == ([lead.email], f"{code()} is your code for the safety portal")


def test_the_code_leads_back_to_the_page_that_was_asked_for(
    ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    ask(lead.email, next="/dashboard/?from=mail")
    answer = client.post("/sign-in/code/", {"code": code(), "next": "/dashboard/?from=mail"})
    assert answer["Location"] == "/dashboard/?from=mail"


def test_the_code_leads_to_no_other_site(
    ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    ask(lead.email)
    answer = client.post("/sign-in/code/", {"code": code(), "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/dashboard/"


@pytest.mark.parametrize("typed", ["LEAD@harrowmere.example", " lead@Harrowmere.EXAMPLE "])
def test_an_address_may_be_typed_in_any_case(
    typed: str, ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    ask(typed)
    client.post("/sign-in/code/", {"code": code()})
    assert who(client) == str(lead.pk)


@pytest.mark.parametrize("shape", ["{0} ", "{1}-{2}", "{1} {2}"])
def test_a_code_may_be_typed_with_spaces(
    shape: str, ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    ask(lead.email)
    right = code()
    client.post("/sign-in/code/", {"code": shape.format(right, right[:3], right[3:])})
    assert who(client) == str(lead.pk)


def test_a_code_works_once(ask: Callable[..., HttpResponse], client: Client, lead: User) -> None:
    ask(lead.email)
    right = code()
    client.post("/sign-in/code/", {"code": right})
    client.post("/sign-out/")
    answer = client.post("/sign-in/code/", {"code": right})
    assert (answer["Location"], who(client)) == ("/sign-in/", None)


def test_a_code_works_only_in_the_browser_that_asked(
    ask: Callable[..., HttpResponse], lead: User
) -> None:
    ask(lead.email)
    other = Client()
    answer = other.post("/sign-in/code/", {"code": code()})
    assert (answer["Location"], who(other)) == ("/sign-in/", None)


def test_a_code_works_for_fifteen_minutes(
    ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    ask(lead.email)
    session = client.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"] = (
        time.time() - 15 * 60 - 1
    )
    session.save()
    answer = client.post("/sign-in/code/", {"code": code()})
    assert (answer["Location"], who(client)) == ("/sign-in/", None)


def test_a_wrong_code_is_asked_for_again_and_says_so(
    ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    ask(lead.email)
    answer = client.post("/sign-in/code/", {"code": wrong(code())})
    said = answer.content.decode().count("That is not the code.")
    assert (answer.status_code, said, who(client)) == (200, 2, None)


def test_the_third_wrong_code_ends_the_attempt(
    ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    ask(lead.email)
    right = code()
    statuses = [client.post("/sign-in/code/", {"code": wrong(right)}).status_code for _ in range(3)]
    client.post("/sign-in/code/", {"code": right})
    assert (statuses, who(client)) == ([200, 200, 302], None)


def test_after_three_wrong_codes_the_page_says_what_happened(
    ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    ask(lead.email)
    answers = [client.post("/sign-in/code/", {"code": wrong(code())}) for _ in range(3)]
    page = client.get(answers[-1]["Location"]).content.decode()
    assert page.count("That was too many tries.") == 1


def test_an_address_gets_at_most_ten_guesses_in_five_minutes(
    ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    guesses = 0
    while ask(lead.email).status_code == 302 and guesses < 100:
        statuses = [200]
        while statuses[-1] == 200:
            statuses.append(client.post("/sign-in/code/", {"code": wrong(code())}).status_code)
        guesses += len(statuses) - 1
    assert guesses <= 10


def test_known_and_unknown_addresses_get_the_same_answer(
    ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    answers = []
    for email in (lead.email, "nobody@harrowmere.example"):
        asked = ask(email)
        page = text(client.get(asked["Location"])).replace(email, "")  # type: ignore[arg-type]
        wrong_page = text(client.post("/sign-in/code/", {"code": "000000x"})).replace(email, "")  # type: ignore[arg-type]
        answers.append((asked.status_code, asked["Location"], page, wrong_page))
        client.cookies.clear()
    assert answers[0] == answers[1]


def test_known_and_unknown_addresses_run_out_of_guesses_alike(
    ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    seen = []
    for email in (lead.email, "nobody@harrowmere.example"):
        ask(email)
        posts = [client.post("/sign-in/code/", {"code": "00000x"}) for _ in range(6)]
        said = text(client.get("/sign-in/"))  # type: ignore[arg-type]
        seen.append(([(p.status_code, p.get("Location")) for p in posts], said))
        client.cookies.clear()
    assert seen[0] == seen[1]


def test_an_unknown_address_is_told_how_to_sign_up_and_gets_no_code(
    ask: Callable[..., HttpResponse],
) -> None:
    ask("nobody@harrowmere.example")
    sent = mail.outbox[0]
    assert (sent.subject, re.findall(r"\d{6}", str(sent.body))) == (
        "Signing in to the safety portal",
        [],
    )
    assert str(sent.body).count("/sign-up/") == 1


def test_asking_makes_no_person(ask: Callable[..., HttpResponse]) -> None:
    ask("nobody@harrowmere.example")
    assert User.objects.count() == 0


def test_another_code_can_be_sent(
    ask: Callable[..., HttpResponse],
    client: Client,
    lead: User,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    ask(lead.email)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/sign-in/code/", {"action": "resend"})
    client.post("/sign-in/code/", {"code": code()})
    assert (len(mail.outbox), who(client)) == (2, str(lead.pk))


def test_another_code_sent_to_an_unknown_address_looks_the_same(
    ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    seen = []
    for email in (lead.email, "nobody@harrowmere.example"):
        ask(email)
        answers = [client.post("/sign-in/code/", {"action": "resend"}) for _ in range(4)]
        seen.append([(a.status_code, a.get("Location")) for a in answers])
        client.cookies.clear()
    assert seen[0] == seen[1]


def test_when_no_more_codes_can_be_sent_the_page_does_not_offer_one(
    ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    ask(lead.email)
    for _ in range(2):
        client.post("/sign-in/code/", {"action": "resend"})
    assert client.get("/sign-in/code/").content.decode().count("Send another code") == 0


def test_another_code_brings_no_more_guesses(
    ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    ask(lead.email)
    for _ in range(2):
        client.post("/sign-in/code/", {"code": "00000x"})
        client.post("/sign-in/code/", {"action": "resend"})
    assert client.post("/sign-in/code/", {"code": "00000x"})["Location"] == "/sign-in/"


def test_somebody_who_mistyped_their_address_can_use_another(
    ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    ask("laed@harrowmere.example")
    page = client.get("/sign-in/code/").content.decode()
    assert page.count("Use another address") == 1
    answer = client.post("/sign-out/", {"next": "/sign-in/"})
    assert answer["Location"] == "/sign-in/"
    ask(lead.email)
    assert [m.to for m in mail.outbox][-1] == [lead.email]


def test_the_page_after_signing_in_does_not_talk_about_the_code(
    ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    ask(lead.email)
    client.post("/sign-in/code/", {"code": code()})
    assert "code has been sent" not in client.get("/dashboard/").content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter your work email address"),
        ("lead", "Enter an email address in the correct format, like name@example.nhs.uk"),
        ("a@b@c.example", "Enter an email address in the correct format, like name@example.nhs.uk"),
    ],
)
def test_what_is_no_address_is_said_and_kept(typed: str, said: str, client: Client) -> None:
    page = client.post("/sign-in/", {"email": typed}).content.decode()
    assert (page.count(said), f'value="{typed}"' in page or not typed) == (2, True)


@pytest.mark.parametrize("email", ["lead@harrowmere.example", "nobody@harrowmere.example"])
def test_asking_again_and_again_is_refused_for_any_address(
    email: str, ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    statuses = []
    for _ in range(5):
        statuses.append(ask(email).status_code)
        client.cookies.clear()
    assert (statuses[0], statuses[-1], len(mail.outbox)) == (302, 200, statuses.count(302))


def test_an_address_in_other_cases_shares_the_limit(
    ask: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    statuses = []
    for local_part in ("lead", "LEAD", "Lead", "lEAD", "leAD"):
        statuses.append(ask(f"{local_part}@harrowmere.example").status_code)
        client.cookies.clear()
    assert statuses[-1] == 200


def ask_for_many(**headers: str) -> list[int]:
    """The answers to 21 people who ask within a minute, each in a browser of their own."""
    return [
        Client()
        .post(
            "/sign-in/",
            {"email": f"person{n}@harrowmere.example"},
            headers={name.replace("_", "-"): value.format(n) for name, value in headers.items()},
        )
        .status_code
        for n in range(21)
    ]


def test_the_twenty_first_address_within_a_minute_from_one_computer_is_refused() -> None:
    assert ask_for_many() == [302] * 20 + [200]


def test_a_forwarded_address_does_not_get_round_the_limit() -> None:
    assert ask_for_many(x_forwarded_for="10.0.0.{}") == [302] * 20 + [200]


def test_behind_a_trusted_proxy_computers_are_told_apart(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert ask_for_many(x_forwarded_for="10.0.0.{}") == [302] * 21


def test_behind_a_trusted_proxy_an_invented_address_does_not_get_round_the_limit(
    settings: Settings,
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert ask_for_many(x_forwarded_for="10.0.0.{}, 192.0.2.1") == [302] * 20 + [200]


def test_a_deactivated_person_is_out_on_the_next_request(lead: User, client_for: ClientFor) -> None:
    client = client_for(lead)
    before = client.get("/dashboard/").status_code
    User.objects.filter(pk=lead.pk).update(is_active=False)
    after = client.get("/dashboard/")
    assert (before, after.status_code, after["Location"]) == (
        200,
        302,
        "/sign-in/?next=/dashboard/",
    )


def test_a_deactivated_person_gets_no_code(ask: Callable[..., HttpResponse], lead: User) -> None:
    User.objects.filter(pk=lead.pk).update(is_active=False)
    asked = ask(lead.email)
    assert (asked["Location"], mail.outbox[0].subject) == (
        "/sign-in/code/",
        "Signing in to the safety portal",
    )


def test_a_deactivated_person_cannot_come_in_through_sign_up(
    ask: Callable[..., HttpResponse],
    client: Client,
    lead: User,
    make_organisation: Callable[..., object],
) -> None:
    make_organisation(name="HARROWMERE TEST NHS TRUST", ods_code="ZZA01")
    User.objects.filter(pk=lead.pk).update(is_active=False)
    ask(
        lead.email,
        "/sign-up/organisation/harrowmere-test-nhs-trust-zza01/",
        full_name="Lena",
        job_title="Head",
    )
    client.post("/sign-in/code/", {"code": code()})
    assert who(client) is None


def test_signing_out_needs_a_post(lead: User, client_for: ClientFor) -> None:
    client = client_for(lead)
    client.get("/sign-out/")
    still_in = who(client)
    client.post("/sign-out/")
    assert (still_in, who(client)) == (str(lead.pk), None)


def test_an_officer_types_the_second_code_after_the_first(
    ask: Callable[..., HttpResponse], client: Client, officer: User
) -> None:
    ask(officer.email)
    first = client.post("/sign-in/code/", {"code": code()})
    half_way = who(client)
    second = client.post(first["Location"], {"code": app_code()})
    assert (first["Location"], half_way) == ("/sign-in/second-factor/", None)
    assert (second["Location"], who(client)) == ("/dashboard/", str(officer.pk))


def test_a_wrong_second_code_lets_nobody_in(
    ask: Callable[..., HttpResponse], client: Client, officer: User
) -> None:
    ask(officer.email)
    client.post("/sign-in/code/", {"code": code()})
    answer = client.post("/sign-in/second-factor/", {"code": wrong(app_code())})
    assert (answer.status_code, who(client)) == (200, None)


def test_second_codes_cannot_be_guessed_without_end(
    ask: Callable[..., HttpResponse], client: Client, officer: User
) -> None:
    ask(officer.email)
    client.post("/sign-in/code/", {"code": code()})
    for _ in range(10):
        client.post("/sign-in/second-factor/", {"code": wrong(app_code())})
    client.post("/sign-in/second-factor/", {"code": app_code()})
    assert who(client) is None


@pytest.fixture
def new_officer(make_user: Callable[..., User]) -> User:
    """On the campaign team since a moment ago, without a second factor."""
    user = make_user("new@campaign.example", "Nia New")
    return give_campaign_role(user=user, role="OFFICER", by="system", at=NOW)  # type: ignore[arg-type]


@pytest.fixture
def signed_in(ask: Callable[..., HttpResponse], client: Client, new_officer: User) -> Client:
    """The new officer, signed in by the emailed code alone."""
    ask(new_officer.email)
    client.post("/sign-in/code/", {"code": code()})
    return client


def test_an_officer_without_a_second_factor_is_sent_to_set_one_up(signed_in: Client) -> None:
    seen = {
        p: signed_in.get(p).get("Location") for p in ("/", "/dashboard/", "/campaign/", "/privacy/")
    }
    assert set(seen.values()) == {"/second-factor/"}


def test_setting_the_second_factor_up_proves_the_session(signed_in: Client) -> None:
    page = signed_in.get("/second-factor/").content.decode()
    secret = re.search(r"<code>(\w{32})</code>", page)
    assert secret
    answer = signed_in.post("/second-factor/", {"code": app_code(secret[1])})
    assert answer["Location"] == "/second-factor/recovery-codes/"
    assert signed_in.get("/campaign/").status_code == 200


def test_recovery_codes_are_shown_after_setting_up(signed_in: Client) -> None:
    secret = re.search(r"<code>(\w{32})</code>", signed_in.get("/second-factor/").content.decode())
    assert secret
    signed_in.post("/second-factor/", {"code": app_code(secret[1])})
    page = signed_in.get("/second-factor/recovery-codes/").content.decode()
    assert len(re.findall(r"<li><code>\w+</code></li>", page)) == 10


def test_a_recovery_code_opens_once(
    signed_in: Client, ask: Callable[..., HttpResponse], new_officer: User
) -> None:
    secret = re.search(r"<code>(\w{32})</code>", signed_in.get("/second-factor/").content.decode())
    assert secret
    signed_in.post("/second-factor/", {"code": app_code(secret[1])})
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    came_in = []
    for _ in range(2):
        signed_in.post("/sign-out/")
        ask(new_officer.email)
        signed_in.post("/sign-in/code/", {"code": code()})
        signed_in.post("/sign-in/second-factor/", {"code": recovery})
        came_in.append(who(signed_in))
    assert came_in == [str(new_officer.pk), None]


def test_a_wrong_first_code_of_the_app_sets_nothing_up(signed_in: Client) -> None:
    signed_in.get("/second-factor/")
    answer = signed_in.post("/second-factor/", {"code": "000000x"})
    assert (answer.status_code, Authenticator.objects.count()) == (200, 0)


def grow_old(client: Client) -> None:
    """As if the sign-in lay an hour back."""
    session = client.session
    for step in session["account_authentication_methods"]:
        step["at"] -= timedelta(hours=1).total_seconds()
    session.save()


@pytest.mark.parametrize("method", ["get", "post"])
def test_setting_up_without_a_recent_sign_in_asks_to_sign_in_again(
    method: str, signed_in: Client
) -> None:
    grow_old(signed_in)
    answer = getattr(signed_in, method)("/second-factor/")
    assert (answer["Location"], Authenticator.objects.count()) == (
        "/sign-out/?next=%2Fsecond-factor%2F",
        0,
    )


def test_a_lead_may_set_a_second_factor_up(lead: User, client_for: ClientFor) -> None:
    EmailAddress.objects.update(verified=True)
    assert client_for(lead).get("/second-factor/").status_code == 200


def test_somebody_with_a_second_factor_sets_none_up_again(
    officer: User, client_for: ClientFor
) -> None:
    assert client_for(officer).get("/second-factor/")["Location"] == "/dashboard/"


def test_recovery_codes_ask_for_a_recent_sign_in(signed_in: Client) -> None:
    secret = re.search(r"<code>(\w{32})</code>", signed_in.get("/second-factor/").content.decode())
    assert secret
    signed_in.post("/second-factor/", {"code": app_code(secret[1])})
    grow_old(signed_in)
    answer = signed_in.get("/second-factor/recovery-codes/")
    assert answer["Location"].partition("?")[0] == "/sign-out/"


def test_the_sign_in_pages_of_allauth_that_are_not_used_do_not_exist(client: Client) -> None:
    paths = [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/login/",
        "/admin/",
    ]
    assert [client.get(path).status_code for path in paths] == [404] * 5


def test_allauths_own_way_to_sign_up_is_closed() -> None:
    assert get_adapter().is_open_for_signup(HttpRequest()) is False


def test_a_closed_account_page_says_whom_to_ask(client: Client) -> None:
    page = client.get("/sign-in/inactive/").content.decode()
    assert (page.count("This account is closed"), "mailto:campaign@portal.example" in page) == (
        2,
        True,
    )
