"""What changed between two versions of a plan, part by part."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from core.differences import Kind
from improvement_plans import services
from improvement_plans.changes import plan_changes
from improvement_plans.choices import Part, ReportFrequency
from improvement_plans.models import Plan, PlanVersion
from pledges.models import Pledge
from tests.conftest import NOW, PRIORITY, TODAY

PLAN = "/organisations/harrowmere-test-nhs-trust-zza01/plan/"
Publish = Callable[..., PlanVersion]
Told = list[tuple[str, str, list[tuple[str, str, str]]]]


@pytest.fixture
def publish(published_plan: Plan, lead: User) -> Publish:
    """A next version of A's plan; `change` alters the draft."""

    def new(change: Callable[[PlanVersion], object], at: Any = NOW, **part: Any) -> PlanVersion:
        draft = services.start_new_version(plan=published_plan, by=lead, at=at)
        change(draft)
        if part:
            services.save_part(plan=published_plan, by=lead, at=at, **part)
        return services.publish_plan(
            plan=published_plan,
            reason=f"Reason of version {draft.number}",
            report_frequency=ReportFrequency.YEARLY,
            next_report_date=None,
            by=lead,
            role="Head of quality",
            at=at,
            today=TODAY,
        )

    return new


@pytest.fixture
def priority(published_plan: Plan, lead: User) -> Callable[..., object]:
    """Write a priority of the draft: a new one, or the one with this key."""

    def write(pk: int | None = None, pledges: tuple[int, ...] = (1, 4), **fields: Any) -> object:
        said = {
            "plan": published_plan, "pledges": list(Pledge.objects.filter(number__in=pledges)),
            "by": lead, "at": NOW, **PRIORITY, **fields,
        }  # fmt: skip
        if pk is None:
            return services.add_priority(**said)
        return services.save_priority_part(priority_pk=pk, part=Part.PRIORITY_ABOUT, **said)

    return write


def told(plan: Plan, newer: PlanVersion) -> Told:
    """Sections with their note, and for each changed part what went and what came."""
    return [
        (
            section.heading,
            section.note,
            [
                (
                    part.heading,
                    "".join(r.text for r in part.words if r.kind == Kind.REMOVED),
                    "".join(r.text for r in part.words if r.kind == Kind.ADDED),
                )
                for part in section.parts
            ],
        )
        for section in plan_changes(plan.versions.get(number=1), newer)
    ]


def nothing(draft: PlanVersion) -> None:
    """Leave the draft as it is."""


def test_what_stayed_has_no_parts(published_plan: Plan, publish: Publish) -> None:
    assert told(published_plan, publish(nothing)) == [
        ("About this plan", "", []),
        ("Where we are now", "", []),
        ("Fewer falls with harm", "", []),
    ]


def test_each_part_that_changed_is_told(published_plan: Plan, publish: Publish) -> None:
    newer = publish(
        nothing,
        title="Safer days",
        end_date=date(2030, 6, 30),
        board_approved_date=date(2026, 5, 1),
        where_we_are_now="Most falls with harm happen at noon.",
    )
    assert told(published_plan, newer)[:2] == [
        (
            "About this plan",
            "",
            [
                ("Title", "nights", "days"),
                ("Ends", "2029", "2030"),
                ("Approved by the board", "", "1 May 2026"),
            ],
        ),
        ("Where we are now", "", [("", "night", "noon")]),
    ]


def test_a_priority_is_followed_by_its_title_or_its_topic_and_place(
    published_plan: Plan, publish: Publish, priority: Callable[..., object]
) -> None:
    renamed = publish(
        lambda draft: priority(draft.priorities.get().pk, title="Fewer falls", pledges=(1, 5))
    )
    assert told(published_plan, renamed)[2:] == [
        ("Fewer falls", "", [("Title", " with harm", ""), ("Pledges it serves", "4", "5")])
    ]


def test_a_new_priority_and_one_taken_out_say_so(
    published_plan: Plan, publish: Publish, priority: Callable[..., object]
) -> None:
    def swap(draft: PlanVersion) -> None:
        draft.priorities.all().delete()
        priority(title="Sepsis sooner", topic="SEPSIS")

    sections = told(published_plan, publish(swap))[2:]
    headings = ["Title", "Aim", "Why this matters here", "Topic", "National or local"]
    assert [(heading, note, [p[0] for p in parts]) for heading, note, parts in sections] == [
        ("Sepsis sooner", "This priority is new.", [*headings, "Pledges it serves"]),
        ("Fewer falls with harm", "This priority was taken out.", [*headings, "Pledges it serves"]),
    ]
    assert sections[0][2][0][1:] == ("", "Sepsis sooner")
    assert sections[1][2][0][1:] == ("Fewer falls with harm", "")


# The pages


@pytest.fixture
def three(published_plan: Plan, publish: Publish, lead: User) -> Plan:
    """Three versions, and a draft of a fourth."""
    publish(nothing, at=NOW + timedelta(days=10), where_we_are_now="Most falls happen at noon.")
    publish(nothing, at=NOW + timedelta(days=20), title="Safer days")
    services.start_new_version(plan=published_plan, by=lead, at=NOW)
    services.save_part(plan=published_plan, by=lead, at=NOW, title="kestrel-canary")
    return published_plan


def words(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


def test_the_page_tells_what_changed_and_why(three: Plan, client: Client) -> None:
    shown = words(client.get(f"{PLAN}versions/1/changes/3/"))
    assert "Reason of version 3 Published by: Head of quality" in shown
    assert "Reason of version 2" in shown
    assert "Safer [removed: nights ] [added: days ]" in shown
    assert "Fewer falls with harm The words are the same." in shown
    assert "kestrel-canary" not in shown


def test_one_step_gives_one_reason(three: Plan, client: Client) -> None:
    shown = words(client.get(f"{PLAN}versions/1/changes/2/"))
    assert ("Reason of version 2" in shown, "Reason of version 3" in shown) == (True, False)
    assert "This is not the newest: read the plan as it is now" in shown


def test_the_older_version_comes_first(three: Plan, client: Client) -> None:
    answer = client.get(f"{PLAN}versions/3/changes/2/")
    assert (answer.status_code, answer["Location"]) == (301, f"{PLAN}versions/2/changes/3/")


@pytest.mark.parametrize("pair", ["2/changes/2", "3/changes/4", "4/changes/3", "0/changes/1"])
def test_what_was_not_published_is_not_compared(pair: str, three: Plan, client: Client) -> None:
    assert client.get(f"{PLAN}versions/{pair}/", follow=True).status_code == 404


def test_two_versions_are_chosen_in_a_form(three: Plan, client: Client) -> None:
    answer = client.get(f"{PLAN}?first=3&second=1")
    assert (answer.status_code, answer["Location"]) == (302, f"{PLAN}versions/1/changes/3/")
    refused = client.get(f"{PLAN}?first=2&second=2")
    assert "There is a problem Choose two versions that are not the same" in words(refused)


def test_a_single_version_has_nothing_to_compare(published_plan: Plan, client: Client) -> None:
    page = client.get(f"{PLAN}?first=1&second=1")
    assert (page.status_code, "Compare" in words(page)) == (200, False)


def test_each_version_leads_to_what_changed_in_it(three: Plan, client: Client) -> None:
    page = client.get(PLAN).content.decode()
    assert re.findall(r'href="([^"]*/changes/[^"]*)"', page) == [
        f"{PLAN}versions/2/changes/3/",
        f"{PLAN}versions/1/changes/2/",
    ]
