"""The feed, the sitemap, what robots may read, and what pages say of themselves to programs."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.robotparser import RobotFileParser
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from improvement_plans import services as plans
from improvement_plans.choices import ReportFrequency, Topic
from improvement_plans.models import Plan, PlanVersion
from organisations.models import Membership
from pledges.models import Commitment
from pledges.services import changing
from safety_portal import feeds, sitemaps
from tests.architecture.test_access import ACCESS
from tests.conftest import NOW, TODAY, publish_anew
from tests.safety_portal.test_pages import commit, public

MakeMember = Callable[..., Membership]
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "http://127.0.0.1:8000"
SLUG = "harrowmere-test-nhs-trust-zza01"


# --- The feed -------------------------------------------------------------------------------


def feed(client: Client) -> ET.Element:
    answer = client.get("/feed/")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)


def texts(element: ET.Element, name: str) -> list[str]:
    return [each.text or "" for each in element.findall(f"{ATOM}entry/{ATOM}{name}")]


def addresses(element: ET.Element) -> list[str]:
    return [each.attrib["href"] for each in element.findall(f"{ATOM}entry/{ATOM}link")]


@pytest.mark.django_db
def test_a_feed_with_nothing_new_is_still_atom(client: Client) -> None:
    found = feed(client)
    links = {each.attrib["rel"]: each.attrib["href"] for each in found.findall(f"{ATOM}link")}
    assert (links, found.findtext(f"{ATOM}id")) == (
        {"alternate": f"{SITE}/", "self": f"{SITE}/feed/"},
        f"{SITE}/feed/",
    )


def anew(lead: User) -> dict[str, Any]:
    return {"version": 2, "published_by": lead, "published_role": "Nurse", "reason": "We learned."}


def write_anew(membership: Membership, lead: User) -> None:
    """The third pledge has a second version, two days on."""
    later = NOW + timedelta(days=2)
    draft = changing.draft_change(
        membership=membership, number=3, kind="NEW", text="Anew.", by=lead, at=later, today=TODAY
    )
    changing.publish_changes(
        membership=membership, read={3: draft.fingerprint}, reason="We learned.", by=lead,
        role="Nurse", at=later,
    )  # fmt: skip


def test_the_feed_tells_who_joined_and_what_was_published(
    membership: Membership, published_plan: Plan, lead: User, client: Client
) -> None:
    publish_anew(published_plan, lead, NOW + timedelta(days=1))
    commit(membership, published_at=NOW)
    write_anew(membership, lead)
    found, name = feed(client), "Harrowmere Test NHS Trust"
    assert texts(found, "title") == [
        f"{name} wrote pledge 3 anew",
        f"{name} published its plan anew: Safer nights",
        f"{name} joined",
    ]
    page = f"{SITE}/organisations/{SLUG}/"
    assert addresses(found) == [f"{page}pledges/3/versions/2/", f"{page}plan/versions/2/", page]
    assert texts(found, "updated") == [
        "2026-06-17T09:00:00+00:00",
        "2026-06-16T09:00:00+00:00",
        "2026-06-15T09:00:00+00:00",
    ]
    assert found.findtext(f"{ATOM}updated") == "2026-06-17T09:00:00+00:00"
    assert [each.findtext(f"{ATOM}author/{ATOM}name") for each in found.iter(f"{ATOM}entry")] == (
        [name] * 3
    )


def test_a_later_version_of_a_plan_is_news_of_its_own(
    published_plan: Plan, lead: User, client: Client
) -> None:
    before = texts(feed(client), "id")
    plans.start_new_version(plan=published_plan, by=lead, at=NOW)
    plans.publish_plan(
        plan=published_plan, reason="We <learned>.", report_frequency=ReportFrequency.YEARLY,
        next_report_date=None, by=lead, role="Nurse", at=NOW, today=TODAY,
    )  # fmt: skip
    found = feed(client)
    assert texts(found, "title")[0] == (
        "Harrowmere Test NHS Trust published its plan anew: Safer nights"
    )
    # The summary is HTML, by what Atom says of it.
    assert texts(found, "summary")[0] == "We &lt;learned&gt;."
    assert [one in before for one in texts(found, "id")] == [False, True]


def test_entries_keep_their_ids_when_the_texts_change(
    membership: Membership, client: Client
) -> None:
    before = texts(feed(client), "id")
    membership.organisation.__class__.objects.update(name="Another name", slug="another")
    after = texts(feed(client), "id")
    assert (before, after) == ([f"tag:127.0.0.1,2026-06-15:member-{membership.pk}"],) * 2


@pytest.mark.parametrize("state", ["DRAFT", "AWAITING_VERIFICATION", "WITHDRAWN", "CLOSED"])
def test_the_feed_tells_nothing_of_who_is_no_member_today(
    state: str, published_plan: Plan, lead: User, client: Client
) -> None:
    commit(published_plan.membership, **anew(lead))
    Membership.objects.update(state=state, state_reason="Because.")
    assert texts(feed(client), "title") == []


def test_the_feed_is_short_and_newest_first(
    make_member: MakeMember, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "MOST", 2)
    for days in range(3):
        make_member(name=f"TRUST {days}", joined_at=NOW + timedelta(days=days))
    assert texts(feed(client), "title") == ["Trust 2 joined", "Trust 1 joined"]


def test_the_feed_costs_four_queries_however_much_is_new(
    make_member: MakeMember, published_plan: Plan, lead: User, client: Client
) -> None:
    for _ in range(3):
        commit(make_member(), **anew(lead))
    with CaptureQueriesContext(connection) as queries:
        feed(client)
    assert len(queries) == 4


def test_a_reader_that_has_the_feed_is_not_sent_it_again(
    membership: Membership, client: Client
) -> None:
    seen = client.get("/feed/")["ETag"]
    answer = client.get("/feed/", headers={"If-None-Match": seen})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize("path", ["/", "/contact/", "/organisations/"])
@pytest.mark.django_db
def test_pages_tell_where_the_feed_is(path: str, client: Client) -> None:
    link = r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="/feed/">'
    assert len(re.findall(link, client.get(path).content.decode())) == 1


# --- The sitemap ----------------------------------------------------------------------------


def locations(client: Client, path: str) -> list[str]:
    return [each.text or "" for each in ET.fromstring(client.get(path).content).iter(f"{MAP}loc")]


def mapped(client: Client) -> list[str]:
    """Every address of every part of the map, as paths."""
    parts = [part[part.index("/sitemap-") :] for part in locations(client, "/sitemap.xml")]
    return [address.removeprefix(SITE) for part in parts for address in locations(client, part)]


def test_every_public_page_is_in_the_map_and_opens(
    published_plan: Plan, make_member: MakeMember, client: Client
) -> None:
    for state in ("DRAFT", "AWAITING_SPONSOR", "WITHDRAWN", "CLOSED"):
        commit(make_member(name=f"{state} trust", ods_code=None, state=state), upto=1)
    commit(published_plan.membership, upto=1)
    commit(published_plan.membership, upto=1, version=2, state="DRAFT", published_at=None)
    found = mapped(client)
    assert found == [
        *(reverse(name) for name in sitemaps.FIXED),
        *(f"/topics/{topic.slug}/" for topic in Topic),
        f"/organisations/{SLUG}/",
        "/organisations/withdrawn-trust/",
        "/organisations/withdrawn-trust/pledges/1/",
        f"/organisations/{SLUG}/pledges/1/",
        f"/organisations/{SLUG}/plan/",
    ]
    assert {path: client.get(path).status_code for path in found} == dict.fromkeys(found, 200)


def test_a_long_map_has_pages(
    make_member: MakeMember, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps.PortalSitemap, "limit", 2)
    for _ in range(3):
        make_member()
    parts = [part for part in locations(client, "/sitemap.xml") if "organisations" in part]
    sizes = [len(locations(client, part.replace("http://testserver", ""))) for part in parts]
    assert sizes == [2, 1]


def test_the_map_tells_when_a_plan_was_published_and_not_when_a_member_was_heard_from(
    published_plan: Plan, client: Client
) -> None:
    commit(published_plan.membership, upto=1)
    dates = {
        part: re.findall("<lastmod>(.*?)<", client.get(f"/sitemap-{part}.xml").content.decode())
        for part in sitemaps.SITEMAPS
    }
    dated = {"pledges": ["2026-06-15"], "plans": ["2026-06-15"]}
    assert dates == {"pages": [], "topics": [], "organisations": [], "reports": [], **dated}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sitemap-people.xml", "/sitemap-plans.xml?p=2"])
def test_there_is_no_other_map(path: str, client: Client) -> None:
    assert client.get(path).status_code == 404


# --- Robots ---------------------------------------------------------------------------------

# Open to whoever has the address, but nothing to find: forms, files, and what machines ask for.
NOT_FOR_SEARCH = {
    *("account_inactive", "account_erased", "demo_mail", "find", "healthz", "readyz", "robots"),
    *("feed", "open_data_file", "sitemap", "sitemap_section", "individual_join"),
}


@pytest.fixture
def robots(client: Client) -> RobotFileParser:
    parser = RobotFileParser()
    parser.parse(client.get("/robots.txt").content.decode().splitlines())
    return parser


@pytest.mark.django_db
def test_robots_read_the_whole_map(robots: RobotFileParser, client: Client) -> None:
    assert robots.site_maps() == [f"{SITE}/sitemap.xml"]
    closed = [path for path in mapped(client) if not robots.can_fetch("*", path)]
    # The older rules that this parser follows know no end of an address.
    assert closed == ["/sign-up/"]
    assert b"Allow: /sign-up/$\n" in client.get("/robots.txt").content


@pytest.mark.django_db
def test_robots_stay_away_from_what_is_not_for_everyone(robots: RobotFileParser) -> None:
    private = [name for name, row in ACCESS.items() if row.get["anonymous"] != 200]
    keys = dict.fromkeys(("idea", "cycle", "milestone_key", "priority_key"), str(UUID(int=1)))
    args = {name: ["x" if "token" in a or "slug" in a or a in {"by_hand"} else keys.get(a, "1") for a in row.args.split()] for name, row in ACCESS.items()}  # fmt: skip
    open_to_robots = [
        name for name in private if robots.can_fetch("*", reverse(name, args=args[name]))
    ]
    # The first leads to signing in, from an address like that of an organisation's page. The other
    # answers no GET.
    assert open_to_robots == ["introduction_ask", "bounce_webhook"]


# --- What pages say of themselves -----------------------------------------------------------


def meta(answer: Any) -> dict[str, str]:
    page = answer.content.decode()
    found = dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page))
    for link in re.findall(r'<link rel="canonical" href="([^"]+)">', page):
        found["canonical"] = link
    return found


def data(answer: Any) -> Any:
    found = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', answer.content.decode()
    )
    assert len(found) == 1
    return json.loads(found[0])


def test_a_member_s_page_says_what_it_is(make_member: MakeMember, client: Client) -> None:
    member = make_member(name="OAK TRUST", ods_code="ZZ1", former_name="ACORN TRUST", town="OAKHAM")
    commit(member)
    answer, page = public(client, member), f"{SITE}/organisations/oak-trust-zz1/"
    said = meta(answer)
    assert [said[name] for name in ("canonical", "og:url", "og:title", "og:type")] == [
        page,
        page,
        "Oak Trust",
        "article",
    ]
    organisation, pledges = data(answer)["@graph"]
    assert organisation == {
        "@type": "Organization",
        "@id": f"{page}#organisation",
        "name": "Oak Trust",
        "mainEntityOfPage": page,
        "alternateName": ["Acorn Trust"],
        "identifier": {"@type": "PropertyValue", "propertyID": "ODS code", "value": "ZZ1"},
        "address": {
            "@type": "PostalAddress",
            "addressLocality": "Oakham",
            "addressCountry": "GB",
        },
    }
    assert [part["url"] for part in pledges["hasPart"]] == [
        f"{page}#pledge-{number}" for number in range(1, 6)
    ]
    assert datetime.fromisoformat(pledges["datePublished"]) == NOW


def test_what_is_not_known_of_a_member_is_not_said(make_member: MakeMember, client: Client) -> None:
    member = make_member(name="A College", ods_code=None, town="")
    organisation, pledges = data(public(client, member))["@graph"]
    assert {"alternateName", "identifier", "address"} & set(organisation) == set()
    assert "hasPart" not in pledges


def test_a_plan_s_page_says_what_it_is(published_plan: Plan, lead: User, client: Client) -> None:
    page = f"{SITE}/organisations/{SLUG}/plan/"
    for path in ("plan/", "plan/versions/1/"):
        answer = client.get(f"/organisations/{SLUG}/{path}")
        assert (meta(answer)["canonical"], data(answer)["version"]) == (page, "1")
    PlanVersion.objects.update(state="SUPERSEDED")
    answer = client.get(f"/organisations/{SLUG}/plan/versions/1/")
    assert meta(answer)["canonical"] == f"{page}versions/1/"


def test_a_pledge_s_page_says_what_it_is(
    membership: Membership, lead: User, client: Client
) -> None:
    commit(membership, upto=1, published_role="Matron")
    page = f"{SITE}/organisations/{SLUG}/pledges/1/"
    for path in ("pledges/1/", "pledges/1/versions/1/"):
        answer = client.get(f"/organisations/{SLUG}/{path}")
        said = meta(answer)
        assert (said["canonical"], said["og:url"], data(answer)["version"]) == (page, page, "1")
    assert said["og:title"] == "1. Put safety first, Harrowmere Test NHS Trust"
    Commitment.objects.update(state="SUPERSEDED")
    later = {"version": 2, "reason": "Nights.", "published_by": lead, "published_role": "Matron"}
    commit(membership, upto=1, **later)
    earlier, newest = (client.get(f"/organisations/{SLUG}/pledges/1/versions/{n}/") for n in (1, 2))
    assert [meta(each)["canonical"] for each in (earlier, newest)] == [f"{page}versions/1/", page]


def test_a_topic_s_page_says_what_it_is_on_its_first_page(
    published_plan: Plan, client: Client
) -> None:
    said = meta(client.get("/topics/falls/"))
    assert (said["canonical"], said["og:title"]) == (f"{SITE}/topics/falls/", "Falls")


def test_a_preview_says_nothing_of_itself(
    plan: Plan, lead: User, client_for: Callable[[User], Client]
) -> None:
    answer = client_for(lead).get(f"/plans/{plan.pk}/preview/")
    assert (answer.status_code, set(meta(answer)) & {"canonical", "og:title"}) == (200, set())


def test_no_text_ends_the_data_or_a_tag_that_holds_it(
    published_plan: Plan, lead: User, client: Client
) -> None:
    nasty = '</script><script>alert(1)</script><!-- "> &amp; \u2028'
    publish_anew(published_plan, lead, title=nasty)
    answer = client.get(f"/organisations/{SLUG}/plan/")
    assert data(answer)["name"] == nasty
    assert answer.content.decode().count("<script>") == 0


@pytest.mark.parametrize("name", sitemaps.FIXED)
@pytest.mark.django_db
def test_every_fixed_page_has_a_description_and_an_address(name: str, client: Client) -> None:
    said = meta(client.get(reverse(name)))
    assert (said["canonical"], len(said["description"]) > 40) == (f"{SITE}{reverse(name)}", True)


@pytest.mark.parametrize("path", ["/organisations/?q=x", "/people/?before=9", "/find/?q=x"])
@pytest.mark.django_db
def test_a_part_of_a_list_claims_no_address_of_its_own(path: str, client: Client) -> None:
    assert "canonical" not in meta(client.get(path))


# --- Pages of text --------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_cookies_page_names_every_cookie_that_is_set(client: Client) -> None:
    client.get("/sign-in/")
    client.post("/sign-in/", {"email": "lead@harrowmere.example"})
    page = client.get("/cookies/").content.decode()
    named = set(re.findall(r'<h3 class="nhsuk-heading-s">(\S+)</h3>', page))
    assert named == set(client.cookies)


def test_who_only_reads_gets_no_cookie(published_plan: Plan, client: Client) -> None:
    for path in mapped(client):
        if path != "/sign-up/":
            client.get(path)
    client.get("/find/?q=falls")
    assert dict(client.cookies) == {}


@pytest.mark.parametrize("path", ["/accessibility/", "/privacy/", "/contact/", "/open-data/"])
@pytest.mark.django_db
def test_who_answers_for_the_portal_is_named(path: str, settings: Settings, client: Client) -> None:
    settings.PORTAL_OPERATOR = "Example Foundation"
    assert b"Example Foundation" in client.get(path).content


@pytest.mark.parametrize("path", ["/accessibility/", "/privacy/", "/contact/"])
@pytest.mark.django_db
def test_each_says_where_to_write(path: str, client: Client) -> None:
    assert b'href="mailto:campaign@portal.example"' in client.get(path).content
