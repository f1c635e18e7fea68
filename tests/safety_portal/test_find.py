"""One search over what everyone may read, the same on both databases."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.full_text import Wanted
from improvement_plans import services as plans
from improvement_plans.models import Plan, PlanVersion, Priority
from organisations.models import Membership
from pledges.models import Commitment
from safety_portal import find as finding
from safety_portal.views import find as view
from tests.conftest import NOW, publish_anew
from tests.improvement_plans.whole import WORD, publish_whole
from tests.safety_portal.test_bad_input import SENDABLE
from tests.safety_portal.test_pages import commit, words

MakeMember = Callable[..., Membership]


def find(client: Client, q: str, **more: str) -> Any:
    return client.get("/find/", {"q": q, **more})


def results(answer: Any) -> list[tuple[str, str]]:
    """The kind and the title of each result."""
    page = answer.content.decode()
    titles = re.findall(r"<h3[^>]*><a [^>]*>(.*?)</a></h3>", page)
    kinds = re.findall(r"portal-kind\">(\w+)<", page)
    return [(kind, re.sub("<[^>]+>", "", title)) for kind, title in zip(kinds, titles, strict=True)]


def marks(answer: Any) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", answer.content.decode())


def pledge(membership: Membership, text: str, **fields: Any) -> None:
    """One published commitment, under the first pledge."""
    commit(membership, upto=1, text=text, **fields)


# --- What is found --------------------------------------------------------------------------


def test_organisations_pledges_and_plans_are_found_side_by_side(
    membership: Membership, published_plan: Plan, lead: User, client: Client
) -> None:
    pledge(membership, "At Harrowmere we call families.")
    publish_anew(published_plan, lead, where_we_are_now="Harrowmere counts.")
    name = "Harrowmere Test NHS Trust"
    assert results(find(client, "harrowmere")) == [
        ("Organisation", name),
        ("Pledge", name),
        ("Plan", "Safer nights"),
    ]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("family", True),
        ("families calling", True),
        ("families missing", False),
        ('"call families"', True),
        ('"families call"', False),
        ("families -call", False),
        ("families -sepsis", True),
        ("FAMILIES", True),
        ("the families", True),
    ],
)
def test_every_word_must_be_there_and_no_unwanted_one(
    q: str, membership: Membership, client: Client, *, found: bool
) -> None:
    pledge(membership, "We call families the same day.")
    assert bool(results(find(client, q, kind="pledges"))) is found


@pytest.mark.parametrize(
    ("q", "anchor"),
    [
        ("safer", "now"),
        ("harm night", "now"),
        ("midnight", "priority-1"),
        ("bed days", "priority-1"),
    ],
)
def test_a_plan_is_found_by_its_own_text_and_by_its_priorities(
    q: str, anchor: str, published_plan: Plan, client: Client
) -> None:
    answer = find(client, q, kind="plans")
    links = re.findall(r'href="(/organisations/[^"]+)"', answer.content.decode())
    slug = published_plan.membership.organisation.slug
    assert [link for link in links if "#" in link] == [f"/organisations/{slug}/plan/#{anchor}"]


def test_every_text_of_a_plan_is_found_with_a_link_to_its_part(
    published_plan: Plan, lead: User, client: Client
) -> None:
    publish_whole(published_plan, lead)
    anchors = {
        "now": "now",
        "rounds": "worked",
        "more": "differently",
        "we will ask": "involved",
        "people who": "priority-1",
        "families": "priority-1",
        "line 3": "priority-1",
    }
    found = {}
    for q in anchors:
        page = find(client, f'"{q} {WORD}"', kind="plans").content.decode()
        found[q] = "".join(re.findall(r'href="/organisations/[^"]+/plan/#([^"]+)"', page))
    assert found == anchors


@pytest.mark.parametrize("q", ["harrowmere", "ZZA01", "oldmere"])
def test_an_organisation_is_found_as_in_the_register(
    q: str, make_member: MakeMember, client: Client
) -> None:
    make_member(name="HARROWMERE NHS TRUST", ods_code="ZZA01", former_name="OLDMERE NHS TRUST")
    answer = find(client, q, kind="organisations")
    assert results(answer) == [("Organisation", "Harrowmere NHS Trust")]
    assert words(answer).count("Formerly Oldmere NHS Trust") == (q == "oldmere")


def test_an_unwanted_word_leaves_an_organisation_out(
    make_member: MakeMember, client: Client
) -> None:
    make_member(name="ST GEORGE'S NHS TRUST")
    make_member(name="ST MARY'S NHS TRUST")
    found = results(find(client, "st -george -!", kind="organisations"))
    assert found == [("Organisation", "St Mary&#x27;s NHS Trust")]


def test_pledges_are_in_order_of_name_and_pledge(make_member: MakeMember, client: Client) -> None:
    for name in ("Zeal", "alpha", "Beta"):
        commit(make_member(name=name), text=f"Families, families. {name * 9}")
    names = [title for _, title in results(find(client, "families", kind="pledges"))]
    assert names == ["alpha"] * 5 + ["Beta"] * 5 + ["Zeal"] * 5


# --- What is not ----------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["DRAFT", "AWAITING_SPONSOR", "AWAITING_VERIFICATION", "CLOSED"])
def test_nothing_of_a_sign_up_is_found(state: str, make_member: MakeMember, client: Client) -> None:
    member = make_member(name="Kestrel", state=state)
    pledge(member, "Kestrel")
    assert results(find(client, "kestrel")) == []


@pytest.mark.parametrize("state", ["DRAFT", "SUPERSEDED"])
def test_neither_drafts_nor_earlier_versions_are_found(
    state: str, membership: Membership, published_plan: Plan, lead: User, client: Client
) -> None:
    pledge(membership, "kestrel", state=state, published_at=None if state == "DRAFT" else NOW)
    plans.start_new_version(plan=published_plan, by=lead, at=NOW)
    draft = published_plan.versions.drafts().get()
    plans.save_part(plan=published_plan, by=lead, at=NOW, where_we_are_now="kestrel")
    Priority.objects.filter(version=draft).update(why="kestrel")
    if state == "SUPERSEDED":
        PlanVersion.objects.filter(pk=draft.pk).update(
            state=state, published_at=NOW, published_by=lead, reason="Because", title="Kestrel"
        )
    assert results(find(client, "kestrel")) == []


@pytest.mark.parametrize(
    "q", ["Lena", "Eddie", "lead@harrowmere.example", "Sam Sponsor", "quality"]
)
def test_no_person_is_found(
    q: str, membership: Membership, published_plan: Plan, client: Client
) -> None:
    pledge(membership, "We call families.")
    assert results(find(client, q)) == []


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("PAUSED", "Paused since June 2026"),
        ("WITHDRAWN", "Left the campaign in June 2026. What it wrote stays readable."),
        ("SUCCEEDED", "Continued by another organisation since June 2026"),
    ],
)
def test_what_a_member_that_paused_or_left_wrote_is_found_and_says_so(
    state: str, said: str, membership: Membership, published_plan: Plan, lead: User, client: Client
) -> None:
    pledge(membership, "harrowmere")
    publish_anew(published_plan, lead, where_we_are_now="harrowmere")
    Membership.objects.update(state=state, state_reason="Because.")
    answer = find(client, "harrowmere")
    assert (len(results(answer)), words(answer).count(said)) == (3, 3)


def test_an_active_member_says_since_when_it_is_one(membership: Membership, client: Client) -> None:
    assert words(find(client, "harrowmere")).count("Member since June 2026") == 1


# --- The page -------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "What you can look for"),
        ({"q": ""}, "Enter a word to look for"),
        ({"q": "the"}, "Enter a word that says more"),
        ({"q": "-falls"}, "Enter a word that says more"),
        ({"q": "x" * 201}, "Enter 200 characters or fewer"),
        ({"q": "falls"}, "Nothing public has all of these words: falls"),
    ],
)
def test_each_query_gets_an_answer_that_helps(
    query: dict[str, str], said: str, client: Client
) -> None:
    answer = client.get("/find/", query)
    assert (answer.status_code, said in words(answer)) == (200, True)


@pytest.mark.django_db
@pytest.mark.parametrize("q", [*SENDABLE, "'", '"', "a&b|c", ":*", "<->", "falls or -x"])
def test_nothing_that_can_be_typed_is_a_fault(q: str, client: Client) -> None:
    answers = [find(client, q), find(client, q, kind="pledges")]
    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["kind=people", "kind=plans&page=2", "kind=plans&page=x", "kind=plans&page=-1"]
)
def test_an_address_that_leads_nowhere_is_not_found(query: str, client: Client) -> None:
    assert client.get(f"/find/?q=falls&{query}").status_code == 404


def test_words_are_marked_and_what_was_typed_is_escaped(
    membership: Membership, published_plan: Plan, lead: User, client: Client
) -> None:
    # What stands inside a script PostgreSQL does not even read.
    script = "Falls <script>alert('falls')</script> <mark>"
    pledge(membership, script)
    publish_anew(published_plan, lead, title=script, where_we_are_now=script)
    answer = find(client, "falls -<script>x")
    assert marks(answer) == ["Falls", "falls"] * 3
    assert answer.content.decode().count("<script>") == 0


def test_only_the_first_few_of_a_kind_are_shown_beside_the_others(
    make_member: MakeMember, client: Client
) -> None:
    commit(make_member(), text="families")
    commit(make_member(), text="families")
    answer = find(client, "families")
    shown = words(answer)
    assert (len(results(answer)), shown.count("See all 10 pledges")) == (view.FIRST_FEW, 1)
    assert re.findall(r"(\w+) \((\d+)\)", shown) == [
        ("Organisations", "0"),
        ("Pledges", "10"),
        ("Plans", "0"),
    ]


def test_one_kind_is_shown_page_by_page(
    make_member: MakeMember, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "PAGE_SIZE", 2)
    for name in ("alpha", "beta", "gamma"):
        make_member(name=f"{name} trust")
    pages = [find(client, "trust", kind="organisations", page=str(n)) for n in (1, 2)]
    assert [[title for _, title in results(page)] for page in pages] == [
        ["alpha trust", "beta trust"],
        ["gamma trust"],
    ]
    addresses = [re.findall(r'rel="(\w+)"><span', page.content.decode()) for page in pages]
    assert addresses == [["next"], ["prev"]]
    assert find(client, "trust", kind="organisations", page="3").status_code == 404


def test_a_kind_without_results_leads_to_those_that_have(
    membership: Membership, client: Client
) -> None:
    shown = words(find(client, "harrowmere", kind="plans"))
    assert (shown.count("None has all of these words."), shown.count("0 plans")) == (1, 1)


def test_of_many_only_the_first_are_shown(
    make_member: MakeMember, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_COUNTED", 3)
    monkeypatch.setattr(view, "PAGE_SIZE", 2)
    for name in ("Zeal", "Alpha"):
        commit(make_member(name=name), text="families")
    answer = find(client, "families", kind="pledges")
    shown = words(answer)
    assert len(results(answer)) == 2
    said = ("More than 3 pledges", "These are 2 of them. Add a word to find fewer.")
    assert ([shown.count(text) for text in said], shown.count("Next")) == ([1, 1], 0)
    assert find(client, "families", kind="pledges", page="2").status_code == 404


@pytest.mark.parametrize("kind", ["organisations", "plans"])
def test_many_organisations_and_plans_are_cut_too(
    kind: str, published_plan: Plan, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_COUNTED", 0)
    q = "harrowmere" if kind == "organisations" else "nights"
    assert len(results(find(client, q, kind=kind))) == 1


def test_the_search_costs_the_same_queries_at_one_of_each_and_at_three(
    make_member: MakeMember, published_plan: Plan, client: Client
) -> None:
    seen = set()
    for _ in range(3):
        pledge(make_member(name="Nights and falls", town="NIGHTS"), "nights")
        with CaptureQueriesContext(connection) as queries:
            find(client, "nights")
        seen.add(len(queries))
    assert len(seen) == 1


@pytest.mark.django_db
def test_the_box_is_in_the_header_but_on_its_own_page(client: Client) -> None:
    boxes = [client.get(path).content.decode().count('action="/find/"') for path in ("/", "/find/")]
    assert boxes == [1, 0]


# --- The index ------------------------------------------------------------------------------

# With hardly a row in a table, the index of another constraint is as good.
OTHERS = "commitment_one_published_per_pledge, plan_version_one_published, commitment_newest"


@pytest.mark.parametrize("index", ["commitment_words", "plan_version_words", "priority_words"])
def test_each_text_has_an_index_over_exactly_what_is_asked_for(index: str, db: None) -> None:
    wanted = Wanted.of("falls")
    found = Commitment.objects.published().saying(wanted), PlanVersion.objects.saying(wanted)
    is_postgresql = connection.vendor == "postgresql"
    if is_postgresql:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {OTHERS}")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_indexscan = off")
    explained = "".join(queryset.explain() for queryset in found)
    # The demo's database reads every text.
    assert explained.count(index) == (1 if is_postgresql else 0)


@pytest.mark.parametrize("q", ["the", "-falls", ""])
def test_what_asks_for_nothing_finds_nothing(q: str, membership: Membership) -> None:
    pledge(membership, "We call the families.")
    assert list(Commitment.objects.saying(Wanted.of(q))) == []
