"""The parts of a plan that save themselves, by one person or two."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from audit.models import Event
from improvement_plans import services
from improvement_plans.models import Plan
from tests.conftest import NOW

ABOUT = ("title", "start_date", "end_date", "board_approved_date", "executive_lead")
TYPED = {
    "title": "Safer nights",
    "start_date_day": "1",
    "start_date_month": "4",
    "start_date_year": "2026",
}
MARCH = date(2029, 3, 31)


@pytest.fixture
def as_editor(editor: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(editor)


def send(client: Client, plan: Plan, part: str = "about", **data: str) -> Any:
    return client.post(f"/plans/{plan.pk}/{part}/", data)


def about(plan: Plan) -> list[Any]:
    return list(plan.versions.values_list(*ABOUT).get())


def revision(plan: Plan) -> str:
    return str(plan.versions.get().saved(ABOUT).revision)


def save(plan: Plan, by: User, **fields: Any) -> None:
    services.save_part(plan=plan, by=by, at=NOW, **fields)


def test_what_is_right_is_saved_and_what_is_empty_is_no_news(plan: Plan, as_editor: Client) -> None:
    answer = send(as_editor, plan, **TYPED, autosave="1").json()
    assert (answer["saved"], answer["revision"]) == (True, int(revision(plan)))
    assert about(plan) == ["Safer nights", date(2026, 4, 1), None, None, ""]


def test_what_is_wrong_is_said_and_the_rest_is_saved(plan: Plan, as_editor: Client) -> None:
    answer = send(as_editor, plan, **TYPED, end_date_day="1", autosave="1").json()
    said = ", but not all of it: End date must be a real date, such as 31 March 2028"
    assert (answer["saved"], answer["said"].partition(",")[2]) == (False, said[1:])
    assert about(plan)[0] == "Safer nights"


def test_a_rule_that_only_the_database_can_check_is_said(
    plan: Plan, editor: User, as_editor: Client
) -> None:
    """The date that was saved before is not in the form as it is typed anew."""
    save(plan, editor, end_date=date(2026, 1, 1))
    answer = send(as_editor, plan, **TYPED, revision=revision(plan), autosave="1").json()
    said = "Not saved: The plan must end after it starts."
    assert answer == {"saved": False, "stop": False, "said": said}


def test_the_button_says_what_is_wrong_itself(plan: Plan, editor: User, as_editor: Client) -> None:
    save(plan, editor, end_date=date(2026, 1, 1))
    answer = send(as_editor, plan, **TYPED, revision=revision(plan))
    assert answer.content.decode().count("Enter the date the plan ends") == 2


def test_a_text_has_its_look_in_the_answer(plan: Plan, as_editor: Client) -> None:
    answer = send(as_editor, plan, "now", where_we_are_now="- one", autosave="1").json()
    assert answer["looks"] == {"where_we_are_now": [["list", ["one"]]]}


def test_a_part_with_nothing_in_it_is_not_saved(plan: Plan, as_editor: Client) -> None:
    answer = send(as_editor, plan, "now", autosave="1").json()
    assert answer == {"saved": False, "stop": False, "said": ""}


def test_two_parts_are_written_at_once_without_a_question(
    plan: Plan, lead: User, as_editor: Client
) -> None:
    save(plan, lead, where_we_are_now="We counted.")
    assert send(as_editor, plan, **TYPED, autosave="1").json()["saved"] is True


def test_the_same_part_is_never_saved_over(plan: Plan, lead: User, as_editor: Client) -> None:
    save(plan, lead, title="Safer days")
    answer = send(as_editor, plan, **TYPED, autosave="1").json()
    said = (
        "Not saved: Lena Lead changed this on 15 June 2026 at 10:00, after you had opened it. Press "
        "the button below to see both texts. Nothing is lost."
    )
    assert (answer, about(plan)[0]) == ({"saved": False, "stop": True, "said": said}, "Safer days")


def test_the_second_author_chooses_part_by_part(plan: Plan, lead: User, as_editor: Client) -> None:
    save(plan, lead, title="Safer days", end_date=MARCH, executive_lead="Chief nurse")
    mine = {
        **TYPED,
        "end_date_day": "31",
        "end_date_month": "12",
        "end_date_year": "2029",
        "executive_lead": "Medical director",
    }
    both = send(as_editor, plan, **mine).content.decode()
    assert [both.count(text) for text in ("Safer days", "31 March 2029")] == [1, 1]
    choice = {"keep_title": "MINE", "keep_end_date": "THEIRS", "keep_executive_lead": "THEIRS"}
    answer = send(as_editor, plan, **mine, **choice, both="1", revision=revision(plan))
    assert (answer.status_code, about(plan)) == (
        302,
        ["Safer nights", date(2026, 4, 1), MARCH, None, "Chief nurse"],
    )


def test_autosaves_of_a_part_leave_one_row_in_half_an_hour(plan: Plan, lead: User) -> None:
    for minutes in (0, 29, 30):
        services.save_part(
            plan=plan,
            by=lead,
            at=NOW + timedelta(minutes=minutes),
            title=f"After {minutes}",
            autosaved=True,
        )
    assert Event.objects.filter(event="plan.part-saved").count() == 2


def test_a_draft_that_was_published_meanwhile_is_not_changed(
    published_plan: Plan, as_editor: Client
) -> None:
    answer = send(as_editor, published_plan, **TYPED, autosave="1").json()
    said = "Not saved: This plan has no draft. Start a new version first."
    assert answer == {"saved": False, "stop": True, "said": said}
