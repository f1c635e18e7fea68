"""The campaign team's second factor fails closed."""

from collections.abc import Callable

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import login
from django.http import HttpRequest
from django.test import Client

from accounts.models import User
from accounts.services import give_campaign_role
from organisations.models import Membership
from tests.conftest import NOW, TOTP_SECRET

PATHS = ["/", "/dashboard/", "/campaign/", "/organisations/", "/sign-in/", "/second-factor/done/"]


def enter(user: User) -> Client:
    """Signed in by the emailed code and nothing else."""
    client = Client()
    request = HttpRequest()
    request.session = client.session
    login(request, user, "allauth.account.auth_backends.AuthenticationBackend")
    record_authentication(request, user, "code", email=user.email)
    request.session.save()
    client.cookies["sessionid"] = str(request.session.session_key)
    return client


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_officer_whose_session_lacks_the_factor_is_sent_to_sign_out(
    method: str, path: str, officer: User
) -> None:
    answer = getattr(enter(officer), method)(path)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-out/")


@pytest.mark.parametrize("path", PATHS)
def test_an_officer_without_a_factor_is_sent_to_set_one_up(path: str, stranger: User) -> None:
    officer = give_campaign_role(user=stranger, role="OFFICER", by="system", at=NOW)  # type: ignore[arg-type]
    assert enter(officer).get(path)["Location"] == "/second-factor/"


def test_a_write_of_an_officer_without_the_factor_changes_nothing(
    officer: User, make_member: Callable[..., Membership]
) -> None:
    waiting = make_member(state="AWAITING_VERIFICATION")
    enter(officer).post(f"/campaign/verify/{waiting.pk}/approve/")
    waiting.refresh_from_db()
    assert waiting.state == "AWAITING_VERIFICATION"


def test_an_officer_without_the_factor_can_sign_out(officer: User) -> None:
    client = enter(officer)
    page = client.get("/sign-out/")
    client.post("/sign-out/")
    assert (page.status_code, client.get("/").status_code) == (200, 200)


def test_a_lead_who_joins_the_team_needs_the_factor_from_the_next_page_on(lead: User) -> None:
    client = enter(lead)
    before = client.get("/dashboard/").status_code
    give_campaign_role(user=lead, role="ANALYST", by="system", at=NOW)  # type: ignore[arg-type]
    assert (before, client.get("/dashboard/")["Location"]) == (200, "/second-factor/")


def test_an_officer_who_proved_the_factor_is_in(
    officer: User, client_for: Callable[[User], Client]
) -> None:
    assert client_for(officer).get("/campaign/").status_code == 200


def test_a_lead_with_a_factor_of_their_own_needs_no_proof_of_it_here(lead: User) -> None:
    TOTP.activate(lead, TOTP_SECRET)
    assert enter(lead).get("/dashboard/").status_code == 200


@pytest.mark.django_db
def test_strangers_read_public_pages(client: Client) -> None:
    assert [client.get(p).status_code for p in ("/", "/organisations/", "/healthz")] == [200] * 3
