"""What changed between two versions of a plan, part by part."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from core.differences import difference, has_changes
from improvement_plans.changes.parts import (
    Item,
    Part,
    Section,
    Texts,
    came,
    day,
    moved,
    parts_of,
    went,
)
from improvement_plans.changes.priorities import priority_changes
from improvement_plans.models import LearningGoal, Milestone, PlanVersion, with_contents

Line = TypeVar("Line", Milestone, LearningGoal)
__all__ = ["Item", "Part", "Section", "plan_changes", "what_changed"]


def plan_changes(older: PlanVersion, newer: PlanVersion) -> list[Section]:
    """Every section of both versions in the order of the newer one; gone priorities last.

    A section that neither version has is left out.
    """
    with_contents(older)
    with_contents(newer)
    return [
        Section("About this plan", parts_of(_about(older), _about(newer))),
        *_narratives(older, newer),
        *priority_changes(older, newer),
        *_milestones(older, newer),
        *_goals(older, newer),
    ]


def what_changed(older: PlanVersion, newer: PlanVersion) -> list[Section]:
    """Those sections only that read otherwise."""
    return [
        section
        for section in plan_changes(older, newer)
        if section.parts or section.items or section.note
    ]


def _about(version: PlanVersion) -> Texts:
    return {
        "Title": version.title,
        "Starts": day(version.start_date),
        "Ends": day(version.end_date),
        "Executive lead": version.executive_lead,
        "Approved by the board": day(version.board_approved_date),
    }


def _narratives(older: PlanVersion, newer: PlanVersion) -> list[Section]:
    headings: dict[str, Callable[[PlanVersion], Texts]] = {
        "Where we are now": lambda version: {"": version.where_we_are_now},
        "What worked over the last three years": lambda version: {"": version.what_worked},
        "What we will do differently": lambda version: {"": version.what_we_will_do_differently},
        "How patients and staff were involved": lambda version: {
            "Did they take part?": str(version.get_involvement_display())
            if version.involvement
            else "",
            "": version.how_people_were_involved,
        },
    }
    return [
        Section(heading, parts_of(texts(older), texts(newer)))
        for heading, texts in headings.items()
        if any(texts(older).values()) or any(texts(newer).values())
    ]


def _milestones(older: PlanVersion, newer: PlanVersion) -> list[Section]:
    """They stand in the order of their dates, which is nobody's choice."""
    before = {milestone.key: milestone for milestone in older.milestones.all()}
    after = {milestone.key: milestone for milestone in newer.milestones.all()}
    titles = {priority.key: priority.title for priority in newer.priorities.all()}
    items = _items("Milestone", before, after, lambda line: _milestone(line, titles), {})
    return [Section("Milestones", [], items=items)] if before or after else []


def _milestone(milestone: Milestone, titles: dict[UUID, str]) -> Texts:
    """A step of the same priority is one whatever became of that priority's title."""
    of = milestone.priority
    step_of = titles.get(of.key, of.title) if of else ""
    return {"Due": day(milestone.due_date), "A step of": step_of}


def _goals(older: PlanVersion, newer: PlanVersion) -> list[Section]:
    before = {goal.key: goal for goal in older.learning_goals.all()}
    after = {goal.key: goal for goal in newer.learning_goals.all()}
    places = moved(list(before), list(after))
    items = _items("Learning goal", before, after, _sharing, places)
    return [Section("What we want to learn", [], items=items)] if before or after else []


def _sharing(goal: LearningGoal) -> Texts:
    return {"How we will share it": goal.sharing}


def _items(
    what: str,
    before: dict[UUID, Line],
    after: dict[UUID, Line],
    texts: Callable[[Line], Texts],
    places: dict[UUID, str],
) -> list[Item]:
    """What became of each line of a list, in the newer order; what went comes last."""
    found = []
    for key, line in after.items():
        if key not in before:
            found.append(came(what, str(line), parts_of({}, texts(line))))
            continue
        words = difference(str(before[key]), str(line))
        parts = parts_of(texts(before[key]), texts(line))
        notes = [f"Moved {places[key]} in the list."] if key in places else []
        if has_changes(words) or parts or notes:
            found.append(Item(f"{what} changed", words, notes, parts))
    return found + [went(what, str(line)) for key, line in before.items() if key not in after]
