"""What everyone reads of one pledge: its versions, their reasons, and what changed."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from organisations.models import Membership
from organisations.services.lifecycle import withdraw
from pledges.models import Commitment
from tests.conftest import NOW
from tests.pledges.conftest import Publish

CANARY = "kestrel-canary"
SLUG = "harrowmere-test-nhs-trust-zza01"
PLEDGE = f"/organisations/{SLUG}/pledges/2/"


def words(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


def links(answer: Any) -> list[str]:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.findall(r'href="(/[^"]*)"', main)


@pytest.fixture
def three(member: Membership, publish: Publish) -> Membership:
    """Three versions of pledge 2, and a draft of a fourth."""
    publish(member, "Second words of pledge 2.", at=NOW + timedelta(days=10))
    publish(
        member,
        "Third words of pledge 2.",
        reason="Because of days.",
        role="Medical director",
        at=NOW + timedelta(days=20),
    )
    return member


@pytest.fixture
def drafted(three: Membership, write: Callable[..., Commitment]) -> Membership:
    write(three, text=CANARY)
    return three


def test_the_page_of_a_pledge_has_its_whole_history(three: Membership, client: Client) -> None:
    shown = words(client.get(PLEDGE))
    assert "Third words of pledge 2. New because of the pledge. Version 3, 5 July 2026" in shown
    history = shown.partition(" cited for good. ")[2]
    assert history.startswith(
        "Version 3, 5 July 2026 (you are reading it) Because of days. What changed in version 3 "
        "Published by: Medical director "
        "Version 2, 25 June 2026 Nights matter more. What changed in version 2 "
        "Published by: Head of quality "
        "Version 1, 15 June 2026 First version "
        "Confirmed by the executive sponsor: Chief executive "
    )


def test_every_version_has_an_address_for_good(three: Membership, client: Client) -> None:
    texts = [words(client.get(f"{PLEDGE}versions/{n}/")) for n in (1, 2, 3)]
    names = ("Old", "Second", "Third")
    assert [
        [name for name in names if f" {name} words of pledge 2. " in text] for text in texts
    ] == [["Old"], ["Second"], ["Third"]]


def test_an_earlier_version_says_so_and_leads_to_the_newest(
    three: Membership, client: Client
) -> None:
    said = "This is an earlier version of this pledge, published on "
    pages = [client.get(f"{PLEDGE}versions/{n}/") for n in (1, 2, 3)]
    assert [said in words(page) for page in pages] == [True, True, False]
    assert links(pages[0])[:2] == [f"{PLEDGE}versions/3/", f"{PLEDGE}versions/1/changes/3/"]


@pytest.mark.parametrize(
    ("pair", "difference", "reasons"),
    [
        ((1, 2), "[removed: Old ] [added: Second ] words", ["Nights matter more."]),
        ((2, 3), "[removed: Second ] [added: Third ] words", ["Because of days."]),
        (
            (1, 3),
            "[removed: Old ] [added: Third ] words",
            ["Because of days.", "Nights matter more."],
        ),
    ],
)
def test_what_changed_between_any_two_is_shown_with_the_reasons(
    pair: tuple[int, int], difference: str, reasons: list[str], three: Membership, client: Client
) -> None:
    shown = words(client.get(f"{PLEDGE}versions/{pair[0]}/changes/{pair[1]}/"))
    assert difference in shown
    known = ["Because of days.", "Nights matter more."]
    assert [reason for reason in known if reason in shown] == reasons


def test_two_versions_are_told_from_the_older_one(three: Membership, client: Client) -> None:
    answer = client.get(f"{PLEDGE}versions/3/changes/1/")
    assert (answer.status_code, answer["Location"]) == (301, f"{PLEDGE}versions/1/changes/3/")


@pytest.mark.parametrize("query", ["first=1&second=3", "first=3&second=1"])
def test_two_versions_are_chosen_in_a_form(query: str, three: Membership, client: Client) -> None:
    answer = client.get(f"{PLEDGE}?{query}")
    assert (answer.status_code, answer["Location"]) == (302, f"{PLEDGE}versions/1/changes/3/")


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("first=2&second=2", "Choose two versions that are not the same"),
        ("first=9&second=2", "Choose versions that are in the list"),
        ("first=&second=2", "Choose two versions to compare"),
        ("first=x\x00&second=2", "Choose versions that are in the list"),
    ],
)
def test_a_choice_that_is_none_says_what_to_do(
    query: str, error: str, three: Membership, client: Client
) -> None:
    assert f"There is a problem {error}" in words(client.get(f"{PLEDGE}?{query}"))


def test_a_single_version_has_nothing_to_compare(member: Membership, client: Client) -> None:
    page = client.get(f"{PLEDGE}?first=1&second=1")
    assert (page.status_code, "Compare" in words(page)) == (200, False)


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "versions/1/",
        "versions/3/",
        "versions/1/changes/3/",
        "?first=3&second=4",
        "?first=1&second=1",
    ],
)
def test_a_draft_is_on_no_public_page(rest: str, drafted: Membership, client: Client) -> None:
    page = client.get(f"{PLEDGE}{rest}")
    assert (page.status_code, CANARY in page.content.decode()) == (200, False)


@pytest.mark.parametrize(
    "rest",
    [
        "versions/4/",
        "versions/3/changes/4/",
        "versions/4/changes/3/",
        "versions/2/changes/2/",
        "versions/0/",
        f"versions/{10**30}/",
    ],
)
def test_what_was_not_published_is_not_found(
    rest: str, drafted: Membership, client: Client
) -> None:
    assert client.get(f"{PLEDGE}{rest}", follow=True).status_code == 404


def test_a_pledge_that_was_only_drafted_has_no_page(
    member: Membership, write: Callable[..., Commitment], client: Client
) -> None:
    write(member, 3)
    paths = [f"/organisations/{SLUG}/pledges/{n}/" for n in (3, 4, 6)]
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]


def test_a_sign_up_has_no_public_pledges(complete_sign_up: Membership, client: Client) -> None:
    assert client.get(PLEDGE).status_code == 404


def test_nobody_of_the_team_is_named(drafted: Membership, client: Client) -> None:
    for rest in ("", "versions/2/", "versions/1/changes/3/"):
        page = client.get(f"{PLEDGE}{rest}").content.decode()
        assert [name for name in ("Lena", "Eddie", "lead@", "editor@") if name in page] == []


def test_what_a_member_that_left_wrote_stays_readable(
    three: Membership, lead: User, client: Client
) -> None:
    withdraw(membership=three, reason="Reorganised.", by=lead, at=NOW + timedelta(days=40))
    pages = [client.get(f"{PLEDGE}{r}") for r in ("", "versions/1/", "versions/1/changes/2/")]
    assert [page.status_code for page in pages] == [200, 200, 200]
    said = "Harrowmere Test NHS Trust was a member from June 2026 to July 2026"
    assert [said in words(page) for page in pages] == [True, True, True]


def test_the_members_page_leads_to_each_pledges_versions(three: Membership, client: Client) -> None:
    found = links(client.get(f"/organisations/{SLUG}/"))
    assert [link for link in found if "/pledges/" in link] == [
        f"/organisations/{SLUG}/pledges/1/",
        PLEDGE,
    ]


def test_the_history_costs_the_same_queries_at_one_version_and_at_three(
    three: Membership, client: Client
) -> None:
    counts = []
    for number in (1, 2):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/organisations/{SLUG}/pledges/{number}/")
        counts.append(len(captured))
    # The other is for the priorities that serve the pledge.
    assert counts == [2, 2]
