"""The demo's mail page: what Django's file mail backend wrote."""

import re
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import validate_totp_code
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from pytest_django import Settings

from safety_portal.demo.people import OFFICER_TOTP_SECRET

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


def send(subject: str, body: str, to: str = "lead@harrowmere.example") -> None:
    EmailMessage(subject, body, to=[to]).send()


def shown(client: Client) -> list[tuple[str, str]]:
    """Subject and body of each mail on the page."""
    page = client.get("/demo/mail/").content.decode()
    subjects = re.findall(r"<h3[^>]*>(.*?)</h3>", page, re.DOTALL)
    bodies = re.findall(r'<div class="portal-mail">(.*?)</div>', page, re.DOTALL)
    return list(zip(subjects, (body.strip() for body in bodies), strict=True))


def test_the_page_without_mail_says_so(letters: Path, client: Client) -> None:
    assert client.get("/demo/mail/").content.decode().count("No mail yet.") == 1


def test_the_page_shows_what_was_sent(letters: Path, client: Client) -> None:
    send("Thank you: the pledges of Zoë’s Trust", "Hello Zoë,\n\nThank you – all of you.")
    assert shown(client) == [
        ("Thank you: the pledges of Zoë’s Trust", "Hello Zoë,\n\nThank you – all of you.")
    ]


def test_the_page_says_to_whom(letters: Path, client: Client) -> None:
    send("Hello", "Hello", to="editor@harrowmere.example")
    assert client.get("/demo/mail/").content.decode().count("To editor@harrowmere.example,") == 1


def test_mails_of_one_connection_are_shown_newest_first(letters: Path, client: Client) -> None:
    messages = [EmailMessage(f"Mail {n}", "Hello", to=["a@harrowmere.example"]) for n in range(3)]
    get_connection().send_messages(messages)
    assert [subject for subject, _ in shown(client)] == ["Mail 2", "Mail 1", "Mail 0"]


def test_at_most_fifty_mails_are_shown(letters: Path, client: Client) -> None:
    messages = [EmailMessage(f"Mail {n}", "Hello", to=["a@harrowmere.example"]) for n in range(51)]
    get_connection().send_messages(messages)
    assert (len(shown(client)), shown(client)[0][0]) == (50, "Mail 50")


def test_links_are_links_and_markup_is_text(letters: Path, client: Client) -> None:
    send("<b>", "<script>alert(1)</script> http://127.0.0.1:8000/dashboard/")
    subject, body = shown(client)[0]
    links = body.count('<a href="http://127.0.0.1:8000/dashboard/"')
    assert (subject, "<script>" in body, links) == ("&lt;b&gt;", False, 1)


def test_a_mail_with_a_long_line_of_hyphens_stays_one_mail(letters: Path, client: Client) -> None:
    send("Changes", f"Before\n{'-' * 80}\nAfter")
    assert [(subject, "After" in body) for subject, body in shown(client)] == [("Changes", True)]


def test_a_mail_without_plain_text_is_shown_empty(letters: Path, client: Client) -> None:
    message = EmailMessage("Page", "<p>Hello</p>", to=["a@harrowmere.example"])
    message.content_subtype = "html"
    message.send()
    assert shown(client) == [("Page", "")]


def test_the_officers_code_opens_the_second_factor(letters: Path, client: Client) -> None:
    page = client.get("/demo/mail/").content.decode()
    code = re.search(r"authenticator code is <strong>(\d{6})</strong>", page)
    assert code
    assert validate_totp_code(OFFICER_TOTP_SECRET, code[1]) is True
