"""A lead is also the executive sponsor only where the type of organisation allows it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from organisations.choices import LEAD_MAY_BE_SPONSOR, OrganisationType, Role
from organisations.models import Membership, Organisation, Representative, SponsorRequest
from organisations.services import membership as memberships
from organisations.services import sponsorship
from organisations.services.membership import SponsorIsLead
from tests.conftest import NOW

ClientFor = Callable[[User], Client]
SAID = "Enter somebody else’s address: who signs up or leads cannot also be the sponsor here"


def name(membership: Membership, email: str, by: User) -> Membership:
    return memberships.name_sponsor(
        membership=membership, name="Lena Lead", title="Partner", email=email, by=by, at=NOW
    )


def add(membership: Membership, user: User, role: Role) -> Representative:
    return memberships.add_representative(
        membership=membership, user=user, role=role, job_title="Nurse", by=user, at=NOW
    )


@pytest.mark.parametrize("kind", OrganisationType)
def test_only_in_a_practice_may_the_lead_be_the_sponsor(
    kind: OrganisationType, sign_up: Membership, lead: User
) -> None:
    Organisation.objects.update(type=kind)
    allowed = True
    try:
        name(sign_up, "LEAD@Harrowmere.example", lead)
    except SponsorIsLead:
        allowed = False
    named = Membership.objects.get().sponsor_email
    assert (allowed, bool(named)) == (kind == OrganisationType.GP_PRACTICE,) * 2


def test_any_lead_counts_and_an_editor_does_not(
    sign_up: Membership, lead: User, editor: User, stranger: User
) -> None:
    add(sign_up, stranger, Role.LEAD)
    add(sign_up, editor, Role.EDITOR)
    with pytest.raises(SponsorIsLead):
        name(sign_up, stranger.email, lead)
    assert name(sign_up, editor.email, lead).sponsor_email == editor.email


def test_a_lead_of_another_organisation_may_be_the_sponsor(
    sign_up: Membership, other_membership: Membership, other_lead: User, lead: User
) -> None:
    assert name(sign_up, other_lead.email, lead).sponsor_email == other_lead.email


def test_a_sponsor_who_became_a_lead_is_not_asked(
    complete_sign_up: Membership, lead: User, make_user: Callable[..., User], client_for: ClientFor
) -> None:
    add(complete_sign_up, make_user(complete_sign_up.sponsor_email), Role.LEAD)
    page = client_for(lead).post(f"/sign-up/{complete_sign_up.pk}/check/", follow=True)
    assert "Your executive sponsor is also a lead." in page.content.decode()
    assert (Membership.objects.get().state, SponsorRequest.objects.count()) == ("DRAFT", 0)


def test_a_sponsor_who_became_a_lead_is_not_asked_again(
    complete_sign_up: Membership, lead: User, make_user: Callable[..., User], client_for: ClientFor
) -> None:
    asked = sponsorship.ask_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    add(complete_sign_up, make_user(asked.email), Role.LEAD)
    page = client_for(lead).post(f"/sign-up/{complete_sign_up.pk}/ask-again/", follow=True)
    asked.refresh_from_db()
    assert "Your executive sponsor is also a lead." in page.content.decode()
    assert (asked.answer, SponsorRequest.objects.count()) == ("", 1)


def post(client: Client, membership: Membership, email: str) -> Any:
    data = {"name": "Lena <Lead>", "title": "Director", "email": email}
    return client.post(f"/sign-up/{membership.pk}/sponsor/", data)


def test_the_page_says_so_beside_the_address_and_keeps_what_was_typed(
    sign_up: Membership, lead: User, client_for: ClientFor
) -> None:
    page = post(client_for(lead), sign_up, lead.email).content.decode()
    values = re.findall(r'name="(?:name|title|email)"[^>]*value="([^"]*)"', page)
    assert (page.count(SAID), values) == (2, ["Lena &lt;Lead&gt;", "Director", lead.email])


def test_a_practice_is_told_that_it_may_be_the_same_person(
    sign_up: Membership, lead: User, client_for: ClientFor
) -> None:
    client, path = client_for(lead), f"/sign-up/{sign_up.pk}/sponsor/"
    seen = []
    for kind in (OrganisationType.ACUTE_TRUST, *LEAD_MAY_BE_SPONSOR):
        Organisation.objects.update(type=kind)
        page = client.get(path).content.decode()
        seen.append(("In a practice it may be you" in page, "It cannot be you" in page))
    assert seen == [(False, True), (True, False)]


def test_a_practice_names_its_lead(sign_up: Membership, lead: User, client_for: ClientFor) -> None:
    Organisation.objects.update(type=OrganisationType.GP_PRACTICE)
    assert post(client_for(lead), sign_up, lead.email).status_code == 302
