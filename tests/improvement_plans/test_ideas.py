"""Change ideas and their PDSA cycles, on pages of their own."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from improvement_plans import services
from improvement_plans.models import DiagramStep, Driver, PdsaCycle, Plan, Priority, saved_of
from improvement_plans.services import New
from improvement_plans.services.copying import copy_version
from improvement_plans.services.ideas import CYCLE_FIELDS, IDEA_FIELDS
from tests.conftest import NOW, PRIORITY
from tests.improvement_plans.test_milestones import words
from tests.nhs_numbers import nhs_number

CYCLE = {"start_date_day": "2", "start_date_month": "3", "start_date_year": "2026"}


@pytest.fixture
def idea(plan: Plan, lead: User) -> Driver:
    priority = services.add_priority(plan=plan, by=lead, at=NOW, **PRIORITY)
    new = [New("last", "", 0, "Staff"), New("last", "", 2, "Rounds")]
    services.change_diagram(plan=plan, priority_pk=priority.pk, new=new, by=lead, at=NOW)
    return Driver.objects.get(text="Rounds")


@pytest.fixture
def as_editor(editor: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(editor)


@pytest.fixture
def address(idea: Driver) -> str:
    version = idea.priority.version
    return f"/plans/{version.plan_id}/priorities/{idea.priority_id}/ideas/{idea.key}/"


def revision(row: Any, names: tuple[str, ...]) -> str:
    row.refresh_from_db()
    return str(saved_of({name: getattr(row, name) for name in names}, None).revision)


def said(idea: Driver) -> list[Any]:
    return list(Driver.objects.filter(pk=idea.pk).values_list(*IDEA_FIELDS).get())


def test_an_idea_says_how_far_it_has_come_and_whether_it_is_ready(
    idea: Driver, address: str, as_editor: Client
) -> None:
    seen = revision(idea, IDEA_FIELDS)
    sent = {"text": "Rounds at 2:00", "stage": "STOPPED", "readiness": ["EASE", "NEED"]}
    answer = as_editor.post(address, {**sent, "revision": seen})
    diagram = f"/plans/{idea.priority.version.plan_id}/priorities/{idea.priority_id}/diagram/"
    assert answer["Location"] == diagram
    assert said(idea) == ["Rounds at 2:00", "STOPPED", ["EASE", "NEED"]]
    assert ">Stopped<" in as_editor.get(diagram).content.decode()
    # New words are undone in the diagram; the stage stays, which is said here.
    step = DiagramStep.objects.latest("pk")
    assert step.done == "Changed the words of “Rounds”"
    services.undo_step(
        plan=idea.priority.version.plan, priority_pk=idea.priority_id, step_pk=step.pk,
        by=step.made_by, at=NOW,
    )  # fmt: skip
    assert said(idea) == ["Rounds", "STOPPED", ["EASE", "NEED"]]
    html = as_editor.get(address).content.decode()
    assert "That is a good answer, too" in html


def test_two_people_see_both_and_choose(idea: Driver, address: str, as_editor: Client) -> None:
    seen = revision(idea, IDEA_FIELDS)
    Driver.objects.filter(pk=idea.pk).update(stage="TESTING", readiness=["NEED", "FIT"])
    mine = {"text": "Rounds", "stage": "STOPPED", "readiness": ["EASE"]}
    saved = as_editor.post(address, {**mine, "revision": seen, "autosave": "1"}).json()
    assert (saved["saved"], saved["stop"]) == (False, True)
    shown = words(as_editor.post(address, {**mine, "revision": seen}))
    labels = "The need is explicit It fits local values and ways of working"
    assert shown.count(f"What is saved now: {labels}") == 1
    choice = {"both": "1", "keep_stage": "MINE", "keep_readiness": "THEIRS"}
    as_editor.post(address, {**mine, **choice, "revision": revision(idea, IDEA_FIELDS)})
    assert said(idea) == ["Rounds", "STOPPED", ["NEED", "FIT"]]


def test_a_cycle_is_written_as_it_goes(idea: Driver, address: str, as_editor: Client) -> None:
    pages = {as_editor.post(f"{address}cycles/add/")["Location"] for _ in range(2)}
    cycle = PdsaCycle.objects.get()
    assert pages == {f"{address}cycles/{cycle.key}/"}
    (page,) = pages
    sent = {**CYCLE, "plan": "Two nights", "decision": "", "revision": "0"}
    saved = as_editor.post(page, {**sent, "autosave": "1"}).json()
    assert saved["revision"] == int(revision(cycle, CYCLE_FIELDS))
    assert (cycle.start_date, cycle.plan, cycle.decision) == (date(2026, 3, 2), "Two nights", "")
    # What is saved already is saved again without a word; something older is not.
    assert as_editor.post(page, sent)["Location"] == address
    late = {**sent, "plan": "Three nights"}
    assert "What is saved now" in as_editor.post(page, late).content.decode()
    end = {"end_date_day": "1", "end_date_month": "3", "end_date_year": "2026"}
    now = {"revision": str(saved["revision"])}
    html = as_editor.post(page, {**sent, **end, **now, "act": nhs_number()}).content.decode()
    assert "The end date must not be before the start date" in html
    assert "This looks like an NHS number" in html
    as_editor.post(page, {**sent, **now, "decision": "ABANDON"})
    assert PdsaCycle.objects.get().decision == "ABANDON"
    assert "from" not in as_editor.get(address).content.decode().partition("Cycle 1")[2][:40]
    # Another is numbered after it, and a deleted one takes nothing else along.
    as_editor.post(f"{address}cycles/add/")
    for _ in range(2):
        assert as_editor.post(f"{page}delete/")["Location"] == address
    assert [c.number for c in idea.cycles.all()] == [2]


def test_an_idea_that_is_gone_says_so_and_loses_no_words(
    idea: Driver, address: str, as_editor: Client, plan: Plan
) -> None:
    cycle = services.add_cycle(
        plan=plan, priority_pk=idea.priority_id, key=idea.key,
        by=plan.versions.get().parts_saved.get(part="PRIORITY_DIAGRAM").saved_by, at=NOW,
    )  # fmt: skip
    page = f"{address}cycles/{cycle.key}/"
    cycle.delete()
    assert as_editor.get(page)["Location"] == address
    answer = as_editor.post(page, {"plan": "Two nights", "revision": "0"})
    assert "This cycle was deleted. What you typed is still below." in answer.content.decode()
    idea.delete()
    diagram = f"/plans/{plan.pk}/priorities/{idea.priority_id}/diagram/"
    assert as_editor.get(address)["Location"] == as_editor.get(page)["Location"] == diagram
    sent = {"text": "Rounds at 2:00", "stage": "TESTING", "revision": "1"}
    gone = as_editor.post(address, sent).content.decode()
    assert "This change idea is no longer in the diagram." in gone
    assert 'value="Rounds at 2:00"' in gone
    assert as_editor.post(f"{address}cycles/add/")["Location"] == diagram
    assert as_editor.post(f"{page}delete/")["Location"] == diagram


def test_a_new_version_has_the_ideas_with_all_their_cycles(
    idea: Driver, plan: Plan, lead: User
) -> None:
    """Under the same keys: what is measured of an idea goes on through the versions."""
    Driver.objects.filter(pk=idea.pk).update(stage="TESTING", readiness=["NEED"])
    for number, decision in ((1, "ADAPT"), (3, "")):
        PdsaCycle.objects.create(
            idea=idea, number=number, decision=decision, do="Done", end_date=NOW
        )
    version = plan.versions.get()
    type(version).objects.filter(pk=version.pk).update(
        state="PUBLISHED", title="T", reason="R", published_at=NOW, published_by=lead
    )
    copy = copy_version(source=version)
    assert rows(copy.priorities.get()) == rows(idea.priority)
    assert len(rows(idea.priority)) == 3


def rows(priority: Priority) -> list[Any]:
    lines = ("key", "position", "kind", "text", "stage", "readiness")
    cycles = [f"cycles__{name}" for name in ("key", "number", *CYCLE_FIELDS)]
    return list(
        priority.drivers.order_by("position", "cycles__number").values_list(*lines, *cycles)
    )


def test_what_was_typed_stays_where_a_colleague_deleted_the_whole_priority(
    idea: Driver, address: str, as_editor: Client, lead: User
) -> None:
    cycle = PdsaCycle.objects.create(idea=idea, number=1)
    plan = idea.priority.version.plan
    services.remove_priority(plan=plan, priority_pk=idea.priority_id, by=lead, at=NOW)
    for page, sent in (
        (address, {"text": "Rounds at 2:00", "stage": "IDEA"}),
        (f"{address}cycles/{cycle.key}/", {"plan": "Rounds at 2:00"}),
    ):
        answer = as_editor.post(page, {**sent, "revision": "1"})
        said = "This priority was deleted from the draft. What you typed is still below."
        assert (answer.status_code, words(answer).count(said)) == (200, 1)
        assert answer.content.decode().count("Rounds at 2:00") == 1
        assert as_editor.get(page).status_code == 404
