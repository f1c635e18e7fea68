"""What every answer tells the browser to refuse."""

import re
from http.cookies import SimpleCookie

import pytest
from django.test import Client

PATHS = ["/", "/organisations/", "/pledges/", "/sign-up/", "/sign-in/", "/privacy/", "/nowhere/"]
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", PATHS)
def test_the_content_security_policy_allows_our_own_and_nothing_else(
    path: str, client: Client
) -> None:
    policy = client.get(path)["Content-Security-Policy"]
    assert {directive.strip() for directive in policy.split(";")} == POLICY


@pytest.mark.parametrize("path", PATHS)
def test_every_page_has_the_other_headers(path: str, client: Client) -> None:
    headers = client.get(path).headers
    assert {
        name: headers.get(name)
        for name in (
            "X-Frame-Options",
            "X-Content-Type-Options",
            "Referrer-Policy",
            "Cross-Origin-Opener-Policy",
        )
    } == {
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


@pytest.mark.parametrize("path", PATHS)
def test_no_page_has_a_script_or_style_of_its_own(path: str, client: Client) -> None:
    page = client.get(path).content.decode()
    inline = re.findall(
        r"<script(?![^>]* (?:src=|type=.application/ld.json))|<style|\sstyle=|\son\w+=|javascript:",
        page,
    )
    assert inline == []


@pytest.mark.parametrize("path", PATHS)
def test_no_page_fetches_anything_from_elsewhere(path: str, client: Client) -> None:
    page = client.get(path).content.decode()
    # What a page says of its address, and of the feed, is not fetched.
    link = r'<link rel="(?!canonical|alternate)[^>]* href="([^"]*)"'
    fetched = re.findall(rf'(?:src|srcset)="([^"]*)"|{link}', page)
    assert [a or b for a, b in fetched if not (a or b).startswith("/static/")] == []


@pytest.fixture
def cookies(client: Client) -> SimpleCookie:
    """What somebody has who asked for a code."""
    client.get("/sign-in/")
    client.post("/sign-in/", {"email": "lead@harrowmere.example"})
    return client.cookies


@pytest.mark.parametrize("name", ["sessionid", "csrftoken"])
def test_cookies_are_sent_by_our_own_pages_only(name: str, cookies: SimpleCookie) -> None:
    assert cookies[name]["samesite"] == "Lax"


def test_the_session_cookie_is_out_of_reach_of_scripts(cookies: SimpleCookie) -> None:
    assert cookies["sessionid"]["httponly"] is True
