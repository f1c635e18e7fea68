"""The campaign team's pages, through the client."""

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.services import record
from improvement_plans.models import PlanVersion
from organisations.models import Membership, Message, Organisation
from tests.conftest import NOW
from tests.reports.conftest import london

pytestmark = pytest.mark.usefixtures("today_is_june")

Make = Callable[..., Membership]
PAGES = ["desk", "membership_report", "member_list", "register_list"]


class Page(HTMLParser):
    """What a page says: its texts, links and table rows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.rows: list[list[str]] = []
        self.headings: list[str] = []
        self._open: list[list[str]] = []
        self.text = ""
        self.feed(html[html.index("<main") : html.index("</main>")])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in {"a", "td", "th", "h1", "h2", "h3"}:
            self._open.append([])
        if tag == "a":
            self.links.append((dict(attrs).get("href") or "", ""))

    def handle_data(self, data: str) -> None:
        self.text += data
        for texts in self._open:
            texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"a", "td", "th", "h1", "h2", "h3"}:
            return
        said = " ".join("".join(self._open.pop()).split())
        if tag == "a":
            self.links[-1] = (self.links[-1][0], said)
        elif tag[0] == "h":
            self.headings.append(said)
        if tag in {"td", "th"}:
            self.rows[-1].append(said)


@pytest.fixture
def client(client_for: Callable[[User], Client], officer: User) -> Client:
    return client_for(officer)


@pytest.fixture
def open_page(client: Client) -> Callable[..., Page]:
    """A page as the officer sees it."""

    def get(name: str, **query: str) -> Page:
        return Page(client.get(reverse(name), query).content.decode())

    return get


def number(text: str) -> int:
    return int(re.findall(r"[\d,]+", text)[0].replace(",", ""))


# --- Every number is a link to the rows it counts --------------------------------------------


@pytest.fixture
def some_of_everything(
    make_member: Make,
    make_organisation: Callable[..., Organisation],
    make_pledges: Callable[..., None],
    make_plan: Callable[..., PlanVersion],
    move: Callable[..., None],
) -> None:
    for n in range(12):
        member = make_member(
            type=["CHARITY", "UNIVERSITY", "GP_PRACTICE"][n % 3],
            region_code=["Y56", "", "Q99", "Y58"][n % 4],
            joined_at=NOW - timedelta(days=40 * n),
            last_heard_at=NOW - timedelta(days=60 * n),
            closed_date=NOW.date() if n == 5 else None,
        )
        if n % 2:
            make_pledges(member)
        if n % 3:
            make_plan(member, at=NOW - timedelta(days=n))
        if n in {4, 7}:
            move(member, "WITHDRAWN", NOW - timedelta(days=3))
        if n in {3, 10}:
            move(member, "PAUSED", NOW - timedelta(days=30))
    for state in ("DRAFT", "AWAITING_SPONSOR", "AWAITING_VERIFICATION", "CLOSED"):
        make_pledges(make_member(state=state, type="CHARITY"), state="DRAFT")
    make_organisation(type="CHARITY", region_code="Y56")


def list_links(page: Page) -> dict[str, int]:
    """Links to lists, and the number that each says."""
    lists = (reverse("member_list") + "?", reverse("register_list") + "?")
    return {href: number(said) for href, said in page.links if href.startswith(lists)}


@pytest.mark.usefixtures("some_of_everything")
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"type": "CHARITY"},
        {"region": "OTHER", "has_plan": "no"},
        {"state": "WITHDRAWN"},
        {"joined_from": "2025-09-01", "joined_to": "2026-03-31", "has_plan": "yes"},
    ],
)
def test_each_number_of_the_report_says_how_many_rows_its_link_shows(
    query: dict[str, str], client: Client, open_page: Callable[..., Page]
) -> None:
    links = list_links(open_page("membership_report", **query))
    shown = {href: len(Page(client.get(href).content.decode()).rows[1:]) for href in links}
    assert links == shown


@pytest.mark.usefixtures("some_of_everything")
def test_each_number_of_the_report_says_how_many_rows_its_download_has(
    client: Client, open_page: Callable[..., Page]
) -> None:
    links = {
        href: said
        for href, said in list_links(open_page("membership_report")).items()
        if href.startswith(reverse("member_list"))
    }
    downloaded = {}
    for href in links:
        path = href.replace(reverse("member_list"), reverse("member_csv"))
        text = b"".join(client.get(path).streaming_content).decode()  # type: ignore[attr-defined]
        downloaded[href] = len(list(csv.reader(StringIO(text)))[1:])
    assert links == downloaded


@pytest.mark.usefixtures("some_of_everything")
def test_every_number_in_a_table_of_the_report_is_a_link(open_page: Callable[..., Page]) -> None:
    page = open_page("membership_report")
    linked = {said for _, said in page.links}
    cells = [cell for row in page.rows for cell in row[1:] if re.match(r"[\d,]+(?!%)\b", cell)]
    assert [cell for cell in cells if cell not in linked and not cell.endswith("%")] == []


@pytest.mark.usefixtures("some_of_everything")
def test_each_number_of_the_desk_says_how_many_rows_its_link_shows(
    client: Client, open_page: Callable[..., Page]
) -> None:
    links = list_links(open_page("desk"))
    shown = {href: len(Page(client.get(href).content.decode()).rows[1:]) for href in links}
    assert (len(links), links) == (2, shown)


# --- The report -----------------------------------------------------------------------------


def test_the_report_has_its_tiles(
    open_page: Callable[..., Page],
    make_member: Make,
    make_pledges: Callable[..., None],
    make_plan: Callable[..., PlanVersion],
) -> None:
    member = make_member()
    make_pledges(member)
    make_plan(member)
    make_member(last_heard_at=london(2024, 1, 1))
    assert open_page("membership_report").headings[1:5] == [
        "2 Members today",
        "1 Pledges published",
        "1 Plans published",
        "1 Heard from in the last 12 months",
    ]


def test_the_report_has_coverage_and_growth_in_tables(
    open_page: Callable[..., Page], make_member: Make, make_organisation: Callable[..., Any]
) -> None:
    make_member(type="CHARITY", region_code="Y56", joined_at=london(2026, 5, 4))
    make_organisation(type="CHARITY", region_code="Y58")
    members = "1 Members today: {}"
    register = "{} open in the register: {}"
    assert open_page("membership_report").rows == [
        ["Type", "Members", "Open in the register", "Share"],
        ["Charity", members.format("Charity"), register.format(2, "Charity"), "50%"],
        ["Region", "Members", "Open in the register", "Share"],
        ["London", members.format("London"), register.format(1, "London"), "100%"],
        [
            "South West",
            "0 Members today: South West",
            register.format(1, "South West"),
            "0%",
        ],
        ["At the end of", "Members"],
        ["15 June 2026", "1 on 15 June 2026"],
        ["31 May 2026", "1 on 31 May 2026"],
    ]


def test_the_report_says_how_old_the_register_is(open_page: Callable[..., Page]) -> None:
    before = "No register imported yet." in open_page("membership_report").text
    record(
        "register.imported", by="system", subject="organisations.register", at=london(2026, 3, 3)
    )
    after = "Register as imported on 3 March 2026." in open_page("membership_report").text
    assert (before, after) == (True, True)


def test_the_report_counts_members_of_closed_organisations_apart(
    open_page: Callable[..., Page], make_member: Make
) -> None:
    make_member(closed_date=NOW.date())
    text = " ".join(open_page("membership_report").text.split())
    assert (
        "1 member more belongs to an organisation that has closed since and is in no row below."
    ) in text


def test_the_report_under_filters_counts_what_they_leave(
    open_page: Callable[..., Page], make_member: Make
) -> None:
    make_member(type="CHARITY", state="WITHDRAWN")
    make_member(type="CHARITY")
    page = open_page("membership_report", type="CHARITY", state="WITHDRAWN")
    assert (page.headings[1], "Only: Charity; Withdrawn." in page.text) == ("1 Withdrawn", True)


def test_an_empty_report_says_so(open_page: Callable[..., Page]) -> None:
    page = open_page("membership_report")
    assert (page.headings[1], page.rows, "Nobody has joined yet." in page.text) == (
        "0 Members today",
        [],
        True,
    )


def test_a_report_without_a_match_says_so(
    open_page: Callable[..., Page], make_member: Make
) -> None:
    make_member(type="CHARITY")
    page = open_page("membership_report", type="UNIVERSITY")
    assert (page.headings[1], "No member matches." in page.text) == ("0 Members today", True)


@pytest.mark.usefixtures("some_of_everything")
def test_the_chart_has_no_style_that_the_content_policy_refuses(client: Client) -> None:
    html = client.get(reverse("membership_report")).content.decode()
    assert ("<svg" in html, "style=" in html, "<style" in html) == (True, False, False)


# --- The lists ------------------------------------------------------------------------------


def test_the_list_has_its_columns(
    open_page: Callable[..., Page], make_member: Make, make_plan: Callable[..., PlanVersion]
) -> None:
    make_member(
        name="ZEAL",
        ods_code=None,
        type="CHARITY",
        region_code="",
        last_heard_at=None,
        state="PAUSED",
    )
    planned = make_member(name="ALPHA TRUST", ods_code="ZZ1", joined_at=london(2026, 4, 1))
    make_plan(planned, at=london(2026, 6, 1))
    head, *rows = open_page("member_list").rows
    shown = [
        [cell.removeprefix(f"{name} ") for name, cell in zip(head, row, strict=True)]
        for row in rows
    ]
    assert [head, *shown] == [
        [
            "Organisation",
            "ODS code",
            "Type",
            "Region",
            "State",
            "Joined",
            "Plan published",
            "Last heard from",
        ],
        [
            "Alpha Trust",
            "ZZ1",
            "Acute trust",
            "North East and Yorkshire",
            "Active",
            "1 April 2026",
            "1 June 2026",
            "June 2026",
        ],
        [
            "Zeal",
            "None",
            "Charity",
            "None recorded",
            "Paused",
            "15 June 2026",
            "Not yet",
            "Not yet",
        ],
    ]


def test_a_member_leads_to_its_public_page(
    open_page: Callable[..., Page], make_member: Make
) -> None:
    organisation = make_member(name="ALPHA").organisation
    links = open_page("member_list").links
    assert (organisation.get_absolute_url(), "Alpha") in links


def test_the_list_has_fifty_rows_a_page_and_keeps_its_filters(
    open_page: Callable[..., Page], make_member: Make
) -> None:
    for n in range(51):
        make_member(name=f"CHARITY {n:02}", type="CHARITY")
    first = open_page("member_list", type="CHARITY")
    second = open_page("member_list", type="CHARITY", page="2")
    pages = [href for href, said in first.links if said == "2"]
    assert (first.headings[1], len(first.rows[1:]), len(second.rows[1:]), pages) == (
        "51 organisations, A to Z",
        50,
        1,
        ["?type=CHARITY&page=2"],
    )


@pytest.mark.parametrize("page", ["0", "2", "x", "9" * 30])
def test_a_page_that_is_not_there_is_not_found(page: str, client: Client) -> None:
    assert client.get(reverse("member_list"), {"page": page}).status_code == 404


def test_the_list_offers_its_rows_as_a_file(
    open_page: Callable[..., Page], make_member: Make
) -> None:
    make_member(type="CHARITY")
    href = f"{reverse('member_csv')}?type=CHARITY"
    assert (href, "Download this row as a spreadsheet (CSV)") in open_page(
        "member_list", type="CHARITY"
    ).links


def test_the_filters_of_a_link_stay_when_others_are_chosen(client: Client) -> None:
    html = client.get(reverse("member_list"), {"on": "2026-05-31"}).content.decode()
    assert '<input type="hidden" name="on" value="2026-05-31" id="id_on">' in html


@pytest.mark.parametrize(
    ("name", "query", "text"),
    [
        ("member_list", {}, "Nobody has joined yet."),
        ("member_list", {"type": "CHARITY"}, "No member matches."),
        ("register_list", {}, "The register is empty."),
        ("register_list", {"type": "CHARITY"}, "No open organisation matches."),
    ],
)
def test_an_empty_list_says_so(
    name: str, query: dict[str, str], text: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(name, **query)
    assert (page.rows, text in page.text) == ([], True)


def test_the_register_says_who_is_in_the_campaign(
    open_page: Callable[..., Page],
    make_member: Make,
    make_organisation: Callable[..., Organisation],
) -> None:
    make_organisation(name="ALPHA", ods_code="ZZ1")
    make_member(name="BETA", ods_code="ZZ2")
    make_member(name="GAMMA", ods_code="ZZ3", state="DRAFT")
    make_organisation(name="CLOSED", ods_code="ZZ4", closed_date=NOW.date())
    rows = open_page("register_list").rows[1:]
    assert [(row[0], row[-1]) for row in rows] == [
        ("Organisation Alpha", "In the campaign Not yet"),
        ("Organisation Beta", "In the campaign Member since June 2026"),
        ("Organisation Gamma", "In the campaign Sign-up in progress"),
    ]


@pytest.mark.parametrize(
    ("name", "query", "error"),
    [
        ("membership_report", "type=X", "Choose a type from the list"),
        ("member_list", "joined_from=2026-02-31", "Joined from must be a real date"),
        ("member_list", "on=X", "The address of this page is not complete."),
        ("register_list", "region=X", "Choose a region from the list"),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_with_its_error_and_no_number(
    name: str, query: str, error: str, client: Client, make_member: Make
) -> None:
    make_member(name="ALPHA")
    response = client.get(f"{reverse(name)}?{query}")
    html = response.content.decode()
    page = Page(html)
    assert (
        response.status_code,
        page.headings[0],
        error in page.text,
        page.rows,
        "<title>Error: " in html,
    ) == (200, "There is a problem", True, [], True)


# --- The desk -------------------------------------------------------------------------------


def test_the_desk_lists_who_waits_oldest_first_with_its_age(
    open_page: Callable[..., Page], make_member: Make
) -> None:
    waiting = {"state": "AWAITING_VERIFICATION", "type": "CHARITY"}
    make_member(name="NEW", joined_at=NOW, **waiting)
    make_member(name="OLD", joined_at=NOW - timedelta(days=4), **waiting)
    make_member(name="LESS OLD", joined_at=NOW - timedelta(days=1), **waiting)
    make_member(name="ACTIVE")
    make_member(name="DRAFT", state="DRAFT")
    make_member(name="CLOSED", state="CLOSED")
    page = open_page("desk")
    assert (page.headings[1], page.rows[1:]) == (
        "3 sign-ups to check, oldest first",
        [
            [
                f"Organisation Check {name}",
                "Why a person checks The person who started it no longer acts for it. The "
                "sponsor’s address is on harrowmere.example, a domain not recorded for this "
                "organisation.",
                f"Sponsor confirmed {day} June 2026",
                f"Waiting {age}",
                f"Waits for Us: promised by {promised} June 2026",
            ]
            for name, day, age, promised in [
                ("Old", 11, "2 working days", 15),
                ("Less Old", 14, "1 working day", 16),
                ("New", 15, "Since today", 17),
            ]
        ],
    )


@pytest.mark.parametrize(("role", "links"), [("officer", 1), ("administrator", 1), ("analyst", 0)])
def test_the_desk_leads_those_who_may_to_the_check(
    role: str,
    links: int,
    make_member: Make,
    client_for: Callable[[User], Client],
    request: pytest.FixtureRequest,
) -> None:
    waiting = make_member(state="AWAITING_VERIFICATION")
    client = client_for(request.getfixturevalue(role))
    page = Page(client.get(reverse("desk")).content.decode())
    check = reverse("verify", args=[waiting.pk])
    assert [href for href, _ in page.links].count(check) == links


def test_a_long_queue_shows_its_oldest(open_page: Callable[..., Page], make_member: Make) -> None:
    for n in range(51):
        make_member(state="AWAITING_VERIFICATION", joined_at=NOW - timedelta(days=n))
    page = open_page("desk")
    assert (page.headings[1], len(page.rows[1:]), "These are the 50 oldest." in page.text) == (
        "51 sign-ups to check, oldest first",
        50,
        True,
    )


@pytest.fixture
def asked(make_member: Make, officer: User) -> Callable[[str, int], Message]:
    """A question that a member asked so many days ago."""

    def ask(name: str, days: int) -> Message:
        member = make_member(name=name, state="DRAFT")
        at = NOW - timedelta(days=days)
        return member.messages.create(kind="QUESTION", text=name, author=officer, at=at)

    return ask


def test_the_desk_lists_unanswered_questions_oldest_first(
    open_page: Callable[..., Page], asked: Callable[..., Message], officer: User
) -> None:
    new, old, answered = (asked(name, days) for name, days in [("NEW", 0), ("OLD", 7), ("X", 9)])
    answered.membership.messages.create(kind="ANSWER", text="Yes.", author=officer, at=NOW)
    page = open_page("desk")
    assert (page.headings[1], page.rows[1:]) == (
        "2 questions to answer, oldest first",
        [
            [
                f"Organisation Read what is asked by {name}",
                "Stands at Sign-up started",
                f"Asked {day} June 2026",
                f"Waiting {age}",
            ]
            for name, day, age in [("Old", 8, "5 working days"), ("New", 15, "Since today")]
        ],
    )
    assert [href for href, said in page.links if said.startswith("Read what")] == [
        reverse("advice_answer", args=[message.membership_id]) for message in (old, new)
    ]


def test_many_questions_show_the_oldest(
    open_page: Callable[..., Page], asked: Callable[..., Message]
) -> None:
    for n in range(51):
        asked(f"M{n}", n)
    page = open_page("desk")
    assert (page.headings[1], len(page.rows[1:]), "These are the 50 oldest." in page.text) == (
        "51 questions to answer, oldest first",
        50,
        True,
    )


def test_the_desk_costs_the_same_for_one_row_and_for_three(
    client: Client,
    make_member: Make,
    asked: Callable[..., Message],
    make_user: Callable[..., User],
    officer: User,
) -> None:
    def fill(number: int) -> None:
        asked(f"M{number}", number)
        user = make_user(f"lead{number}@harrowmere.example")
        member = make_member(state="AWAITING_VERIFICATION")
        member.representatives.create(user=user, role="LEAD", job_title="Nurse", since_at=NOW)
        member.messages.create(kind="MORE_ASKED", text="Who?", author=officer, at=NOW)
        member.organisation.email_domains.create(domain=f"d{number}.example")
        Membership.objects.filter(pk=member.pk).update(started_by=user)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page = Page(client.get(reverse("desk")).content.decode())
        rows.append(len(page.rows))
        return len(captured)

    rows: list[int] = []
    fill(1)
    at_one = queries()
    for number in (2, 3):
        fill(number)
    assert (queries(), rows) == (at_one, [4, 8])


def test_an_empty_desk_says_so(open_page: Callable[..., Page]) -> None:
    page = open_page("desk")
    assert (page.headings[1], page.rows) == ("Nothing waits for you", [])


def test_the_desk_counts_this_week_from_monday(
    open_page: Callable[..., Page],
    make_member: Make,
    make_plan: Callable[..., PlanVersion],
    move: Callable[..., None],
) -> None:
    sunday, monday = london(2026, 6, 14, 23, 59), london(2026, 6, 15, 0, 0)
    make_plan(make_member(joined_at=sunday), at=monday)
    make_plan(make_member(joined_at=sunday), at=sunday)
    make_plan(make_member(joined_at=monday), state="DRAFT")
    make_member(joined_at=monday)
    move(make_member(joined_at=monday), "WITHDRAWN", NOW)
    make_member(joined_at=monday, state="DRAFT")
    assert open_page("desk").headings[-4:] == [
        "This week, since 15 June 2026",
        "2 members joined",
        "1 member published a plan or a new version of it",
        "Next reminders",
    ]


# --- All pages ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*PAGES, "member_csv"])
@pytest.mark.parametrize(
    ("role", "status"), [("stranger", 404), ("lead", 404), ("analyst", 200), ("administrator", 200)]
)
def test_only_the_campaign_team_finds_these_pages(
    name: str,
    role: str,
    status: int,
    client_for: Callable[[User], Client],
    request: pytest.FixtureRequest,
) -> None:
    client = client_for(request.getfixturevalue(role))
    assert client.get(reverse(name)).status_code == status


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_as_many_queries_for_one_row_as_for_three(
    name: str,
    client: Client,
    make_member: Make,
    make_plan: Callable[..., PlanVersion],
    make_pledges: Callable[..., None],
) -> None:
    taken = []
    for more in (1, 2):
        for _ in range(more):
            member = make_member()
            make_plan(member)
            make_pledges(member)
            make_member(state="AWAITING_VERIFICATION")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name))
        taken.append(len(queries))
    assert taken[0] == taken[1]


@pytest.mark.usefixtures("some_of_everything")
def test_the_whole_report_takes_twelve_queries_at_most(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        client.get(reverse("membership_report"))


@pytest.mark.parametrize("name", ["membership_report", "member_list"])
def test_no_sign_up_is_named_among_the_members(
    name: str, client: Client, make_member: Make
) -> None:
    for state in ("DRAFT", "AWAITING_SPONSOR", "AWAITING_VERIFICATION", "CLOSED"):
        make_member(name=f"KESTREL {state}", state=state)
    assert "estrel" not in client.get(reverse(name)).content.decode().lower()


@pytest.mark.usefixtures("some_of_everything")
@pytest.mark.parametrize("name", PAGES)
def test_no_page_calls_a_member_late(name: str, open_page: Callable[..., Page]) -> None:
    assert (
        re.findall(r"\b(?:overdue|late|behind|rank\w*|best|worst)\b", open_page(name).text.lower())
        == []
    )


@pytest.mark.parametrize("name", PAGES)
def test_the_way_between_the_pages_marks_where_one_is(name: str, client: Client) -> None:
    html = client.get(reverse(name)).content.decode()
    current = re.findall(r'href="([^"]+)" aria-current="page"', html)
    assert current == [reverse(name)]
