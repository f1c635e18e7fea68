"""A person's own account: name, address, password, and where they are signed in."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.messages.storage import default_storage
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.db import IntegrityError
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.adapter import AccountAdapter
from accounts.browsers import describe
from accounts.models import User
from audit.models import Event
from tests.accounts.test_views import code, grow_old, who, wrong

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
NEW = "lena@elsewhere.example"
SECRET = "correct horse battery"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"


@pytest.fixture
def client(lead: User, client_for: ClientFor) -> Client:
    return client_for(lead)


@pytest.fixture
def sign_in(django_capture_on_commit_callbacks: Capture) -> Callable[..., Client]:
    """The whole way in by code, as a browser goes it."""

    def enter(user: User, browser: str = FIREFOX) -> Client:
        client = Client(headers={"user-agent": browser})
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/sign-in/", {"email": user.email})
        client.post("/sign-in/code/", {"code": code()})
        return client

    return enter


@pytest.fixture
def ask_for(client: Client, django_capture_on_commit_callbacks: Capture) -> Callable[[str], object]:
    """Ask to change to an address, and let the mail go."""

    def ask(email: str) -> object:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post("/account/email/", {"email": email})

    return ask


def prove(client: Client, capture: Capture, typed: str | None = None) -> object:
    with capture(execute=True):
        return client.post("/account/email/code/", {"code": typed or code()})


def addresses(user: User) -> tuple[str, list[tuple[str, bool, bool]]]:
    user.refresh_from_db()
    rows = EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")
    return user.email, list(rows)


# --- Name -----------------------------------------------------------------------------------


def test_a_person_changes_their_name(client: Client, lead: User) -> None:
    answer = client.post("/account/name/", {"full_name": "Lena Long"})
    lead.refresh_from_db()
    assert (answer["Location"], lead.full_name) == ("/account/", "Lena Long")


def test_the_name_form_starts_with_the_name(client: Client) -> None:
    assert 'value="Lena Lead"' in client.get("/account/name/").content.decode()


# --- Address --------------------------------------------------------------------------------


def test_nothing_changes_before_the_code(ask_for: Callable[[str], object], lead: User) -> None:
    ask_for(NEW)
    assert addresses(lead) == ("lead@harrowmere.example", [("lead@harrowmere.example", True, True)])


def test_the_code_goes_to_the_new_address(ask_for: Callable[[str], object]) -> None:
    ask_for(NEW)
    assert [m.to for m in mail.outbox] == [[NEW]]


def test_a_proven_address_replaces_the_old_one(
    ask_for: Callable[[str], object],
    client: Client,
    lead: User,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    ask_for("Lena@Elsewhere.example")
    answer = prove(client, django_capture_on_commit_callbacks)
    assert answer["Location"] == "/account/"  # type: ignore[index]
    assert addresses(lead) == (NEW, [(NEW, True, True)])
    # Kept, because others may have written something down by it.
    assert list(lead.former_addresses.values_list("email", flat=True)) == [
        "lead@harrowmere.example"
    ]


def test_the_old_address_is_told(
    ask_for: Callable[[str], object], client: Client, django_capture_on_commit_callbacks: Capture
) -> None:
    ask_for(NEW)
    prove(client, django_capture_on_commit_callbacks)
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (
        ["lead@harrowmere.example"],
        "Your email address for the safety portal has changed",
    )


def test_a_changed_address_is_audited_without_the_address(
    ask_for: Callable[[str], object],
    client: Client,
    lead: User,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    ask_for(NEW)
    prove(client, django_capture_on_commit_callbacks)
    event = Event.objects.get(event="person.address-changed")
    assert (event.subject, event.details) == (f"accounts.user:{lead.pk}", {})


def test_the_new_address_signs_in_and_the_old_one_does_not(
    ask_for: Callable[[str], object],
    client: Client,
    lead: User,
    sign_in: Callable[..., Client],
    django_capture_on_commit_callbacks: Capture,
) -> None:
    old = User(email=lead.email)
    ask_for(NEW)
    prove(client, django_capture_on_commit_callbacks)
    lead.refresh_from_db()
    assert who(sign_in(lead)) == str(lead.pk)
    with pytest.raises(AssertionError):
        sign_in(old)  # there is no code in the mail


def test_a_wrong_code_changes_nothing(
    ask_for: Callable[[str], object],
    client: Client,
    lead: User,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    ask_for(NEW)
    answer = prove(client, django_capture_on_commit_callbacks, wrong(code()))
    assert answer.status_code == 200  # type: ignore[attr-defined]
    assert addresses(lead)[0] == "lead@harrowmere.example"


def test_a_taken_address_looks_like_any_other_until_it_is_proven(
    ask_for: Callable[[str], object], client: Client, other_lead: User
) -> None:
    seen = []
    for email in (NEW, other_lead.email):
        asked = ask_for(email)
        page = client.get("/account/email/code/").content.decode().replace(email, "")
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
        seen.append((asked.status_code, asked["Location"], page))  # type: ignore[attr-defined,index]
    assert seen[0] == seen[1]


def test_a_taken_address_is_not_taken_over(
    ask_for: Callable[[str], object],
    client: Client,
    lead: User,
    other_lead: User,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    ask_for(other_lead.email)
    page = prove(client, django_capture_on_commit_callbacks).content.decode()  # type: ignore[attr-defined]
    assert page.count("Another account has this address.") == 2
    assert (addresses(lead)[0], addresses(other_lead)[0]) == (
        "lead@harrowmere.example",
        "lead@caldermoss.example",
    )


def test_an_address_that_somebody_proves_at_the_same_moment_goes_to_one(
    ask_for: Callable[[str], object],
    client: Client,
    lead: User,
    django_capture_on_commit_callbacks: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask_for(NEW)

    def too_late(*args: object, **kwargs: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(EmailAddress, "set_as_primary", too_late)
    answer = prove(client, django_capture_on_commit_callbacks)
    page = client.get(answer["Location"]).content.decode()  # type: ignore[index]
    assert page.count("Another account has this address.") == 1
    assert addresses(lead)[0] == "lead@harrowmere.example"


def test_an_address_that_somebody_proved_a_moment_earlier_is_theirs(
    lead: User, other_lead: User, rf: RequestFactory
) -> None:
    mine = EmailAddress.objects.create(user=lead, email=other_lead.email)
    EmailAddress.objects.filter(user=other_lead).update(verified=True)
    request = rf.post("/account/email/code/")
    request.session = SessionStore()
    request._messages = default_storage(request)  # type: ignore[attr-defined]
    assert AccountAdapter(request).confirm_email(request, mine) is False
    assert not Event.objects.filter(event="person.address-changed").exists()
    assert addresses(lead)[0] == "lead@harrowmere.example"


def test_ones_own_address_is_not_a_new_one(ask_for: Callable[[str], object], lead: User) -> None:
    page = ask_for(lead.email).content.decode()  # type: ignore[attr-defined]
    assert (page.count("This is your address already."), len(mail.outbox)) == (2, 0)


def test_an_address_gets_nine_guesses_in_five_minutes(
    ask_for: Callable[[str], object], client: Client, lead: User
) -> None:
    guesses = 0
    while ask_for(NEW).status_code == 302 and guesses < 100:  # type: ignore[attr-defined]
        for _ in range(3):
            client.post("/account/email/code/", {"code": wrong(code())})
            guesses += 1
    assert (guesses, ask_for(NEW).status_code) == (9, 429)  # type: ignore[attr-defined]


# --- Password -------------------------------------------------------------------------------


def set_password(client: Client, password: str = SECRET, **fields: str) -> object:
    return client.post(
        "/account/password/", {"password1": password, "password2": password, **fields}
    )


def with_password(password: str, email: str = "lead@harrowmere.example") -> tuple[Client, int]:
    client = Client()
    answer = client.post("/sign-in/password/", {"login": email, "password": password})
    return client, answer.status_code


def test_a_person_sets_a_password_and_signs_in_with_it(client: Client, lead: User) -> None:
    answer = set_password(client)
    entered, _ = with_password(SECRET)
    assert (answer["Location"], who(client), who(entered)) == (  # type: ignore[index]
        "/account/",
        str(lead.pk),
        str(lead.pk),
    )


def test_the_code_works_with_a_password_too(
    client: Client, lead: User, sign_in: Callable[..., Client]
) -> None:
    set_password(client)
    assert who(sign_in(lead)) == str(lead.pk)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "Enter a new password"),
        ("short", "Use 12 characters or more. Three random words work well."),
        ("password1234", "Many people use this password"),
        ("lead@harrowmere.example", "This is too much like your name or email address."),
        ("Lena Lead 12", "This is too much like your name or email address."),
    ],
)
def test_a_poor_password_is_refused_with_what_to_do(
    password: str, said: str, client: Client, lead: User
) -> None:
    page = set_password(client, password).content.decode()  # type: ignore[attr-defined]
    lead.refresh_from_db()
    assert (said in page, lead.has_usable_password()) == (True, False)


def test_a_password_is_never_sent_back(client: Client) -> None:
    page = set_password(client, "unlikely-1", password2="other-2").content.decode()  # type: ignore[attr-defined]
    assert [x for x in ("unlikely-1", "other-2") if x in page] == []


def test_a_changed_password_signs_out_everywhere_else(
    client: Client, lead: User, sign_in: Callable[..., Client]
) -> None:
    set_password(client)
    elsewhere = sign_in(lead)
    client.post(
        "/account/password/change/",
        {"oldpassword": SECRET, "password1": SECRET + "!", "password2": SECRET + "!"},
    )
    assert (who(client), elsewhere.get("/account/").status_code) == (str(lead.pk), 302)
    assert who(with_password(SECRET)[0]) is None


def test_changing_a_password_needs_the_present_one(client: Client) -> None:
    set_password(client)
    page = client.post(
        "/account/password/change/",
        {"oldpassword": "wrong", "password1": "another secret", "password2": "another secret"},
    ).content.decode()
    assert (page.count("That is not your password."), with_password("another secret")[1]) == (
        2,
        200,
    )


def test_a_removed_password_works_no_more_and_the_session_goes_on(
    client: Client, lead: User
) -> None:
    set_password(client)
    client.post("/account/password/remove/")
    assert (who(client), client.get("/account/").status_code) == (str(lead.pk), 200)
    assert with_password(SECRET)[1] == 200


def test_each_change_of_password_is_audited_and_told(
    client: Client, lead: User, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        set_password(client)
        client.post("/account/password/remove/")
    events = Event.objects.filter(event="person.way-in-changed").order_by("pk")
    assert [e.details for e in events] == [
        {"method": "password", "change": "set"},
        {"method": "password", "change": "removed"},
    ]
    assert [m.subject for m in mail.outbox] == [
        "You have a password for the safety portal",
        "Your password for the safety portal has been removed",
    ]


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client) -> None:
    set_password(client)
    pages = []
    for email in ("lead@harrowmere.example", "nobody@harrowmere.example"):
        answer = Client().post("/sign-in/password/", {"login": email, "password": "wrong"})
        page = answer.content.decode().replace(email, "")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page))
    assert pages[0] == pages[1]


def test_a_password_leads_to_the_page_that_was_asked_for(client: Client) -> None:
    set_password(client)
    answer = Client().post(
        "/sign-in/password/",
        {"login": "lead@harrowmere.example", "password": SECRET, "next": "/account/name/"},
    )
    assert answer["Location"] == "/account/name/"


# --- A fresh sign-in ------------------------------------------------------------------------

GUARDED = [
    "/account/email/",
    "/account/password/",
    "/account/password/change/",
    "/account/password/remove/",
    "/account/passkeys/add/",
    "/account/passkeys/1/remove/",
    "/account/erase/",
    "/second-factor/",
    "/second-factor/remove/",
]


@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_changing_a_way_in_asks_for_a_fresh_sign_in(
    method: str, path: str, client: Client, lead: User
) -> None:
    set_password(client)
    grow_old(client)
    answer = getattr(client, method)(path, {"password1": "typed", "password2": "typed"})
    assert answer["Location"] == f"/sign-out/?next={path.replace('/', '%2F')}"
    assert "typed" not in str(dict(client.session))


def test_signing_in_again_leads_back(client: Client) -> None:
    page = client.get("/sign-out/?next=/account/email/").content.decode()
    out = client.post("/sign-out/", {"next": "/account/email/"})
    back = client.get(out["Location"])
    assert (page.count("you will come back"), back["Location"]) == (
        1,
        "/sign-in/?next=/account/email/",
    )


# --- Sessions -------------------------------------------------------------------------------


def test_a_person_sees_where_they_are_signed_in(sign_in: Callable[..., Client], lead: User) -> None:
    sign_in(lead, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1")
    page = sign_in(lead).get("/account/sessions/").content.decode()
    assert re.findall(r'heading-s">([^<]+?) *(?:<strong[^>]*>(.*?)</strong>)?</h2>', page) == [
        ("Firefox on Windows", "This one"),
        ("Safari on an iPhone", ""),
    ]


def test_sessions_of_others_are_not_shown(
    sign_in: Callable[..., Client], lead: User, other_lead: User
) -> None:
    sign_in(other_lead, "OtherBrowser iPad")
    assert "iPad" not in sign_in(lead).get("/account/sessions/").content.decode()


def test_one_session_is_ended_and_the_other_stays(
    sign_in: Callable[..., Client], lead: User
) -> None:
    here, there = sign_in(lead), sign_in(lead)
    pk = UserSession.objects.get(session_key=there.session.session_key).pk
    here.post(f"/account/sessions/{pk}/end/")
    assert (here.get("/account/").status_code, there.get("/account/").status_code) == (200, 302)


def test_ending_this_session_signs_out(sign_in: Callable[..., Client], lead: User) -> None:
    here = sign_in(lead)
    here.post(f"/account/sessions/{UserSession.objects.get().pk}/end/")
    assert here.get("/account/").status_code == 302


def test_nobody_ends_the_session_of_another(
    sign_in: Callable[..., Client], lead: User, other_lead: User
) -> None:
    there = sign_in(other_lead)
    answer = sign_in(lead).post(f"/account/sessions/{UserSession.objects.first().pk}/end/")
    assert (answer.status_code, there.get("/account/").status_code) == (404, 200)


def test_all_other_sessions_are_ended_at_once(
    sign_in: Callable[..., Client], lead: User, other_lead: User
) -> None:
    other, here, *elsewhere = [sign_in(other_lead), *[sign_in(lead) for _ in range(3)]]
    here.post("/account/sessions/end-others/")
    seen = [c.get("/account/").status_code for c in (other, here, *elsewhere)]
    assert seen == [200, 200, 302, 302]


def test_a_session_that_ended_is_not_listed(sign_in: Callable[..., Client], lead: User) -> None:
    here, there = sign_in(lead), sign_in(lead)
    there.post("/sign-out/")
    assert here.get("/account/sessions/").content.decode().count("Signed in on") == 1


def test_one_session_and_three_cost_the_same_queries(
    sign_in: Callable[..., Client],
    lead: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    here = sign_in(lead)
    with django_assert_num_queries(3):
        here.get("/account/sessions/")
    sign_in(lead), sign_in(lead)
    with django_assert_num_queries(3):
        here.get("/account/sessions/")


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140", "Edge on Windows"),
        (
            "Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28 Chrome/1",
            "Samsung Internet on Android",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18 Safari/605", "Safari on a Mac"),
        ("<script>alert(1)</script>", "A browser"),
        ("", "A browser"),
    ],
)
def test_browsers_are_named_in_words(user_agent: str, words: str) -> None:
    assert describe(user_agent) == words
