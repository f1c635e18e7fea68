"""What no shared computer may keep."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User

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
