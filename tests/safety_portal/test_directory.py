"""The public directory: members by name, never by outcome."""

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from improvement_plans import services as plans
from improvement_plans.models import Plan, PlanVersion
from organisations.models import Membership, Organisation
from tests.conftest import NOW

MakeMember = Callable[..., Membership]
MakeOrganisation = Callable[..., Organisation]
PATH = "/organisations/"


def names(answer: Any) -> list[str]:
    found = re.findall(r'<a class="nhsuk-heading-s[^>]*>(.*?)</a>', answer.content.decode())
    return [html.unescape(name) for name in found]


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def members(make_member: MakeMember) -> None:
    make_member(name="CALDERMOSS TRUST", ods_code="ZZ2", region_code="Y63", type="COMMUNITY_TRUST")
    make_member(name="ASHCOMBE TRUST", ods_code="ZZ3", region_code="Y56", town="LOWMOOR")
    make_member(name="BIRCHDALE TRUST", ods_code="ZZ1", region_code="Y63", former_name="OLDMERE")


def test_members_are_listed_a_to_z(members: None, client: Client) -> None:
    answer = client.get(PATH)
    assert names(answer) == ["Ashcombe Trust", "Birchdale Trust", "Caldermoss Trust"]
    assert words(answer).count("3 organisations, A to Z") == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=birch", ["Birchdale Trust"]),
        ("q=oldmere", ["Birchdale Trust"]),
        ("q=zz2", ["Caldermoss Trust"]),
        ("q=LOWMOOR", ["Ashcombe Trust"]),
        ("q=nowhere", []),
        ("q=!!!", []),
        ("q=", ["Ashcombe Trust", "Birchdale Trust", "Caldermoss Trust"]),
        ("type=COMMUNITY_TRUST", ["Caldermoss Trust"]),
        ("place=Y63", ["Birchdale Trust", "Caldermoss Trust"]),
        ("place=Y63&type=ACUTE_TRUST", ["Birchdale Trust"]),
        ("q=trust&place=Y56", ["Ashcombe Trust"]),
        ("type=NONSENSE", []),
        ("place=Y00", []),
    ],
)
def test_filters_in_the_address_narrow_the_list(
    query: str, found: list[str], members: None, client: Client
) -> None:
    assert names(client.get(f"{PATH}?{query}")) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("letter=B", ["Birchdale Trust"]),
        ("letter=0", ["111 Trust"]),
        ("letter=Z", ["Zealous Trust"]),
        ("letter=b", ["111 Trust", "Ashcombe Trust", "Birchdale Trust", "Caldermoss Trust"]),
    ],
)
def test_a_letter_leads_to_the_names_that_begin_with_it(
    query: str, found: list[str], members: None, make_member: MakeMember, client: Client
) -> None:
    make_member(name="111 TRUST")
    make_member(name="ZEALOUS TRUST")
    assert names(client.get(f"{PATH}?{query}"))[:4] == found


def test_letters_keep_the_filters_and_begin_at_the_first_page(
    members: None, client: Client
) -> None:
    page = html.unescape(client.get(f"{PATH}?q=trust&page=1").content.decode())
    assert page.count('href="?q=trust&letter=C"') == 1


def test_only_letters_with_names_are_links_and_the_chosen_one_always_is(
    members: None, make_member: MakeMember, client: Client
) -> None:
    make_member(name="111 TRUST")
    make_member(name="ZEAL TRUST", state="WITHDRAWN")
    page = client.get(f"{PATH}?letter=Q").content.decode()
    letters = re.search(r'<ul class="portal-letters">(.*?)</ul>', page, re.DOTALL)
    assert letters
    linked = re.findall(r'href="\?letter=(\w)"', letters[1])
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", letters[1])).strip()
    assert linked == ["0", "A", "B", "C", "Q"]
    assert said.startswith("Names that begin with 0–9 Names that begin with A")
    assert said.endswith("No name begins with Y No name begins with Z")


def test_a_box_left_empty_is_not_in_the_addresses(many: None, client: Client) -> None:
    assert links(client.get(f"{PATH}?q=&type=&place=Y56&topic=")) == ["?place=Y56&page=2"]


@pytest.fixture
def essex(make_organisation: MakeOrganisation) -> Organisation:
    make_organisation(name="OLD FEN ICB", ods_code="QZZ", type="ICB", closed_date=date(2026, 4, 1))
    return make_organisation(name="FEN ICB", ods_code="QFE", type="ICB", region_code="Y61")


def test_a_board_is_a_place_in_its_region(
    members: None, essex: Organisation, make_member: MakeMember, client: Client
) -> None:
    make_member(name="DAMSON TRUST", region_code="Y61", icb_code="QFE")
    page = client.get(f"{PATH}?place=QFE")
    html_ = page.content.decode()
    group = re.search(r'<optgroup label="East of England">(.*?)</optgroup>', html_, re.DOTALL)
    assert group
    options = re.findall(r'<option value="(\w+)"( selected)?>([^<]*)<', group[1])
    wanted = [("Y61", "", "All of East of England"), ("QFE", " selected", "Fen ICB")]
    assert (names(page), options, html_.count("Old Fen")) == (["Damson Trust"], wanted, 0)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("topic=FALLS", ["Harrowmere Test NHS Trust"]),
        ("topic=SEPSIS", []),
        ("topic=NONSENSE", []),
        ("plan=yes", ["Harrowmere Test NHS Trust"]),
        ("plan=yes&topic=FALLS&q=harrow", ["Harrowmere Test NHS Trust"]),
        ("plan=yes&q=caldermoss", []),
    ],
)
def test_members_are_found_by_what_their_published_plan_works_on(
    query: str,
    found: list[str],
    published_plan: Plan,
    other_membership: Membership,
    other_lead: User,
    client: Client,
) -> None:
    plans.start_plan(membership=other_membership, by=other_lead, at=NOW)  # a draft is nobody's
    assert names(client.get(f"{PATH}?{query}")) == found


def test_a_topic_that_only_an_earlier_version_had_finds_nobody(
    published_plan: Plan, client: Client
) -> None:
    PlanVersion.objects.update(state="SUPERSEDED")
    assert names(client.get(f"{PATH}?topic=FALLS")) == []


def test_the_filters_are_said_in_words(essex: Organisation, client: Client) -> None:
    query = "q=moor&type=ACUTE_TRUST&place=QFE&topic=AKI&plan=yes&letter=B"
    said = (
        "Only: “moor”; acute trust; in Fen ICB; working on Acute kidney injury; "
        "with a published plan; names that begin with B."
    )
    assert words(client.get(f"{PATH}?{query}")).count(said) == 1
    assert words(client.get(f"{PATH}?type=GP_PRACTICE")).count("Only: GP practice.") == 1


def test_a_misspelt_name_is_met_with_the_member_that_was_meant(
    members: None, make_organisation: MakeOrganisation, client: Client
) -> None:
    make_organisation(name="BIRCHDALF TRUST")  # no member
    answer = client.get(f"{PATH}?q=birchdate")
    assert words(answer).count("Did you mean Birchdale Trust ?") == 1


def test_who_is_no_member_is_looked_for_in_the_register(members: None, client: Client) -> None:
    page = client.get(f"{PATH}?q=nowhere+%26+co").content.decode()
    assert page.count('href="/sign-up/organisation/?q=nowhere%20%26%20co"') == 1


@pytest.mark.parametrize("q", ["a\x00b", "x" * 121])
def test_a_query_that_cannot_be_used_does_not_break_the_page(
    q: str, members: None, client: Client
) -> None:
    assert client.get(PATH, {"q": q}).status_code == 200


def test_filters_are_kept_in_the_form(members: None, client: Client) -> None:
    page = client.get(f"{PATH}?q=%3Cb%3E%22&type=ACUTE_TRUST&place=Y63").content.decode()
    selected = re.findall(r'<option value="(\w+)" selected>', page)
    assert (selected, page.count('value="&lt;b&gt;&#34;"')) == (["ACUTE_TRUST", "Y63"], 1)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=nowhere", "No organisation found Only: “nowhere”. Show all organisations No"),
        ("q=nowhere", "No organisation matches all of that."),
        ("", "No organisation yet Nobody has joined yet."),
    ],
)
def test_an_empty_list_says_why(query: str, said: str, db: None, client: Client) -> None:
    assert words(client.get(f"{PATH}?{query}")).count(said) == 1


@pytest.mark.parametrize(
    "state",
    ["DRAFT", "AWAITING_SPONSOR", "AWAITING_VERIFICATION", "WITHDRAWN", "SUCCEEDED", "CLOSED"],
)
def test_only_members_of_today_are_listed(
    state: str, make_member: MakeMember, client: Client
) -> None:
    make_member(state=state, name="KESTREL CANARY")
    assert client.get(PATH).content.decode().count("Kestrel") == 0


def test_a_paused_member_is_listed_with_month_and_reason(
    make_member: MakeMember, client: Client
) -> None:
    make_member(state="PAUSED")
    assert words(client.get(PATH)).count("Paused since June 2026: Because.") == 1


def test_a_long_reason_does_not_fill_the_directory(make_member: MakeMember, client: Client) -> None:
    Membership.objects.filter(pk=make_member(state="PAUSED").pk).update(state_reason="Zeal " * 200)
    assert words(client.get(PATH)).count("Zeal") == 32


def test_a_member_that_has_left_is_not_listed(make_member: MakeMember, client: Client) -> None:
    make_member(state="WITHDRAWN")
    make_member(state="SUCCEEDED")
    assert names(client.get(PATH)) == []


def test_a_member_shows_since_when_and_when_last_heard_from_in_london(
    make_member: MakeMember, client: Client
) -> None:
    make_member(
        joined_at=datetime(2026, 4, 30, 23, 30, tzinfo=UTC),
        last_heard_at=datetime(2026, 8, 31, 23, 30, tzinfo=UTC),
    )
    said = "Member since May 2026, last heard from September 2026"
    assert words(client.get(PATH)).count(said) == 1


def test_a_member_that_closed_was_one(make_member: MakeMember, client: Client) -> None:
    member = make_member(closed_date=date(2026, 4, 1), joined_at=datetime(2025, 3, 2, tzinfo=UTC))
    said = "Was a member from March 2025 until it closed in April 2026."
    closed, page = client.get(PATH), client.get(member.organisation.get_absolute_url())
    assert (words(closed).count(said), words(closed).count("Member since")) == (1, 0)
    said = "Was a member 2 March 2025 to 1 April 2026"
    assert (words(page).count(said), words(page).count("Member since")) == (1, 0)


def test_a_member_shows_its_type_town_and_region(make_member: MakeMember, client: Client) -> None:
    make_member(type="AMBULANCE_TRUST", town="LOW MOOR", region_code="Y58")
    assert words(client.get(PATH)).count("Ambulance trust, Low Moor, South West") == 1


def test_an_unknown_region_is_shown_by_its_code(make_member: MakeMember, client: Client) -> None:
    make_member(region_code="Y99")
    assert words(client.get(PATH)).count("Acute trust, Harrowmere, Y99") == 1


def test_each_name_leads_to_its_page(make_member: MakeMember, client: Client) -> None:
    member = make_member()
    address = member.organisation.get_absolute_url()
    page = client.get(PATH).content.decode()
    assert (page.count(f'href="{address}"'), client.get(address).status_code) == (1, 200)


def test_a_name_is_escaped(make_member: MakeMember, client: Client) -> None:
    make_member(name="Care <script>alert(1)</script> & more")
    page = client.get(PATH).content.decode()
    assert page.count("Care &lt;script&gt;alert(1)&lt;/script&gt; &amp; more") == 1


@pytest.fixture
def many(make_member: MakeMember) -> None:
    for number in range(51):
        make_member(name=f"TRUST {number:02}", region_code="Y56" if number < 30 else "Y63")


def links(answer: Any) -> list[str]:
    found = re.findall(r'nhsuk-pagination__link[^>]*href="([^"]*)"', answer.content.decode())
    return [html.unescape(link) for link in found]


@pytest.mark.parametrize(
    ("page", "first", "count", "where"),
    [
        (1, "Trust 00", 25, ["?page=2"]),
        (2, "Trust 25", 25, ["?page=1", "?page=3"]),
        (3, "Trust 50", 1, ["?page=2"]),
    ],
)
def test_a_page_has_25_and_leads_to_its_neighbours(
    page: int, first: str, count: int, where: list[str], many: None, client: Client
) -> None:
    answer = client.get(f"{PATH}?page={page}")
    assert (names(answer)[0], len(names(answer)), links(answer)) == (first, count, where)


def test_pages_keep_the_filters(many: None, client: Client) -> None:
    answer = client.get(f"{PATH}?q=trust&place=Y56&page=2")
    assert (len(names(answer)), links(answer)) == (5, ["?q=trust&place=Y56&page=1"])


def test_25_members_fit_on_one_page(make_member: MakeMember, client: Client) -> None:
    for _ in range(25):
        make_member()
    answer = client.get(PATH)
    assert (len(names(answer)), links(answer)) == (25, [])


@pytest.mark.parametrize(
    "page", ["0", "-1", "2", "999", "99999999999999999999", "x", "1e3", "٢", "last"]
)
def test_a_page_that_does_not_exist_is_not_found(page: str, members: None, client: Client) -> None:
    assert client.get(PATH, {"page": page}).status_code == 404


def test_the_list_costs_the_same_queries_at_one_row_and_at_three(
    make_member: MakeMember, client: Client
) -> None:
    seen = []
    for _ in range(3):
        make_member()
        with CaptureQueriesContext(connection) as queries:
            client.get(PATH)
        seen.append(len(queries))
    assert (len(set(seen)), seen[0] <= 4) == (1, True)


def test_the_list_is_never_in_order_of_anything_but_the_name(members: None, client: Client) -> None:
    orders = ["order=joined", "sort=-last_heard_at", "ordering=plan"]
    assert len({tuple(names(client.get(f"{PATH}?{order}"))) for order in orders}) == 1


def test_no_address_of_a_person_is_shown(membership: Membership, client: Client) -> None:
    assert re.findall(r"[\w.]+@harrowmere\.example|Lena", client.get(PATH).content.decode()) == []
