"""What a member wants to learn: added, changed, put in order, deleted."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.models import Event
from improvement_plans import services
from improvement_plans.models import LearningGoal, Plan
from tests.conftest import NOW
from tests.improvement_plans.test_milestones import path, words

TYPED = {"question": "What helps at night?", "sharing": "At our learning event."}


@pytest.fixture
def as_editor(editor: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(editor)


def add(plan: Plan, by: User, question: str) -> LearningGoal:
    return services.add_goal(plan=plan, question=question, sharing="", by=by, at=NOW)


def questions(plan: Plan) -> list[tuple[int, str]]:
    goals = plan.versions.drafts().get().learning_goals.order_by("position")
    return list(goals.values_list("position", "question"))


def test_a_goal_is_added_once_and_shown_with_how_it_is_shared(
    plan: Plan, as_editor: Client
) -> None:
    for _ in range(2):
        answer = as_editor.post(path("plan_goal_add", plan), TYPED)
        assert answer["Location"] == path("plan_learning", plan)
    shown = words(as_editor.get(path("plan_learning", plan)))
    assert [shown.count(text) for text in TYPED.values()] == [1, 1]
    assert Event.objects.filter(event="plan.learning-goal-saved").count() == 1


def test_a_goal_without_a_question_is_asked_for_one(plan: Plan, as_editor: Client) -> None:
    answer = as_editor.post(path("plan_goal_add", plan), {**TYPED, "question": ""})
    assert words(answer).count("Write what you want to learn") == 2
    assert questions(plan) == []


def test_goals_move_by_buttons_that_say_the_place_so_that_two_presses_are_one(
    plan: Plan, editor: User, as_editor: Client
) -> None:
    goals = [add(plan, editor, name) for name in "ABC"]
    move = path("plan_goal_move", plan, goals[2].pk)
    buttons = re.findall(
        r'name="place" value="(\d)"', as_editor.get(path("plan_learning", plan)).content.decode()
    )
    assert buttons == ["2", "1", "3", "2"]
    for _ in range(2):
        as_editor.post(move, {"place": "2"})
    assert questions(plan) == [(1, "A"), (2, "C"), (3, "B")]
    for nonsense in ("", "-1", "x", "99999999"):
        as_editor.post(move, {"place": nonsense})
    as_editor.post(move, {"place": "99"})
    assert questions(plan) == [(1, "A"), (2, "B"), (3, "C")]


def test_a_goal_is_changed_over_what_its_author_saw_only(
    plan: Plan, lead: User, editor: User, as_editor: Client
) -> None:
    goal = add(plan, editor, "What helps?")
    seen = str(goal.saved.revision)
    services.change_goal(
        plan=plan, pk=goal.pk, revision=goal.saved.revision, by=lead, at=NOW, question="Who helps?"
    )
    page = path("plan_goal", plan, goal.pk)
    both = as_editor.post(page, {**TYPED, "revision": seen})
    assert (words(both).count("Who helps?"), questions(plan)) == (1, [(1, "Who helps?")])
    goal.refresh_from_db()
    as_editor.post(page, {**TYPED, "revision": str(goal.saved.revision)})
    assert questions(plan) == [(1, TYPED["question"])]


def test_the_first_of_three_is_deleted_and_the_others_move_up(
    plan: Plan, editor: User, as_editor: Client
) -> None:
    goals = [add(plan, editor, name) for name in "ABC"]
    page = path("plan_goal_delete", plan, goals[0].pk)
    assert words(as_editor.get(page)).count("Delete this learning goal?") == 1
    assert [as_editor.post(page).status_code for _ in range(2)] == [302, 302]
    assert questions(plan) == [(1, "B"), (2, "C")]
    assert (
        as_editor.post(path("plan_goal_move", plan, goals[0].pk), {"place": "1"}).status_code == 302
    )


def test_a_list_of_three_asks_no_more_than_a_list_of_one(
    plan: Plan, editor: User, as_editor: Client
) -> None:
    counts = []
    for name in "ABC":
        add(plan, editor, name)
        with CaptureQueriesContext(connection) as queries:
            as_editor.get(path("plan_learning", plan))
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_without_a_draft_nothing_is_written(published_plan: Plan, as_editor: Client) -> None:
    typed = as_editor.post(path("plan_goal_add", published_plan), TYPED)
    assert words(typed).count("This plan has no draft. Start a new version first.") == 1
    answers: list[Any] = [
        as_editor.get(path("plan_goal_add", published_plan)),
        as_editor.get(path("plan_goal", published_plan, 1)),
        as_editor.post(path("plan_goal_delete", published_plan, 1)),
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert LearningGoal.objects.count() == 0
