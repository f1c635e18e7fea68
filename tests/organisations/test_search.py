"""The search over the register: what it forgives, what comes first, and what it costs."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organisations.models import Membership, Organisation, OtherName, Succession
from organisations.naming import written_together
from organisations.queries import search_register

MakeOrganisation = Callable[..., Organisation]
MakeMember = Callable[..., Membership]
Search = Callable[[str], list[str]]
PATH = "/sign-up/suggestions/"


@pytest.fixture
def search() -> Search:
    """Names spelled as they were typed, in the order of the results."""

    def names(query: str) -> list[str]:
        hits = search_register(query=query, limit=20)
        return [str(hit.organisation) for hit in hits if not hit.is_similar]

    return names


@pytest.fixture
def similar() -> Search:
    def names(query: str) -> list[str]:
        hits = search_register(query=query, limit=20)
        return [str(hit.organisation) for hit in hits if hit.is_similar]

    return names


# What is forgiven


@pytest.fixture
def saint_ede(make_organisation: MakeOrganisation) -> str:
    """One body with everything that people write in several ways, and one that never matches."""
    made = make_organisation(
        name="ST EDE'S AND MERE-ON-FEN NHS FOUNDATION TRUST",
        ods_code="ZZ7",
        postcode="ZZ12 4QX",
        town="KING'S MOOR",
        former_name="OLDMERE & DISTRICT HEALTHCARE NHS TRUST",
    )
    make_organisation(name="CALDERWICK", ods_code="YY9", postcode="YY1 1YY", town="ELSEWHERE")
    return str(made)


@pytest.mark.parametrize(
    "query",
    [
        "st edes",
        "ST EDE'S",
        "Saint Ede’s",
        "st. ede",
        "Ede, St",
        "fen edes mere",
        "st ede & mere on fen",
        "St Edes, Mere-on-Fen",
        "edes mereonfen",
        "edes fen",
        "st edes nhs trust",
        "st edes foundation trust",
        "The St Ede's",
        "st edes and mere on fen nhs foundation trust",
        "semf",
        "SEMFFT",
        "zz7",
        "(ZZ7)",
        "Zz12 4qx",
        "zz124qx",
        "zz12",
        "kings moor",
        "king’s moor st ede",
        "oldmere",
        "oldmere and district",
        "Oldmere District Healthcare",
    ],
)
def test_one_body_is_found_however_it_is_written(
    query: str, saint_ede: str, search: Search
) -> None:
    assert search(query) == [saint_ede]


@pytest.mark.parametrize(
    "query", ["saint edwin", "edes calderwick", "de", "ne", "oldmere ltd", "zz8", "SEX"]
)
def test_a_body_without_every_word_is_not_found(query: str, saint_ede: str, search: Search) -> None:
    assert search(query) == []


@pytest.mark.parametrize("query", ["oldmree", "oldmer distrct", "mere kinds moor", "kingsmoor"])
def test_one_wrong_letter_in_a_word_finds_similar_spellings(
    query: str, saint_ede: str, search: Search, similar: Search
) -> None:
    assert (search(query), similar(query)) == ([], [saint_ede])


def test_similar_spellings_need_every_word_as_well(saint_ede: str, similar: Search) -> None:
    assert similar("oldmree calderwick") == []


@pytest.mark.parametrize("query", ["zz8", "edx", "ZZ13", "nhs", "", "!!!"])
def test_codes_and_short_words_are_only_taken_as_they_are(
    query: str, saint_ede: str, similar: Search
) -> None:
    assert similar(query) == []


def test_similar_spellings_come_after_the_exact_ones_and_only_where_these_are_few(
    make_organisation: MakeOrganisation, search: Search, similar: Search
) -> None:
    for number in range(2):
        make_organisation(name=f"HARROWDALE {number}", town="")
    make_organisation(name="BARROWDALE", town="")
    few = (search("harrowdal"), similar("harrowdal"))
    make_organisation(name="HARROWDALE 2", town="")
    expected = (["Harrowdale 0", "Harrowdale 1"], ["Barrowdale"])
    assert (few, similar("harrowdal")) == (expected, [])


def test_words_that_a_body_has_as_they_are_were_not_misspelt(
    make_organisation: MakeOrganisation, search: Search, similar: Search
) -> None:
    for name in ("HARROWDALE", "BARROWDALE"):
        make_organisation(name=name, town="")
    assert (search("harrowdale"), similar("harrowdale")) == (["Harrowdale"], [])


def test_of_a_misspelt_word_that_thousands_have_only_some_are_put_in_order(
    make_organisation: MakeOrganisation, similar: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        make_organisation(name=f"HARROWDALE {number}", town="")
    every = similar("harowdale")
    monkeypatch.setattr("organisations.models.register.MOST_SIMILAR", 2)
    some = similar("harowdale")
    assert (len(every), len(some), set(some) <= set(every)) == (4, 2, True)


def test_among_similar_spellings_names_that_begin_with_it_come_first(
    make_organisation: MakeOrganisation, similar: Search
) -> None:
    make_organisation(name="AMBULANCE SERVICE", town="HARROWDALE")
    make_organisation(name="HARROWDALE TRUST", town="")
    assert similar("harowdale") == ["Harrowdale Trust", "Ambulance Service"]


def test_practices_are_not_found_by_initials(
    make_organisation: MakeOrganisation, search: Search
) -> None:
    make_organisation(name="OLD TANNERY SURGERY", type="GP_PRACTICE", town="")
    make_organisation(name="OLD TANNERY SOCIETY", type="CHARITY", town="")
    assert search("ots") == ["Old Tannery Society"]


# What comes first


def test_bodies_then_locations_practices_and_closed_ones_and_nearer_names_first(
    make_organisation: MakeOrganisation, search: Search
) -> None:
    make_organisation(name="MERE UNITED", closed_date=date(2020, 3, 31))
    make_organisation(name="MERE SURGERY", type="GP_PRACTICE")
    make_organisation(name="MERE 00Z", type="SUB_ICB_LOCATION")
    make_organisation(name="ALL OF FENMOOR", town="MEREHAM")
    make_organisation(name="BEST OF MERE")
    make_organisation(name="MERESIDE")
    make_organisation(name="MERE HOSPITALS")
    make_organisation(name="ZEBRA", ods_code="MERE")
    assert search("mere") == [
        "Zebra",
        "Mere Hospitals",
        "Mereside",
        "Best of Mere",
        "All of Fenmoor",
        "Mere 00Z",
        "Mere Surgery",
        "Mere United",
    ]


def test_nearer_names_come_first_with_the_words_that_may_be_left_out(
    make_organisation: MakeOrganisation, search: Search
) -> None:
    make_organisation(name="FEN NHS TRUST A")
    make_organisation(name="THE FEN")
    assert search("the fen") == ["The Fen", "Fen NHS Trust A"]


def test_a_body_found_by_another_name_says_which(make_organisation: MakeOrganisation) -> None:
    found = make_organisation(name="NEWMOOR", former_name="OLDFEN AND HILL", town="HARROWMERE")
    OtherName.objects.create(organisation=found, name="NMX", kind="ALSO_KNOWN_AS")
    hits = [search_register(query=q, limit=1)[0] for q in ("oldf harrow", "newm", "harrowmere")]
    assert [str(hit.other_name or "") for hit in hits] == ["Oldfen and Hill", "", ""]


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_no_more_than_the_limit_is_found(limit: int, make_organisation: MakeOrganisation) -> None:
    make_organisation(name="HARROWDALE", town="")
    for name in ("BARROWDALE", "CARROWDALE", "DARROWDALE"):
        make_organisation(name=name, town="")
    assert len(search_register(query="harrowdal", limit=limit)) == limit


# What it costs


def cost(query: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        search_register(query=query, limit=8)
    return len(queries)


def test_a_search_costs_the_same_at_one_result_and_at_three(make_member: MakeMember) -> None:
    seen = []
    for number in range(3):
        make_member(name=f"HARROW {number} NHS TRUST", ods_code=f"ZZA{number}")
        seen.append(cost("zza"))
    assert seen == [2, 2, 2]


def test_similar_closed_and_otherwise_named_bodies_cost_one_query_each(
    make_organisation: MakeOrganisation,
) -> None:
    closed = make_organisation(
        name="HARROWMERE", former_name="OLDFEN TRUST", closed_date=date(2020, 3, 31)
    )
    for _ in range(2):
        Succession.objects.create(predecessor=closed, successor=make_organisation())
    assert (cost("oldfen"), cost("oldfe"), cost("xxxxx"), cost("")) == (5, 6, 2, 0)


def test_the_directory_asks_once_each_for_its_members_places_and_letters(
    make_member: MakeMember, client: Client
) -> None:
    make_member(name="HARROWMERE")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/organisations/?q=harrowmere")
    assert (len(queries), answer.content.count(b"1 organisation, A to Z")) == (3, 1)


# Suggestions while typing


@pytest.fixture
def suggest(client: Client, db: None) -> Callable[[str], Any]:
    return lambda query: client.get(PATH, {"q": query}).json()["suggestions"]


def test_a_suggestion_leads_to_the_next_step(
    suggest: Callable[[str], Any], make_organisation: MakeOrganisation
) -> None:
    slug = make_organisation(name="HARROWMERE TEST TRUST", ods_code="ZZ1", town="LOW MOOR").slug
    assert suggest("harrow") == [
        {
            "name": "Harrowmere Test Trust",
            "about": "Acute trust, Low Moor (ZZ1)",
            "url": f"/sign-up/organisation/{slug}/",
        }
    ]


@pytest.mark.parametrize(
    ("state", "said"),
    [("ACTIVE", "Member since June 2026"), ("DRAFT", "Sign-up in progress")],
)
def test_a_suggestion_that_cannot_sign_up_leads_to_the_page_that_says_why(
    state: str, said: str, suggest: Callable[[str], Any], make_member: MakeMember
) -> None:
    make_member(state=state, name="HARROWMERE TEST TRUST", ods_code="ZZ1")
    (found,) = suggest("zz1")
    assert (found["about"], found["url"]) == (
        f"Acute trust, Harrowmere (ZZ1) – {said}",
        "/sign-up/organisation/?q=ZZ1",
    )


def test_a_suggestion_names_former_name_and_successors(
    suggest: Callable[[str], Any], make_organisation: MakeOrganisation
) -> None:
    closed = make_organisation(
        name="Care & More",
        ods_code=None,
        town="",
        type="CHARITY",
        former_name="OLDFEN",
        closed_date=date(2020, 3, 31),
    )
    for name in ("NEWMERE", "NEWMOOR"):
        successor = make_organisation(name=name)
        Succession.objects.create(predecessor=closed, successor=successor)
    (found,) = suggest("oldfen")
    said = "Charity – Formerly Oldfen – Closed in March 2020, continued by Newmere and Newmoor"
    assert (found["about"], found["url"]) == (said, "/sign-up/organisation/?q=Care+%26+More")


def test_there_are_at_most_eight_suggestions(
    suggest: Callable[[str], Any], make_organisation: MakeOrganisation
) -> None:
    for _ in range(9):
        make_organisation()
    assert len(suggest("example")) == 8


@pytest.mark.parametrize(
    "query", ["", "a", "!!!", "\x00zz", "zz\x00", "x" * 201, "zz " * 20_000, "日本", "\ud800", "%_"]
)
def test_a_query_that_cannot_be_used_suggests_nothing(
    query: str, make_organisation: MakeOrganisation, client: Client
) -> None:
    make_organisation(ods_code="ZZ1", name="A")
    answer = client.get(PATH, {"q": query.encode("utf-8", "surrogatepass")})
    assert (answer.status_code, answer.json()) == (200, {"suggestions": []})


def test_suggestions_are_kept_by_the_browser_for_a_minute_and_by_nobody_else(
    client: Client, db: None
) -> None:
    assert client.get(PATH, {"q": "fen"})["Cache-Control"] == "private, max-age=60"


def test_suggestions_do_not_say_who_signs_up(client: Client, sign_up: Membership) -> None:
    answer = client.get(PATH, {"q": "harrowmere"}).content.decode()
    assert [text for text in ("Lena", "lead@harrowmere.example", "Sam") if text in answer] == []


# The page


def page(client: Client, query: str) -> str:
    return client.get("/sign-up/organisation/", {"q": query}).content.decode()


def test_the_page_shows_similar_spellings_under_a_heading_of_their_own(
    make_organisation: MakeOrganisation, client: Client
) -> None:
    make_organisation(name="HARROWDALE", town="")
    shown = page(client, "harowdale")
    wanted = ("No exact match for", "Did you mean")
    assert [shown.count(text) for text in wanted] == [1, 1]
    assert shown.index("Did you mean") < shown.index("Harrowdale")


def test_the_page_says_which_former_name_was_found(
    make_organisation: MakeOrganisation, client: Client
) -> None:
    make_organisation(former_name="OLDFEN HEALTH")
    assert page(client, "oldfen").count("Formerly Oldfen Health") == 1


@pytest.mark.parametrize("query", ["harrow", "xqzv"])
def test_the_page_helps_whoever_is_not_in_the_list(
    query: str, make_organisation: MakeOrganisation, client: Client
) -> None:
    make_organisation(name="HARROWMERE")
    assert page(client, query).count("Not in the list?") == 1


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("a", "Enter at least 2 letters or digits"),
        ("-.'", "Enter at least 2 letters or digits"),
        ("zz " * 20_000, "Enter 200 characters or fewer: a few words are enough"),
        ("a\x00b", "Null characters are not allowed."),
    ],
)
def test_a_query_that_cannot_be_used_says_what_to_enter(
    query: str, said: str, client: Client, db: None
) -> None:
    assert page(client, query).count(said) == 2


def test_the_form_names_where_suggestions_come_from(client: Client, db: None) -> None:
    shown = client.get("/sign-up/organisation/").content.decode()
    assert shown.count(f'data-suggestions="{PATH}"') == 1


# A space too many


@pytest.mark.parametrize(
    "query",
    ["calder moss", "Calder Moss community", "the calder-moss trust", "community calder mos"],
)
def test_a_space_inside_a_name_is_forgiven(
    query: str, make_organisation: MakeOrganisation, similar: Search
) -> None:
    made = make_organisation(name="CALDERMOSS COMMUNITY HEALTH NHS TRUST")
    make_organisation(name="CALDER VALLEY NHS TRUST")
    make_organisation(name="MOSS SIDE SURGERY")
    assert similar(query) == [str(made)]


def test_words_that_are_found_apart_are_not_joined(
    make_organisation: MakeOrganisation, search: Search, similar: Search
) -> None:
    apart = make_organisation(name="LOW MOOR NHS TRUST")
    make_organisation(name="LOWMOOR SURGERY")
    assert (search("low moor"), similar("low moor")) == ([str(apart)], [])


def test_four_words_and_more_are_joined_at_their_beginning_only() -> None:
    assert written_together(list("ABCDE")) == [
        ["AB", "C", "D", "E"],
        ["A", "BC", "D", "E"],
        ["A", "B", "CD", "E"],
    ]
    assert (written_together(["A"]), written_together([])) == ([], [])
