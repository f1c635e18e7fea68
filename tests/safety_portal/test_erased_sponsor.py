"""An executive sponsor who erases themselves while a sign-up waits for them, and afterwards."""

import html
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from audit.models import Event
from organisations.links import sponsor_token
from organisations.models import LeadAppointment, Membership
from organisations.presenters.checks import reasons
from organisations.services.appointments import ask_sponsor_to_appoint
from organisations.services.sponsorship import ask_for_changes, ask_sponsor, confirm
from organisations.services.verification import is_verified
from safety_portal.personal_data import erase_person
from tests.conftest import NOW

ClientFor = Callable[[User], Client]
ADDRESS = "sponsor@harrowmere.example"


@pytest.fixture
def sponsor(make_user: Callable[..., User]) -> User:
    return make_user(ADDRESS)


def named(membership: Membership) -> tuple[str, str, str, str]:
    found = Membership.objects.get(pk=membership.pk)
    return found.state, found.sponsor_name, found.sponsor_title, found.sponsor_email


@pytest.mark.parametrize("asked", [False, True])
def test_a_sign_up_that_waits_for_the_sponsor_needs_another(
    complete_sign_up: Membership,
    lead: User,
    sponsor: User,
    django_capture_on_commit_callbacks: Capture,
    *,
    asked: bool,
) -> None:
    if asked:
        ask_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(user=sponsor, by=sponsor, at=NOW)
    assert named(complete_sign_up) == ("DRAFT", "", "", "")
    told = [m for m in mail.outbox if m.to == [lead.email]]
    assert [m.subject for m in told] == ["Please name another executive sponsor"]
    assert f"/sign-up/{complete_sign_up.pk}/" in str(told[0].body)
    texts = [str(m.body) + str(m.subject) for m in told]
    assert not any("Sam" in text or ADDRESS in text for text in texts)
    event = Event.objects.get(event="sponsor.erased")
    assert event.subject == f"organisations.membership:{complete_sign_up.pk}"


def test_the_link_in_the_sponsors_mail_no_longer_works_and_names_nobody(
    complete_sign_up: Membership, lead: User, sponsor: User, client: Client
) -> None:
    request = ask_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    erase_person(user=sponsor, by=sponsor, at=NOW)
    request.refresh_from_db()
    page = client.get(f"/sponsor/{sponsor_token(request)}/").content.decode()
    assert (request.answer, request.name, "Sam" in page) == ("REPLACED", "Erased", False)
    assert request.email == f"erased-{sponsor.pk}@erased.invalid"


def test_what_the_sponsor_was_asked_before_names_them_no_longer(
    complete_sign_up: Membership, lead: User, sponsor: User
) -> None:
    request = ask_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    ask_for_changes(sponsor_request=request, comment="Shorter, please.", at=NOW)
    erase_person(user=sponsor, by=sponsor, at=NOW)
    request.refresh_from_db()
    assert (request.name, ADDRESS in request.email) == ("Erased", False)


def test_the_leads_can_name_another_and_go_on(
    complete_sign_up: Membership, lead: User, sponsor: User, client_for: ClientFor
) -> None:
    ask_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    erase_person(user=sponsor, by=sponsor, at=NOW)
    client, path = client_for(lead), f"/sign-up/{complete_sign_up.pk}/"
    client.post(
        f"{path}sponsor/", {"name": "Nel New", "title": "Chair", "email": "nel@harrowmere.example"}
    )
    client.post(f"{path}check/")
    assert named(complete_sign_up)[:2] == ("AWAITING_SPONSOR", "Nel New")


def test_once_confirmed_the_check_goes_on_without_the_address(
    complete_sign_up: Membership,
    lead: User,
    sponsor: User,
    officer: User,
    client_for: ClientFor,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    confirm(sponsor_request=ask_sponsor(membership=complete_sign_up, by=lead, at=NOW), at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(user=sponsor, by=sponsor, at=NOW)
    assert named(complete_sign_up) == (
        "AWAITING_VERIFICATION", "Sam Sponsor", "Chief executive", "",
    )  # fmt: skip
    assert [m.to for m in mail.outbox] == [[ADDRESS]]
    found = Membership.objects.with_evidence().get()
    assert (is_verified(found), reasons(found)[-1]) == (
        False,
        "The sponsor has had their address erased since they confirmed",
    )
    client = client_for(officer)
    page = client.get(f"/campaign/verify/{complete_sign_up.pk}/").content.decode()
    assert ("Address erased" in page, ADDRESS in page) == (True, False)
    own = html.unescape(client_for(lead).get(f"/sign-up/{found.pk}/check/").content.decode())
    assert ("Sam Sponsor, Chief executive" in own, "Not said yet" in own) == (True, False)
    client.post(f"/campaign/verify/{complete_sign_up.pk}/approve/", {})
    assert named(complete_sign_up)[0] == "ACTIVE"


def test_a_practice_partner_who_is_sponsor_and_only_applicant_ends_the_sign_up(
    sign_up: Membership, lead: User
) -> None:
    Membership.objects.filter(pk=sign_up.pk).update(
        sponsor_name="Lena Lead", sponsor_title="Partner", sponsor_email=lead.email
    )
    erase_person(user=lead, by=lead, at=NOW)
    assert named(sign_up)[0::3] == ("CLOSED", "")


def test_a_sponsor_who_was_asked_to_name_a_lead_is_asked_no_longer(
    membership: Membership, officer: User, sponsor: User
) -> None:
    ask_sponsor_to_appoint(membership=membership, by=officer, at=NOW)
    erase_person(user=sponsor, by=sponsor, at=NOW)
    left = LeadAppointment.objects.get()
    assert (left.replaced_at, ADDRESS in left.sponsor_email) == (NOW, False)
    assert named(membership)[1:] == ("Sam Sponsor", "Chief executive", "")
