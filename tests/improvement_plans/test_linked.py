"""Every page of a plan is found from its task list, by whom it is for, and by nobody else."""

import re
from collections import deque
from collections.abc import Callable
from html import unescape
from typing import Any

from django.test import Client
from django.urls import resolve

from accounts.models import User
from improvement_plans import services
from improvement_plans.choices import ReportFrequency
from improvement_plans.models import HeadStart, Plan
from improvement_plans.urls import urlpatterns
from progress_reports.urls import urlpatterns as of_reports
from tests.architecture.test_access import measured
from tests.conftest import NOW, TODAY
from tests.improvement_plans.whole import write_whole
from tests.progress_reports import writing as told

# What is pressed, and no page.
PRESSED = {
    *("plan_goal_move", "plan_cycle_add", "plan_cycle_delete", "plan_milestone_not_reached"),
    *("plan_measure_rebase_remove", "plan_measure_note_remove", "plan_measure_resume"),
    *("report_start", "report_correct"),
}
NOT_FROM_HERE = {
    "plan_start": "the dashboard leads to it, where there is no plan yet",
    "plan_new_version": "pressed where there is no draft",
    "plan_advice_end": "pressed where advice was asked for",
    "advice_answer": "the campaign team's side",
    "plan_pdf": "where this machine can make one",
    "report_bring_up_to_date": "pressed where the plan is newer than the report",
    **dict.fromkeys(("report_public", "report_version", "report_difference"), "a public page"),
    "reports_public": "a public page",
}
PAGES = r"/plans/|/organisations/[^/]+/plan/"


def names(patterns: list[object]) -> set[str]:
    found = set[str]()
    for each in patterns:
        inner = getattr(each, "url_patterns", None)
        found |= names(inner) if inner else {each.name}  # type: ignore[attr-defined]
    return found


def walk(client: Client, start: str, pages: str = PAGES) -> dict[str, int]:
    """The status of every page of plans that is linked or pressed, from this one on, by its name."""
    seen, found, to_read = {start}, dict[str, int](), deque([start])
    while to_read:
        address = to_read.popleft()
        answer = client.get(address, follow=True)
        for path, status in [(address, 0), (answer.request["PATH_INFO"], answer.status_code)]:
            name = resolve(path).url_name or ""
            found[name] = max(found.get(name, 0), status)
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        hrefs = re.findall(r'(?:href|action)="(/[^"#?]*)', answer.content.decode())
        for href in map(unescape, hrefs):
            if href not in seen and re.match(pages, href):
                seen.add(href)
                to_read.append(href)
    return found


def everything(plan: Plan, lead: User) -> None:
    """Two published versions and a draft, with something on every page; a document in pieces."""
    for _ in range(2):
        write_whole(plan, lead, priorities=3)
        services.publish_plan(
            plan=plan, reason="What is new", report_frequency=ReportFrequency.YEARLY, next_report_date=None,
            by=lead, role="Head", at=NOW, today=TODAY,
        )  # fmt: skip
    draft = services.start_new_version(plan=plan, by=lead, at=NOW)
    draft.priorities.get(position=3).delete()
    reached = draft.milestones.earliest("due_date")
    given: dict[str, Any] = {"plan": plan, "by": lead, "at": NOW}
    services.record_done(key=reached.key, done_date=TODAY, today=TODAY, **given)
    measured(plan, lead)
    retired = plan.measures.filter(is_public=False).get()
    services.retire_measure(measure=retired, by=lead, at=NOW)
    document = HeadStart.objects.create(version=draft, name="Old", brought_at=NOW, brought_by=lead)
    document.pieces.create(position=1, heading="Falls", text="At night.")
    told.write(plan, lead)
    told.publish(plan, lead)


def find_more(client: Client, plan: Plan, lead: User) -> dict[str, int]:
    """Pages that come with a report that is being written, and take the place of others."""
    found = walk(client, f"/plans/{plan.pk}/")
    told.write(plan, lead)
    return found | walk(client, f"/plans/{plan.pk}/reports/", r"/plans/\d+/reports/")


def test_a_lead_finds_every_page_of_a_plan_from_its_task_list(
    plan: Plan, lead: User, client_for: Callable[[User], Client]
) -> None:
    everything(plan, lead)
    found = find_more(client_for(lead), plan, lead)
    assert names([*urlpatterns, *of_reports]) - set(NOT_FROM_HERE) - set(found) == set()
    assert {name for name, status in found.items() if status not in {0, 200}} == PRESSED


def test_a_viewer_is_led_to_no_page_for_writing(
    plan: Plan, lead: User, viewer: User, client_for: Callable[[User], Client]
) -> None:
    everything(plan, lead)
    client = client_for(viewer)
    found = walk(client, f"/plans/{plan.pk}/")
    assert {name: status for name, status in found.items() if status != 200} == {}
    assert set(found) - {"plan_pdf"} == {
        *("plan_tasks", "plan_priority", "plan_preview", "plan_versions", "plan_diagram_file"),
        *("plan_public", "plan_version", "plan_difference", "plan_version_diagram"),
        *("plan_measures", "plan_measure", "plan_measure_csv", "plan_measure_chart"),
        *("measure_public", "measure_chart", "measure_picture", "report_list"),
        *("plan_measure_picture", "plan_measure_xlsx"),
    }
