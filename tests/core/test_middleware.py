"""What no shared computer may keep."""

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from accounts.models import User
from core.middleware import LogRequests

NEVER = "max-age=0, no-cache, no-store, must-revalidate, private"
ClientFor = Callable[[User], Client]


@pytest.mark.parametrize("path", ["/dashboard/", "/", "/organisations/", "/nowhere/"])
def test_no_page_of_a_signed_in_person_is_stored(
    path: str, lead: User, client_for: ClientFor
) -> None:
    assert client_for(lead).get(path)["Cache-Control"] == NEVER


@pytest.mark.django_db
def test_a_public_page_may_be_stored_for_anyone_else(client: Client) -> None:
    assert client.get("/organisations/").has_header("Cache-Control") is False


@pytest.mark.django_db
def test_a_view_that_says_how_it_is_stored_is_left_alone(client: Client) -> None:
    assert client.get("/sign-in/code/").status_code == 302


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/sponsor/MQ:1x/", "GET /sponsor/…"),
        ("/invitation/MQ:1x/sign-in/", "GET /invitation/…"),
        ("/appointment/MQ:1x/", "GET /appointment/…"),
        ("/organisations/", "GET /organisations/"),
    ],
)
def test_the_log_holds_no_key(path: str, logged: str) -> None:
    assert LogRequests.format_request(RequestFactory().get(path)) == logged
