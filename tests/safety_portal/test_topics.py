"""Topic pages: who works on what, by name and by nothing else."""

import html
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from improvement_plans import services as plans
from improvement_plans.choices import Topic
from improvement_plans.models import Plan, PlanVersion, Priority
from introductions.models import SwitchedOff
from organisations.choices import Role
from organisations.models import Membership
from tests.conftest import NOW, PRIORITY

MakeMember = Callable[..., Membership]
WorkOn = Callable[..., Membership]


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def names(answer: Any) -> list[str]:
    """Members in the order of the page."""
    page = answer.content.decode()
    return re.findall(r'portal-two-lines" href="/organisations/[^"]*">([^<]*)</a>', page)


def number(answer: Any, slug: str) -> str:
    """What the list of topics says beside one."""
    found = re.search(rf'href="/topics/{slug}/">(.*?)</a>', answer.content.decode())
    assert found
    return re.sub(r"<[^>]+>", "", found.group(1)).partition(": ")[2]


@pytest.fixture
def works_on(make_member: MakeMember, lead: User) -> WorkOn:
    """A member whose published plan works on topics."""

    def make(*topics: str, state: str = "ACTIVE", own: str = "", **organisation: Any) -> Membership:
        member = make_member(**organisation)
        plan = Plan.objects.create(membership=member, started_at=NOW)
        version = PlanVersion.objects.create(plan=plan, title="Plan", reason="First")
        for position, topic in enumerate(topics, start=1):
            fields = {**PRIORITY, "topic": topic, "own_topic": own if topic == "OTHER" else ""}
            fields["title"] = f"{PRIORITY['title']} {position}"
            Priority.objects.create(version=version, position=position, **fields)
        PlanVersion.objects.filter(pk=version.pk).update(
            state="PUBLISHED", published_at=NOW, published_by=lead, published_role="Matron"
        )
        Membership.objects.filter(pk=member.pk).update(
            state=state, state_reason="Because." if state != "ACTIVE" else ""
        )
        return member

    return make


def test_every_topic_is_listed_a_to_z_with_its_number_even_none(
    works_on: WorkOn, client: Client
) -> None:
    works_on("FALLS", "FALLS", "SEPSIS")
    works_on("FALLS", "OTHER", own="Syringe pumps")
    page = client.get("/topics/")
    slugs = re.findall(r'href="/topics/([^"/]+)/"', page.content.decode())
    labels = [Topic(slug.upper().replace("-", "_")).label.lower() for slug in slugs]
    assert (len(slugs), labels[:-1], slugs[-1]) == (len(Topic), sorted(labels[:-1]), "other")
    assert [number(page, slug) for slug in ("falls", "sepsis", "other", "aki")] == [
        "2 members", "1 member", "1 member", "no member yet",
    ]  # fmt: skip


@pytest.mark.parametrize("topic", [topic for topic in Topic if topic != "OTHER"])
def test_each_number_leads_to_as_many_rows(topic: Topic, works_on: WorkOn, client: Client) -> None:
    for _ in range(2):
        works_on(topic, topic, "CULTURE")
    said = number(client.get("/topics/"), topic.slug)
    assert (said, len(names(client.get(f"/topics/{topic.slug}/")))) == ("2 members", 2)


def test_a_row_says_who_where_and_the_aim_as_written(published_plan: Plan, client: Client) -> None:
    slug = published_plan.membership.organisation.slug
    answer = client.get("/topics/falls/")
    shown = words(answer)
    wanted = (
        "1 member has a priority on this in its published plan.",
        "Ask for an introduction to Harrowmere Test NHS Trust",
        "Acute trust, Harrowmere, North East and Yorkshire",
        "Fewer falls with harm",
        "Reduce falls with harm per 1,000 bed days by 50% by 31 March 2028",
    )
    assert [shown.count(text) for text in wanted] == [1] * 5
    assert answer.content.decode().count(f'href="/organisations/{slug}/plan/#priority-1"') == 1


def test_a_plans_priority_leads_to_its_topic(published_plan: Plan, client: Client) -> None:
    slug = published_plan.membership.organisation.slug
    for address in (f"/organisations/{slug}/plan/", f"/organisations/{slug}/plan/versions/1/"):
        assert client.get(address).content.decode().count('href="/topics/falls/"') == 1


def test_a_preview_of_a_draft_leads_nowhere(
    published_plan: Plan, lead: User, client_for: Callable[[User], Client]
) -> None:
    plans.start_new_version(plan=published_plan, by=lead, at=NOW)
    page = client_for(lead).get(f"/plans/{published_plan.pk}/preview/").content.decode()
    assert page.count('href="/topics/falls/"') == 0


def test_members_stand_by_name_in_whatever_case_and_by_nothing_else(
    works_on: WorkOn, client: Client
) -> None:
    for name in ("ZEBRA NHS TRUST", "beacon Hospice", "ABBEY NHS TRUST", "Cedar Charity"):
        works_on("FALLS", name=name)
    wanted = ["Abbey NHS Trust", "beacon Hospice", "Cedar Charity", "Zebra NHS Trust"]
    asked = ("", "?sort=aim", "?order=-name", "?ordering=joined")
    assert [names(client.get(f"/topics/falls/{query}")) for query in asked] == [wanted] * 4


def test_drafts_superseded_versions_and_other_topics_do_not_count(
    published_plan: Plan, lead: User, client: Client
) -> None:
    draft = plans.start_new_version(plan=published_plan, by=lead, at=NOW)
    draft.priorities.update(topic="SEPSIS")
    seen = [len(names(client.get(f"/topics/{slug}/"))) for slug in ("falls", "sepsis", "aki")]
    PlanVersion.objects.published().update(state="SUPERSEDED")
    assert (seen, names(client.get("/topics/falls/"))) == ([1, 0, 0], [])


@pytest.mark.parametrize(
    ("state", "shown"), [("ACTIVE", 1), ("PAUSED", 1), ("WITHDRAWN", 0), ("SUCCEEDED", 0)]
)
def test_only_members_today_work_on_it_and_paused_ones_say_so(
    state: str, shown: int, works_on: WorkOn, client: Client
) -> None:
    works_on("FALLS", state=state)
    page = client.get("/topics/falls/")
    paused = words(page).count("Paused since June 2026")
    number_said = number(client.get("/topics/"), "falls")
    assert (len(names(page)), paused) == (shown, int(state == "PAUSED"))
    assert number_said == ("1 member" if shown else "no member yet")


def test_a_member_with_two_priorities_is_one_row_with_both(
    works_on: WorkOn, client: Client
) -> None:
    works_on("FALLS", "SEPSIS", "FALLS")
    page = client.get("/topics/falls/")
    titles = re.findall(r"Fewer falls with harm (\d)", words(page))
    assert (len(names(page)), titles) == (1, ["1", "3"])


def test_own_topics_stand_under_their_own_names(works_on: WorkOn, client: Client) -> None:
    works_on("OTHER", own="syringe pumps", name="CEDAR NHS TRUST")
    works_on("OTHER", own="Shared records", name="ZEBRA NHS TRUST")
    works_on("OTHER", "OTHER", own="Syringe pumps", name="ABBEY NHS TRUST")
    page = client.get("/topics/other/")
    headings = re.findall(r"<h2[^>]*portal-text\">([^<]*)<", page.content.decode())
    assert [heading.lower() for heading in headings] == ["shared records", "syringe pumps"]
    assert names(page) == ["Zebra NHS Trust", "Abbey NHS Trust", "Cedar NHS Trust"]
    said = "3 members have a priority on a topic that they named themselves"
    assert (words(page).count(said), number(client.get("/topics/"), "other")) == (1, "3 members")


@pytest.mark.parametrize("topic", ["FALLS", "OTHER"])
def test_25_a_page_and_the_rest_on_the_next(topic: str, works_on: WorkOn, client: Client) -> None:
    for _ in range(26):
        works_on(topic, own="Syringe pumps" if topic == "OTHER" else "")
    slug = topic.lower()
    pages = [client.get(f"/topics/{slug}/?page={n}") for n in (1, 2)]
    assert [len(names(page)) for page in pages] == [25, 1]
    assert len({name for page in pages for name in names(page)}) == 26
    links = [re.findall(r'href="\?page=(\d)"', page.content.decode()) for page in pages]
    assert links == [["2"], ["1"]]
    asked = [client.get(f"/topics/{slug}/?page={n}").status_code for n in ("3", "0", "x")]
    assert asked == [404, 404, 404]


def test_a_topic_that_is_none_is_not_found(db: None, client: Client) -> None:
    found = [client.get(f"/topics/{slug}/").status_code for slug in ("pebbles", "FALLS", "falls")]
    assert found == [404, 404, 200]


@pytest.mark.parametrize(("slug", "elsewhere"), [("falls", "other"), ("other", "falls")])
def test_an_empty_topic_helps_on(slug: str, elsewhere: str, db: None, client: Client) -> None:
    page = client.get(f"/topics/{slug}/")
    links = set(re.findall(r'href="(/[^"]*)"', page.content.decode()))
    assert {f"/topics/{elsewhere}/", "/organisations/", "/dashboard/", "/topics/"} <= links
    assert words(page).count("No member has published a priority on") == 1


@pytest.mark.parametrize("topic", ["FALLS", "OTHER"])
def test_a_topic_costs_the_same_queries_at_one_row_and_at_25(
    topic: str, works_on: WorkOn, client: Client
) -> None:
    seen = []
    for more in (1, 24):
        for _ in range(more):
            works_on(topic, topic, own="Pumps" if topic == "OTHER" else "")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/topics/{topic.lower()}/")
        seen.append(len(queries))
    assert seen in ([4, 4], [5, 5])


def test_the_list_costs_one_query(works_on: WorkOn, client: Client) -> None:
    works_on("FALLS", "SEPSIS")
    with CaptureQueriesContext(connection) as queries:
        client.get("/topics/")
    assert len(queries) == 1


# The way to an introduction


def offers(answer: Any, membership: Membership) -> int:
    path = f"/organisations/{membership.organisation.slug}/introduction/"
    return answer.content.decode().count(f'href="{path}')


def test_an_introduction_is_offered_to_all_but_ones_own_people_and_the_campaign_team(
    published_plan: Plan,
    membership: Membership,
    lead: User,
    officer: User,
    client: Client,
    client_for: Callable[[User], Client],
) -> None:
    slug = membership.organisation.slug
    pages = ("/topics/falls/", f"/organisations/{slug}/plan/", f"/organisations/{slug}/")
    seen = [
        [offers(who.get(page), membership) for page in pages]
        for who in (client, client_for(lead), client_for(officer))
    ]
    assert seen == [[1, 1, 1], [0, 0, 0], [0, 0, 0]]
    assert b"introduction/?topic=falls" in client.get("/topics/falls/").content


def switched_off(membership: Membership, lead: User) -> None:
    SwitchedOff.objects.create(membership=membership, since_at=NOW, by=lead)


def closed(membership: Membership, lead: User) -> None:
    membership.organisation.closed_date = date(2026, 1, 1)
    membership.organisation.save()


def led_by_nobody(membership: Membership, lead: User) -> None:
    assert membership.representatives.get(role=Role.LEAD).user == lead
    User.objects.filter(pk=lead.pk).update(is_active=False)


@pytest.mark.parametrize("end", [switched_off, closed, led_by_nobody])
def test_who_cannot_be_asked_is_listed_and_not_offered(
    end: Callable[[Membership, User], None],
    published_plan: Plan,
    membership: Membership,
    lead: User,
    client: Client,
) -> None:
    end(membership, lead)
    slug = membership.organisation.slug
    pages = ("/topics/falls/", f"/organisations/{slug}/plan/", f"/organisations/{slug}/")
    assert [offers(client.get(page), membership) for page in pages] == [0, 0, 0]
    assert names(client.get("/topics/falls/")) == ["Harrowmere Test NHS Trust"]
