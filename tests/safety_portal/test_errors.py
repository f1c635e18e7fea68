"""Error pages: the right status, no detail, and no database needed."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User


@pytest.fixture
def client(settings: Settings) -> Client:
    settings.ROOT_URLCONF = "tests.safety_portal.nothing_works"
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("fault", "status", "heading"),
    [
        ("operational", 503, "Sorry, the portal is not available"),
        ("interface", 503, "Sorry, the portal is not available"),
        ("cache", 503, "Sorry, the portal is not available"),
        ("bug", 500, "Sorry, there is a problem with this page"),
        ("bad", 400, "There is a problem with the request"),
        ("denied", 403, "You cannot open this page"),
    ],
)
def test_each_fault_has_its_page(fault: str, status: int, heading: str, client: Client) -> None:
    answer = client.get(f"/fail/{fault}/")
    page = answer.content.decode()
    shown = re.findall(r"<h1[^>]*>(.*?)</h1>", page)
    assert (answer.status_code, shown, "kestrel-canary" in page) == (status, [heading], False)


@pytest.mark.parametrize(
    ("fault", "seconds"), [("operational", "30"), ("interface", "30"), ("bug", None)]
)
def test_only_an_unavailable_portal_says_when_to_come_back(
    fault: str, seconds: str | None, client: Client
) -> None:
    assert client.get(f"/fail/{fault}/").get("Retry-After") == seconds


@pytest.mark.django_db
def test_an_unknown_address_offers_the_search(client: Client) -> None:
    answer = client.get("/nowhere/")
    page = answer.content.decode()
    assert (answer.status_code, page.count("Page not found"), page.count('name="q"')) == (404, 2, 1)


def test_error_pages_need_no_database(client: Client) -> None:
    """Without the `django_db` mark every query fails the test."""
    paths = ["/nowhere/", *(f"/fail/{f}/" for f in ("operational", "bug", "bad", "denied"))]
    assert [client.get(path).status_code for path in paths] == [404, 503, 500, 400, 403]


def test_an_error_page_shows_nothing_about_who_is_signed_in(lead: User, client: Client) -> None:
    client.force_login(lead)
    page = client.get("/fail/bug/").content.decode()
    assert [text for text in ("Lena", "Sign out", lead.email) if text in page] == []


@pytest.mark.django_db
def test_a_stale_form_says_that_nothing_changed() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"email": "a@harrowmere.example"})
    page = answer.content.decode()
    assert (answer.status_code, page.count("Nothing was changed.")) == (403, 1)


def test_a_body_of_three_megabytes_is_refused(client: Client) -> None:
    assert client.post("/echo/", {"text": "x" * 3_000_000}).status_code in {400, 413}


@pytest.mark.parametrize(("fields", "status"), [(1000, 200), (1001, 400)])
def test_a_form_of_more_than_a_thousand_fields_is_refused(
    fields: int, status: int, client: Client
) -> None:
    data = {f"field{n}": "x" for n in range(fields)}
    assert client.post("/echo/", data).status_code == status


@pytest.mark.parametrize("fault", ["operational", "bug", "bad", "denied"])
def test_error_pages_carry_the_security_headers(fault: str, client: Client) -> None:
    answer = client.get(f"/fail/{fault}/")
    assert (
        answer["X-Content-Type-Options"],
        "frame-ancestors 'none'" in answer["Content-Security-Policy"],
    ) == (
        "nosniff",
        True,
    )


def test_a_host_that_is_not_ours_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
