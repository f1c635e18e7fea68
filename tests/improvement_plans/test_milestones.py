"""Milestones: written in a draft, reached on a day that needs no new version."""

import html
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from improvement_plans import services
from improvement_plans.choices import ReportFrequency
from improvement_plans.models import Milestone, MilestoneDone, Plan
from tests.conftest import NOW, TODAY

TYPED = {
    "title": "Every ward has a falls lead",
    "due_date_day": "30",
    "due_date_month": "9",
    "due_date_year": "2027",
    "priority": "",
}
DUE = date(2027, 9, 30)


def words(answer: Any) -> str:
    page = answer.content.decode().partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture
def as_editor(editor: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(editor)


@pytest.fixture
def draft_plan(published_plan: Plan, lead: User) -> Plan:
    """A published plan with a second version in draft."""
    services.start_new_version(plan=published_plan, by=lead, at=NOW)
    return published_plan


def add(plan: Plan, by: User, title: str = "Leads named", **fields: Any) -> Milestone:
    fields = {"due_date": DUE, "priority": "", **fields}
    return services.add_milestone(plan=plan, title=title, by=by, at=NOW, **fields)


def path(name: str, plan: Plan, *args: Any) -> str:
    return reverse(name, args=[plan.pk, *args])


def rows(plan: Plan) -> list[tuple[str, date, str | None]]:
    draft = plan.versions.drafts().get()
    found = draft.milestones.by_due_date()
    return [(m.title, m.due_date, m.priority.title if m.priority else None) for m in found]


def test_one_is_added_with_its_priority_and_pressing_twice_adds_it_once(
    draft_plan: Plan, as_editor: Client
) -> None:
    priority = draft_plan.versions.drafts().get().priorities.get()
    data = {**TYPED, "priority": str(priority.pk)}
    for _ in range(2):
        answer = as_editor.post(path("plan_milestone_add", draft_plan), data)
        assert answer["Location"] == path("plan_milestones", draft_plan)
    assert rows(draft_plan) == [(TYPED["title"], DUE, "Fewer falls with harm")]
    assert Event.objects.filter(event="plan.milestone-saved").count() == 1


def test_they_are_listed_by_the_day_they_are_due_with_who_changed_them_last(
    plan: Plan, editor: User, viewer: User, client_for: Callable[[User], Client]
) -> None:
    add(plan, editor, "Second")
    add(plan, editor, "First", due_date=date(2027, 1, 31))
    shown = words(client_for(viewer).get(path("plan_milestones", plan)))
    assert re.findall(r"First|Second|By \d+ \w+ \d+|Change|Last changed by [\w ]+\.", shown) == [
        *("Last changed by Eddie Editor on 15 June 2026.", "First", "By 31 January 2027"),
        *("Second", "By 30 September 2027"),
    ]


def test_a_list_of_three_asks_no_more_than_a_list_of_one(
    plan: Plan, editor: User, as_editor: Client
) -> None:
    counts = []
    for number in range(3):
        add(plan, editor, f"Step {number}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            as_editor.get(path("plan_milestones", plan))
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_the_second_author_sees_both_and_chooses(
    plan: Plan, lead: User, editor: User, as_editor: Client
) -> None:
    milestone = add(plan, editor)
    page, seen = path("plan_milestone", plan, milestone.pk), str(milestone.saved.revision)
    services.change_milestone(
        plan=plan, pk=milestone.pk, revision=milestone.saved.revision, by=lead, at=NOW,
        title="Leads chosen",
    )  # fmt: skip
    both = as_editor.post(page, {**TYPED, "revision": seen})
    assert (both.status_code, words(both).count("Leads chosen")) == (200, 1)
    assert rows(plan)[0][0] == "Leads chosen"
    milestone.refresh_from_db()
    now = str(milestone.saved.revision)
    chosen = {**TYPED, "revision": now, "both": "1", "keep_title": "MINE"}
    assert as_editor.post(page, chosen).status_code == 302
    assert rows(plan) == [(TYPED["title"], DUE, None)]


def test_what_is_typed_over_one_that_was_deleted_stays_on_the_page(
    plan: Plan, lead: User, editor: User, as_editor: Client
) -> None:
    milestone = add(plan, editor)
    page = path("plan_milestone", plan, milestone.pk)
    services.delete_milestone(plan=plan, pk=milestone.pk, by=lead, at=NOW)
    answer = as_editor.post(page, {**TYPED, "revision": str(milestone.saved.revision)})
    assert (
        words(answer).count("somebody deleted it"),
        TYPED["title"] in answer.content.decode(),
    ) == (1, True)
    assert as_editor.get(page)["Location"] == path("plan_milestones", plan)


def test_it_saves_itself_and_leaves_one_row_in_the_trail(
    plan: Plan, editor: User, as_editor: Client
) -> None:
    milestone = add(plan, editor)
    page, seen = path("plan_milestone", plan, milestone.pk), milestone.saved.revision
    for title in ("Lead", "Leads"):
        data = {**TYPED, "title": title, "revision": str(seen), "autosave": "1"}
        seen = as_editor.post(page, data).json()["revision"]
    assert (rows(plan), Event.objects.filter(event="plan.milestone-saved").count()) == (
        [("Leads", DUE, None)],
        2,
    )


def test_one_is_deleted_after_a_question_and_pressing_twice_is_no_error(
    plan: Plan, editor: User, as_editor: Client
) -> None:
    page = path("plan_milestone_delete", plan, add(plan, editor).pk)
    assert words(as_editor.get(page)).count("Leads named, by 30 September 2027") == 1
    assert [as_editor.post(page).status_code for _ in range(2)] == [302, 302]
    assert rows(plan) == []


# Reached


def reach(client: Client, plan: Plan, key: UUID, year: str = "2026") -> Any:
    day = {"done_date_day": "1", "done_date_month": "6", "done_date_year": year}
    return client.post(path("plan_milestone_reached", plan, key), day)


@pytest.fixture
def public(plan: Plan, lead: User) -> tuple[Plan, Milestone]:
    """A milestone in the published version of a plan that has no draft."""
    services.save_part(plan=plan, by=lead, at=NOW, title="Safer nights")
    milestone = add(plan, lead)
    services.publish_plan(
        plan=plan, reason="First", report_frequency=ReportFrequency.YEARLY, next_report_date=None, by=lead,
        role="Matron", at=NOW, today=TODAY,
    )  # fmt: skip
    return plan, milestone


def test_it_is_reached_and_not_after_all_without_a_draft_or_a_new_version(
    public: tuple[Plan, Milestone], as_editor: Client
) -> None:
    plan, milestone = public
    page = path("plan_milestones", plan)
    for _ in range(2):
        assert reach(as_editor, plan, milestone.key)["Location"] == page
    assert words(as_editor.get(page)).count("Reached on 1 June 2026 , planned for") == 1
    assert plan.milestones_done.days() == {milestone.key: date(2026, 6, 1)}
    taken_back = path("plan_milestone_not_reached", plan, milestone.key)
    assert [as_editor.post(taken_back).status_code for _ in range(2)] == [302, 302]
    said = list(Event.objects.filter(event="plan.milestone-done").order_by("pk"))
    assert [row.details for row in said] == [
        {"milestone": str(milestone.key), "done_date": "2026-06-01"},
        {"milestone": str(milestone.key), "taken_back": True},
    ]
    assert (plan.versions.count(), MilestoneDone.objects.count()) == (1, 0)


def test_a_day_can_be_put_right_and_stays_in_the_next_version(
    public: tuple[Plan, Milestone], lead: User, as_editor: Client
) -> None:
    plan, milestone = public
    reach(as_editor, plan, milestone.key)
    services.start_new_version(plan=plan, by=lead, at=NOW)
    reach(as_editor, plan, milestone.key, year="2025")
    assert words(as_editor.get(path("plan_milestones", plan))).count("Reached on 1 June 2025") == 1


def test_no_day_to_come_is_a_day_it_was_reached(
    public: tuple[Plan, Milestone], as_editor: Client
) -> None:
    plan, milestone = public
    answer = reach(as_editor, plan, milestone.key, year="2099")
    assert words(answer).count("The day it was reached must be today or earlier") == 2
    assert MilestoneDone.objects.count() == 0


def test_a_date_that_moved_says_from_where(
    public: tuple[Plan, Milestone], lead: User, as_editor: Client
) -> None:
    plan, _ = public
    draft = services.start_new_version(plan=plan, by=lead, at=NOW)
    copy = draft.milestones.get()
    services.change_milestone(
        plan=plan, pk=copy.pk, revision=copy.saved.revision, by=lead, at=NOW,
        due_date=date(2028, 3, 31),
    )  # fmt: skip
    moved = "Moved to 31 March 2028, from 30 September 2027 in the published version"
    assert words(as_editor.get(path("plan_milestones", plan))).count(moved) == 1


def test_one_of_another_plan_is_not_found(
    plan: Plan, other_membership: Any, other_lead: User, as_editor: Client
) -> None:
    other = services.start_plan(membership=other_membership, by=other_lead, at=NOW)
    milestone = add(other, other_lead)
    assert reach(as_editor, plan, milestone.key).status_code == 404
    assert as_editor.get(path("plan_milestone", plan, milestone.pk)).status_code == 302
    as_editor.post(path("plan_milestone_delete", plan, milestone.pk))
    assert Milestone.objects.count() == 1
