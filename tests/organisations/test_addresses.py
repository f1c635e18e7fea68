"""Addresses that never break: the slug for good, and what else people cite leads there."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from improvement_plans.models import Plan
from organisations.models import Membership, Organisation
from organisations.services.by_hand import merge_organisations
from tests.conftest import NOW, TODAY
from tests.mergers.closing import promise

SLUG = "harrowmere-test-nhs-trust-zza01"
PARTS = [
    "",
    "plan/",
    "plan/versions/1/",
    "pledges/1/",
    "pledges/1/versions/1/",
    "pledges/1/?first=1&second=2",
]


@pytest.fixture
def pages(published_plan: Plan, membership: Membership) -> str:
    """A has a page, a plan and a pledge."""
    promise(membership, 1)
    return membership.organisation.slug


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("code", ["zza01", "ZZA01", "Zza01", SLUG.upper()])
def test_the_ods_code_and_any_case_lead_to_the_one_address(
    code: str, part: str, pages: str, client: Client
) -> None:
    answer = client.get(f"/organisations/{code}/{part}")
    assert (answer.status_code, answer["Location"]) == (301, f"/organisations/{SLUG}/{part}")
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("part", ["", "/plan", "/plan/versions/1", "/pledges/1"])
@pytest.mark.parametrize("name", ["zza01", "ZZA01", SLUG])
def test_it_leads_there_without_a_slash_at_the_end_too(
    name: str, part: str, pages: str, client: Client
) -> None:
    answer = client.get(f"/organisations/{name}{part}", follow=True)
    assert {status for _, status in answer.redirect_chain} == {301}
    assert answer.request["PATH_INFO"] == f"/organisations/{SLUG}{part}/"
    assert answer.status_code == 200


def test_the_one_address_leads_nowhere_else(pages: str, client: Client) -> None:
    assert [client.get(f"/organisations/{SLUG}/{part}").status_code for part in PARTS] == [200] * 6


@pytest.mark.parametrize(
    "path", ["zza99/", "zza01x/", f"{SLUG}/pledges/2/", f"{SLUG}/plan/versions/9/"]
)
def test_what_is_nobodys_is_not_found(path: str, pages: str, client: Client) -> None:
    assert client.get(f"/organisations/{path}").status_code == 404


def test_a_slug_is_nobody_elses_code(
    make_organisation: Callable[..., Organisation], membership: Membership, client: Client
) -> None:
    by_hand = make_organisation(name="ZZA01", ods_code=None, added_by_hand=True)
    assert by_hand.slug == "zza01"
    assert client.get("/organisations/zza01/").status_code == 404


def test_a_joined_record_leads_there_in_any_case_and_on_every_page(
    make_organisation: Callable[..., Organisation], pages: str, lead: User, client: Client
) -> None:
    added = make_organisation(name="Harrowmere by hand", ods_code=None, added_by_hand=True)
    into = Organisation.objects.get(slug=pages)
    merge_organisations(added=added, into=into, by=lead, at=NOW, today=TODAY)
    paths = [
        f"/organisations/{name}/{p}" for name in (added.slug, added.slug.upper()) for p in PARTS
    ]
    answers = [client.get(path) for path in paths]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (301, f"/organisations/{SLUG}/{part}") for part in PARTS
    ] * 2


def test_finding_nothing_costs_no_more_than_two_questions_to_the_register(
    pages: str, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):  # the page's own, then slug and code
        client.get("/organisations/nowhere/pledges/1/")
