"""What stands between a sponsor's link and a published pledge, and how often we write."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from organisations.choices import OrganisationType, Role
from organisations.links import sponsor_token
from organisations.models import Membership, Organisation, SponsorRequest
from organisations.services import membership as memberships
from organisations.services import sponsorship
from organisations.services.sponsorship import AskedJustNow
from pledges import services as pledges
from tests.conftest import NOW

ClientFor = Callable[[User], Client]


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def name(membership: Membership, email: str, by: User) -> Membership:
    return memberships.name_sponsor(
        membership=membership, name="Sam", title="Chief", email=email, by=by, at=NOW
    )


def close(membership: Membership) -> None:
    Organisation.objects.filter(pk=membership.organisation_id).update(closed_date=NOW.date())


def send_and_take_back(membership: Membership, email: str, by: User, minutes: int) -> None:
    at = NOW + timedelta(minutes=minutes)
    pledges.send_to_sponsor(membership=name(membership, email, by), by=by, at=at)
    sponsorship.take_back(membership=membership, by=by, at=at)


@pytest.fixture
def asked(complete_sign_up: Membership, lead: User) -> SponsorRequest:
    return pledges.send_to_sponsor(membership=complete_sign_up, by=lead, at=timezone.now())


def confirm(asked: SponsorRequest) -> Any:
    data = {"answer": "CONFIRMED", "comment": "Well done."}
    return Client().post(f"/sponsor/{sponsor_token(asked)}/", data)


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [(OrganisationType.ACUTE_TRUST, False), (OrganisationType.GP_PRACTICE, True)],
)
def test_the_applicant_confirms_only_in_a_practice_whatever_their_role(
    kind: str,
    sign_up: Membership,
    lead: User,
    another_lead: Callable[[Membership], User],
    *,
    allowed: bool,
) -> None:
    Organisation.objects.update(type=kind)
    other = another_lead(sign_up)
    sign_up.representatives.filter(user=lead).update(role=Role.EDITOR)
    if allowed:
        assert name(sign_up, "LEAD@harrowmere.example", other).sponsor_email == lead.email
        return
    with pytest.raises(memberships.SponsorIsLead):
        name(sign_up, "LEAD@harrowmere.example", other)


def test_a_sponsor_who_became_a_lead_confirms_nothing_and_is_told_why(
    asked: SponsorRequest, make_user: Callable[..., User]
) -> None:
    asked.membership.representatives.create(
        user=make_user(asked.email), role=Role.LEAD, job_title="Chief", since_at=NOW
    )
    page = words(confirm(asked))
    asked.refresh_from_db()
    assert "You act for this organisation as lead; somebody else has to confirm." in page
    assert "Well done." in page
    assert (asked.answer, Membership.objects.get().state) == ("", "AWAITING_SPONSOR")


# An organisation that closed since


def test_a_sign_up_of_an_organisation_that_closed_is_not_sent(
    complete_sign_up: Membership,
    lead: User,
    make_organisation: Callable[..., Organisation],
    client_for: ClientFor,
) -> None:
    close(complete_sign_up)
    heir = make_organisation(name="NEWMERE NHS TRUST")
    complete_sign_up.organisation.successions_from.create(successor=heir)
    page = client_for(lead).post(f"/sign-up/{complete_sign_up.pk}/check/", follow=True)
    assert "has closed, so it cannot become a member. Newmere NHS Trust can sign up" in words(page)
    assert (Membership.objects.get().state, SponsorRequest.objects.count()) == ("DRAFT", 0)


def test_a_sponsor_confirms_no_organisation_that_closed(asked: SponsorRequest) -> None:
    close(asked.membership)
    page = words(confirm(asked))
    asked.refresh_from_db()
    assert "has closed, so it cannot become a member. If that is wrong, write to the" in page
    assert (asked.answer, Membership.objects.get().state) == ("", "AWAITING_SPONSOR")


def test_no_organisation_that_closed_is_approved(
    asked: SponsorRequest, officer: User, client_for: ClientFor
) -> None:
    confirm(asked)
    close(asked.membership)
    path = f"/campaign/verify/{asked.membership_id}/approve/"
    page = words(client_for(officer).post(path))
    assert "has closed, so it cannot become a member." in page
    assert "Decline it, with that as the reason." in page
    assert Membership.objects.get().state == "AWAITING_VERIFICATION"


# How often a sponsor gets mail


def test_taking_it_back_does_not_shorten_the_hour_for_the_same_address(
    complete_sign_up: Membership, lead: User
) -> None:
    send_and_take_back(complete_sign_up, "sponsor@harrowmere.example", lead, 0)
    with pytest.raises(AskedJustNow, match="less than an hour ago"):
        send_and_take_back(complete_sign_up, "sponsor@harrowmere.example", lead, 59)
    send_and_take_back(complete_sign_up, "another@harrowmere.example", lead, 59)
    send_and_take_back(complete_sign_up, "sponsor@harrowmere.example", lead, 60)
    assert SponsorRequest.objects.count() == 3


def test_a_sponsor_who_asked_for_changes_gets_the_next_link_at_once(
    complete_sign_up: Membership, lead: User
) -> None:
    first = pledges.send_to_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    sponsorship.ask_for_changes(sponsor_request=first, comment="Bolder.", at=NOW)
    assert pledges.send_to_sponsor(membership=complete_sign_up, by=lead, at=NOW).answer == ""


def test_five_links_a_day_and_the_sign_up_says_so(
    complete_sign_up: Membership, lead: User, client_for: ClientFor
) -> None:
    at = timezone.now()
    for number in range(5):
        name(complete_sign_up, f"sponsor{number}@harrowmere.example", lead)
        pledges.send_to_sponsor(membership=complete_sign_up, by=lead, at=at)
        sponsorship.take_back(membership=complete_sign_up, by=lead, at=at)
    name(complete_sign_up, "sixth@harrowmere.example", lead)
    page = client_for(lead).post(f"/sign-up/{complete_sign_up.pk}/check/", follow=True)
    assert "5 times since yesterday. Try again tomorrow; everything is saved." in words(page)
    assert (SponsorRequest.objects.count(), Membership.objects.get().state) == (5, "DRAFT")
    tomorrow = at + timedelta(days=1)
    pledges.send_to_sponsor(membership=complete_sign_up, by=lead, at=tomorrow)
