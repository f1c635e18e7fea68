"""What everyone reads of people: the list, an organisation's page, the count."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from individuals import services
from individuals.models import Individual
from organisations.models import Membership
from tests.conftest import NOW

MakeIndividual = Callable[..., Individual]
CANARY = "kestrel-canary"
PEOPLE = "/people/"


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def names(answer: Any) -> list[str]:
    return re.findall(r'<h2[^>]*id="person-\d+">(.*?)</h2>', answer.content.decode())


def private(**fields: str) -> dict[str, Any]:
    """Somebody whose every word must not leak."""
    own = {"first_name": CANARY, "last_name": CANARY, "role": CANARY}
    return {**own, "pledges": {1: CANARY}, **fields}


@pytest.mark.django_db
def test_an_empty_list_invites(client: Client) -> None:
    shown = words(client.get(PEOPLE))
    assert shown.count("Nobody shows their pledges yet. Yours could be the first.") == 1


def test_each_is_shown_as_they_chose_newest_first(
    make_individual: MakeIndividual, membership: Membership, client: Client
) -> None:
    make_individual(first_name="Fia", last_name=CANARY, visibility="FIRST_NAME_AND_ROLE",
                    role="Midwife", organisation=membership.organisation)  # fmt: skip
    make_individual(first_name="Full", last_name="Name", visibility="FULL", role="Porter",
                    organisation=membership.organisation, pledges={2: "I learn."})  # fmt: skip
    make_individual(first_name="No", last_name="Place", visibility="FULL")
    make_individual(**private())
    page = client.get(PEOPLE)
    shown = words(page)
    wanted = [
        "Staff nurse. June 2026",
        "Porter, Harrowmere Test NHS Trust. June 2026 2. Continually learn I learn.",
        "Midwife. June 2026 1. Put safety first I will ask when I am not sure.",
    ]
    assert names(page) == ["No Place", "Full Name", "Fia"]
    assert ([shown.count(text) for text in wanted], shown.count(CANARY)) == ([1, 1, 1], 0)


def test_who_left_is_gone_at_once(
    make_individual: MakeIndividual, membership: Membership, client: Client
) -> None:
    for _ in range(5):
        make_individual(visibility="FULL", organisation=membership.organisation)
    left = make_individual(**private(visibility="FULL"), organisation=membership.organisation)
    services.leave(individual=left, by=left.user, at=NOW)
    pages = [words(client.get(path)) for path in (PEOPLE, "/", public(membership))]
    assert [page.count(CANARY) for page in pages] == [0, 0, 0]
    assert pages[2].count("5 people here have made their own pledges.") == 1


def test_pages_of_25_follow_each_other_without_a_gap(
    make_individual: MakeIndividual, client: Client
) -> None:
    for number in range(51):
        make_individual(first_name=f"P{number:02}", last_name="", visibility="FULL")
    address, seen = PEOPLE, []
    while address:
        page = client.get(address)
        seen.append(names(page))
        older = re.search(r'href="(\?before=\d+)"', page.content.decode())
        address = f"{PEOPLE}{older[1]}" if older else ""
    assert [len(shown) for shown in seen] == [25, 25, 1]
    assert [name for shown in seen for name in shown] == [
        f"P{number:02}" for number in range(50, -1, -1)
    ]


def test_below_the_last_person_the_page_says_so_and_leads_back(
    make_individual: MakeIndividual, client: Client
) -> None:
    oldest = make_individual(visibility="FULL")
    page = client.get(f"{PEOPLE}?before={oldest.pk}")
    led_back = page.content.decode().count('nhsuk-pagination__link--prev" href="/people/"')
    assert (words(page).count("There are no older ones."), led_back) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["x", "0", "-1", "01", "9" * 19])
def test_a_page_below_nobody_is_not_found(before: str, client: Client) -> None:
    assert client.get(PEOPLE, {"before": before}).status_code == 404


def test_the_list_costs_the_same_queries_at_one_person_and_at_three(
    make_individual: MakeIndividual, client: Client
) -> None:
    seen = set()
    for _ in range(3):
        make_individual(visibility="FULL", pledges={1: "One.", 2: "Two."})
        with CaptureQueriesContext(connection) as queries:
            client.get(PEOPLE)
        seen.add(len(queries))
    assert seen == {2}


# An organisation's page


def public(membership: Membership) -> str:
    return membership.organisation.get_absolute_url()


def body(client: Client, membership: Membership) -> str:
    return client.get(public(membership)).content.decode()


def test_four_people_of_an_organisation_change_nothing_on_its_page(
    make_individual: MakeIndividual, membership: Membership, client: Client
) -> None:
    before = body(client, membership)
    for _ in range(4):
        make_individual(visibility="FULL", organisation=membership.organisation)
    assert body(client, membership) == before


def test_from_five_on_the_page_counts_all_and_names_those_who_show_their_name(
    make_individual: MakeIndividual,
    membership: Membership,
    other_membership: Membership,
    client: Client,
) -> None:
    here = {"organisation": membership.organisation}
    make_individual(**private(), **here)
    make_individual(**private(visibility="FIRST_NAME_AND_ROLE"), **here)
    for name in ("Zoë", "Amina", "Ben"):
        make_individual(first_name=name, visibility="FULL", role="Nurse", **here)
    for _ in range(5):
        make_individual(**private(visibility="FULL"), organisation=other_membership.organisation)
    page = client.get(public(membership))
    said = "5 people here have made their own pledges. Among them: Amina Own, Nurse Ben Own, Nurse Zoë Own, Nurse"
    assert (words(page).count(said), words(page).count(CANARY)) == (1, 0)


def test_five_private_people_are_only_counted(
    make_individual: MakeIndividual, membership: Membership, client: Client
) -> None:
    for _ in range(5):
        make_individual(**private(), organisation=membership.organisation)
    shown = words(client.get(public(membership)))
    said = "5 people here have made their own pledges. About this member"
    assert (shown.count(said), shown.count(CANARY)) == (1, 0)


def test_the_page_asks_the_same_whether_there_are_none_four_or_many(
    make_individual: MakeIndividual, membership: Membership, client: Client
) -> None:
    seen = []
    for more in (0, 4, 30):
        for _ in range(more):
            make_individual(visibility="FULL", organisation=membership.organisation)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(public(membership))
        seen.append((len(queries), words(page).count("Ines Own, Staff nurse")))
    assert [names for _, names in seen] == [0, 0, 20]
    assert len({count for count, _ in seen}) == 1


# The count


def test_everybody_is_counted_on_the_home_page_and_nobody_named(
    make_individual: MakeIndividual, client: Client
) -> None:
    make_individual(**private())
    make_individual(**private(visibility="FULL"))
    shown = words(client.get("/"))
    said = "2 people have made pledges of their own. Read those of 1 person who shares them, or"
    assert (shown.count(said), shown.count(CANARY)) == (1, 0)
