"""The narratives of a plan, each on a page that saves itself."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from improvement_plans.models import PartSaved, Plan, PlanVersion
from improvement_plans.presenters.parts import State, involvement
from tests.improvement_plans.test_milestones import path, words

ABOUT = {
    "title": "Safer nights",
    **{"start_date_day": "1", "start_date_month": "4", "start_date_year": "2026"},
    **{"end_date_day": "31", "end_date_month": "3", "end_date_year": "2029"},
    "executive_lead": "Chief nurse",
}
TEXT = "- We listened.\n- We changed."


@pytest.fixture
def as_editor(editor: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(editor)


def saved(plan: Plan) -> list[Any]:
    fields = (
        "what_worked",
        "what_we_will_do_differently",
        "involvement",
        "how_people_were_involved",
    )
    return list(plan.versions.values_list(*fields).get())


def test_a_text_about_involvement_waits_for_the_answer() -> None:
    text = {"how_people_were_involved": TEXT}
    versions = (PlanVersion(), PlanVersion(**text), PlanVersion(**text, involvement="YES"))
    states = [involvement(version) for version in versions]
    assert states == [State.NOT_STARTED, State.IN_PROGRESS, State.WRITTEN]


def test_each_is_saved_on_its_own_by_its_button_and_by_itself(
    plan: Plan, as_editor: Client
) -> None:
    worked = as_editor.post(path("plan_worked", plan), {"what_worked": TEXT})
    assert worked["Location"] == path("plan_tasks", plan)
    text = {"what_we_will_do_differently": TEXT, "autosave": "1"}
    assert as_editor.post(path("plan_differently", plan), text).json()["saved"] is True
    assert saved(plan) == [TEXT, TEXT, "", ""]
    assert sorted(PartSaved.objects.values_list("part", flat=True)) == ["DIFFERENTLY", "WORKED"]


def test_not_yet_needs_no_text_and_may_have_a_sentence(plan: Plan, as_editor: Client) -> None:
    page = path("plan_involvement", plan)
    assert as_editor.post(page, {"involvement": "NOT_YET"}).status_code == 302
    assert saved(plan)[2:] == ["NOT_YET", ""]
    seen = re.findall(r'name="revision" value="(\d+)"', as_editor.get(page).content.decode())[0]
    said = {"involvement": "NOT_YET", "how_people_were_involved": "From May on.", "revision": seen}
    assert as_editor.post(page, said).status_code == 302
    assert saved(plan)[2:] == ["NOT_YET", "From May on."]


def test_yes_asks_for_a_description_and_is_kept_meanwhile(plan: Plan, as_editor: Client) -> None:
    answer = as_editor.post(path("plan_involvement", plan), {"involvement": "YES"})
    assert words(answer).count("Write how they were involved") == 2
    assert saved(plan)[2:] == ["YES", ""]


@pytest.mark.parametrize(("end", "asked"), [("2029", 0), ("2031", 0), ("2027", 1), ("2038", 1)])
def test_another_span_than_three_to_five_years_is_asked_about_and_saved(
    end: str, asked: int, plan: Plan, as_editor: Client
) -> None:
    answer = as_editor.post(path("plan_about", plan), {**ABOUT, "end_date_year": end}, follow=True)
    said = f"Your plan runs from 1 April 2026 to 31 March {end}."
    assert (words(answer).count(f"{said} Most run for three to five years. Are you sure?")) == asked
    assert plan.versions.values_list("end_date__year", flat=True).get() == int(end)
