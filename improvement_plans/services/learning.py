"""Every write to what a member wants to learn."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from improvement_plans.choices import AuditEvent, Part
from improvement_plans.models import LearningGoal, Plan
from improvement_plans.services.drafting import check_room, draft_of, lock_plan
from improvement_plans.services.ordering import put_in_order
from improvement_plans.services.rows import note_change, refuse_to_save_over, row_of

MOST_GOALS = 50
NOTED: dict[str, Any] = {"part": Part.LEARNING, "event": AuditEvent.LEARNING_GOAL_SAVED}


@transaction.atomic
def add_goal(*, plan: Plan, question: str, sharing: str, by: User, at: datetime) -> LearningGoal:
    """A new goal at the end of the draft's; the one that says the same already, if there is one."""
    draft = draft_of(lock_plan(plan))
    goals = draft.learning_goals
    if same := goals.filter(question=question, sharing=sharing).first():
        return same
    check_room(there=goals.count(), most=MOST_GOALS, what="learning goals in a plan")
    position = goals.count() + 1
    goal = LearningGoal(version=draft, position=position, question=question, sharing=sharing)
    goal.full_clean()
    goal.save()
    note_change(plan=plan, draft=draft, by=by, at=at, goal=str(goal.key), **NOTED)
    return goal


@transaction.atomic
def change_goal(
    *,
    plan: Plan,
    pk: int,
    revision: int,
    by: User,
    at: datetime,
    autosaved: bool = False,
    **fields: Any,
) -> LearningGoal:
    """Change a goal of the draft. Raises `EditedMeanwhile` and `NotInDraft`."""
    draft = draft_of(lock_plan(plan))
    goal: LearningGoal = row_of(rows=draft.learning_goals.all(), pk=pk)
    refuse_to_save_over(row=goal, revision=revision, fields=fields)
    before = goal.saved
    for name, value in fields.items():
        setattr(goal, name, value)
    goal.full_clean()
    if goal.saved != before:
        goal.save()
        changed: dict[str, Any] = {"goal": str(goal.key), "autosaved": autosaved}
        note_change(plan=plan, draft=draft, by=by, at=at, **changed, **NOTED)
    return goal


@transaction.atomic
def delete_goal(*, plan: Plan, pk: int, by: User, at: datetime) -> None:
    """Take a goal out of the draft; those after it move up."""
    draft = draft_of(lock_plan(plan))
    goal: LearningGoal = row_of(rows=draft.learning_goals.all(), pk=pk)
    key = str(goal.key)
    goal.delete()
    put_in_order(rows=list(draft.learning_goals.order_by("position")))
    note_change(plan=plan, draft=draft, by=by, at=at, goal=key, deleted=True, **NOTED)


@transaction.atomic
def move_goal(*, plan: Plan, pk: int, place: int, by: User, at: datetime) -> None:
    """Put a goal in this place among the draft's, from 1; asked again it stays there."""
    draft = draft_of(lock_plan(plan))
    goal: LearningGoal = row_of(rows=draft.learning_goals.all(), pk=pk)
    others = list(draft.learning_goals.exclude(pk=pk).order_by("position"))
    place = min(max(place, 1), len(others) + 1)
    if place == goal.position:
        return
    put_in_order(rows=[*others[: place - 1], goal, *others[place - 1 :]])
    note_change(plan=plan, draft=draft, by=by, at=at, goal=str(goal.key), place=place, **NOTED)
