"""Passkeys: a quick way in for everybody, and a whole one for the campaign team."""

import json
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.choices import CampaignRole
from accounts.models import User
from accounts.services import give_campaign_role
from audit.models import Event
from tests.accounts.soft_passkey import FLAG, SoftPasskey, options_on, options_to_sign_in
from tests.accounts.test_limits import SECRET, give_password
from tests.accounts.test_views import code, who
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def add(client: Client, passkey: SoftPasskey, name: str = "Work laptop") -> object:
    options = options_on(client.get("/account/passkeys/add/").content.decode())
    credential = passkey.register(options)
    return client.post("/account/passkeys/add/", {"name": name, "credential": credential})


def sign_in_with(passkey: SoftPasskey) -> Client:
    client = Client()
    client.post("/sign-in/passkey/", {"credential": passkey.sign(options_to_sign_in(client))})
    return client


@pytest.fixture
def passkey(lead: User, client_for: ClientFor) -> SoftPasskey:
    """The lead's."""
    made = SoftPasskey(lead)
    add(client_for(lead), made)
    return made


@pytest.fixture
def team_passkey(lead: User, passkey: SoftPasskey) -> SoftPasskey:
    """The lead's, who has joined the campaign team since, without an authenticator app."""
    give_campaign_role(user=lead, role=CampaignRole.OFFICER, by="system", at=NOW)
    return passkey


@pytest.fixture
def by_code(django_capture_on_commit_callbacks: Capture) -> Callable[[User], Client]:
    def enter(user: User) -> Client:
        client = Client()
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/sign-in/", {"email": user.email})
        client.post("/sign-in/code/", {"code": code()})
        return client

    return enter


def by_password(user: User) -> Client:
    give_password(user)
    client = Client()
    client.post("/sign-in/password/", {"login": user.email, "password": SECRET})
    return client


def test_a_person_signs_in_with_a_passkey(passkey: SoftPasskey, lead: User) -> None:
    assert who(sign_in_with(passkey)) == str(lead.pk)


def test_a_passkey_is_listed_by_the_name_it_was_given(
    passkey: SoftPasskey, lead: User, client_for: ClientFor
) -> None:
    assert client_for(lead).get("/account/").content.decode().count("Work laptop") == 2


def test_a_new_passkey_is_audited_and_told(
    lead: User, client_for: ClientFor, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        add(client_for(lead), SoftPasskey(lead))
    event = Event.objects.get(event="person.way-in-changed")
    assert event.details == {"method": "passkey", "change": "set"}
    assert [m.subject for m in mail.outbox] == ["A passkey has been added to your account"]


def test_adding_a_passkey_makes_no_recovery_codes(passkey: SoftPasskey) -> None:
    assert list(Authenticator.objects.values_list("type", flat=True)) == ["webauthn"]


def test_a_device_that_asks_for_nothing_is_no_passkey(lead: User, client_for: ClientFor) -> None:
    answer = add(client_for(lead), SoftPasskey(lead, verifies=False))
    assert (answer.status_code, Authenticator.objects.count()) == (200, 0)  # type: ignore[attr-defined]


def test_the_key_of_somebody_else_opens_nothing(passkey: SoftPasskey, other_lead: User) -> None:
    passkey.handle = SoftPasskey(other_lead).handle
    assert who(sign_in_with(passkey)) is None


def test_an_answer_works_once(passkey: SoftPasskey) -> None:
    client = Client()
    answer = passkey.sign(options_to_sign_in(client))
    client.post("/sign-in/passkey/", {"credential": answer})
    client.post("/sign-out/")
    client.post("/sign-in/passkey/", {"credential": answer})
    assert who(client) is None


def test_a_deactivated_person_is_not_let_in(passkey: SoftPasskey, lead: User) -> None:
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert who(sign_in_with(passkey)) is None


def test_the_code_alone_goes_on_working_for_somebody_with_a_passkey(
    passkey: SoftPasskey, lead: User, by_code: Callable[[User], Client]
) -> None:
    assert who(by_code(lead)) == str(lead.pk)


def test_a_removed_passkey_opens_nothing(
    passkey: SoftPasskey, lead: User, client_for: ClientFor
) -> None:
    client = client_for(lead)
    path = f"/account/passkeys/{Authenticator.objects.get().pk}/remove/"
    page = client.get(path).content.decode()
    client.post(path)
    assert (page.count("Work laptop"), who(sign_in_with(passkey))) == (1, None)
    assert Event.objects.filter(details={"method": "passkey", "change": "removed"}).count() == 1


def test_nobody_removes_the_passkey_of_another(
    passkey: SoftPasskey, other_lead: User, client_for: ClientFor
) -> None:
    path = f"/account/passkeys/{Authenticator.objects.get().pk}/remove/"
    client = client_for(other_lead)
    assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)
    assert Authenticator.objects.count() == 1


# --- The campaign team ----------------------------------------------------------------------


def test_a_passkey_is_both_factors_of_the_campaign_team(team_passkey: SoftPasskey) -> None:
    assert sign_in_with(team_passkey).get("/campaign/").status_code == 200


def test_a_key_that_verified_nobody_lets_no_officer_in(team_passkey: SoftPasskey) -> None:
    team_passkey.flags = FLAG.UP
    assert who(sign_in_with(team_passkey)) is None


def test_the_question_of_the_second_step_lets_no_unverified_key_in_alone(
    team_passkey: SoftPasskey, lead: User, by_code: Callable[[User], Client]
) -> None:
    client = by_code(lead)
    options = options_on(client.get("/sign-in/second-factor/").content.decode())
    team_passkey.flags = FLAG.UP
    client.post("/sign-in/passkey/", {"credential": team_passkey.sign(options)})
    assert who(client) is None


@pytest.mark.parametrize("way", ["code", "password"])
def test_an_officer_with_a_passkey_is_asked_for_it_after_any_other_way(
    way: str, team_passkey: SoftPasskey, lead: User, by_code: Callable[[User], Client]
) -> None:
    client = by_code(lead) if way == "code" else by_password(lead)
    page = client.get("/sign-in/second-factor/").content.decode()
    half_way = who(client)
    client.post("/sign-in/second-factor/", {"credential": team_passkey.sign(options_on(page))})
    assert (half_way, client.get("/campaign/").status_code) == (None, 200)


def test_a_password_alone_does_not_let_an_officer_in(officer: User) -> None:
    client = by_password(officer)
    assert (who(client), client.get("/campaign/")["Location"]) == (
        None,
        "/sign-in/?next=/campaign/",
    )


def test_a_password_alone_opens_only_the_page_that_sets_a_factor_up(stranger: User) -> None:
    give_campaign_role(user=stranger, role=CampaignRole.OFFICER, by="system", at=NOW)
    client = by_password(stranger)
    paths = ("/campaign/", "/dashboard/", "/account/", "/account/erase/", "/account/passkeys/add/")
    assert {client.get(path).get("Location") for path in paths} == {"/second-factor/"}


def test_an_officer_who_removes_the_factor_must_set_one_up_next_time(
    officer: User, client_for: ClientFor, by_code: Callable[[User], Client]
) -> None:
    client_for(officer).post("/second-factor/remove/")
    assert by_code(officer).get("/campaign/")["Location"] == "/second-factor/"


# --- What is no passkey ---------------------------------------------------------------------

NONSENSE = [
    "", "{", "null", "[]", "false", "0", '"x"', "1e309", "{}", '{"response": null}', '{"response": []}',
    '{"response": {"userHandle": "AAAA"}}', '{"response": {"userHandle": null}}',
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}', "\x00", "x" * 10_000,
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {
        "clientDataJSON": "AA", "authenticatorData": "AA", "signature": "AA", "userHandle": "_w"}}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {
        "clientDataJSON": "AA", "attestationObject": "AA"}}),
]  # fmt: skip


@pytest.mark.parametrize("credential", NONSENSE)
def test_nonsense_signs_nobody_in_and_breaks_nothing(credential: str) -> None:
    client = Client()
    options_to_sign_in(client)
    answer = client.post("/sign-in/passkey/", {"credential": credential})
    assert (answer["Location"], who(client)) == ("/sign-in/", None)


@pytest.mark.parametrize("credential", NONSENSE)
def test_nonsense_is_no_new_passkey(credential: str, lead: User, client_for: ClientFor) -> None:
    client = client_for(lead)
    client.get("/account/passkeys/add/")
    answer = client.post("/account/passkeys/add/", {"name": "x", "credential": credential})
    assert (answer.status_code, Authenticator.objects.count()) == (200, 0)
