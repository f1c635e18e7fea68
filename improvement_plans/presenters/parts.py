"""The parts of a plan and of a priority: where each is written, and how far it is.

One line here is a row of the task list and, where the part is missing, a line of advice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from improvement_plans.choices import Part
from improvement_plans.models import PlanVersion, Priority


class State(Enum):
    """How far a part is written. `OPTIONAL` is missed by nobody."""

    NOT_STARTED = "Not yet started"
    IN_PROGRESS = "In progress"
    WRITTEN = "Completed"
    OPTIONAL = "Optional"


@dataclass(frozen=True)
class PartRow:
    """A part, the name of its page's address, and how far a draft or a priority has it."""

    part: Part
    url: str
    state: Callable[[Any], State]
    # What a reader misses without it: it ends a sentence that begins “A reader may miss”.
    missed: str


def all_of(*names: str) -> Callable[[Any], State]:
    """Written when all of these fields say something."""

    def state(row: PlanVersion | Priority) -> State:
        return state_of(bool(getattr(row, name)) for name in names)

    return state


def any_of(*names: str) -> Callable[[Any], State]:
    """Written when one of these fields says something."""

    def state(row: PlanVersion | Priority) -> State:
        return State.WRITTEN if any(getattr(row, name) for name in names) else State.NOT_STARTED

    return state


def rows_of(name: str) -> Callable[[Any], State]:
    """Written when there is a row. A plan can do without."""

    def state(draft: PlanVersion) -> State:
        return State.WRITTEN if getattr(draft, name).exists() else State.OPTIONAL

    return state


def state_of(answers: Iterable[bool]) -> State:
    """Written when everything is answered, in progress when something is."""
    answered = list(answers)
    if all(answered):
        return State.WRITTEN
    return State.IN_PROGRESS if any(answered) else State.NOT_STARTED


def what(priority: Priority) -> State:
    return state_of(
        (True, bool(priority.scope), bool(priority.lead_role), bool(priority.says("pledges")))
    )


def aim(priority: Priority) -> State:
    if priority.aim:
        return State.WRITTEN
    parts = (
        *(priority.aim_direction, priority.aim_measure, priority.aim_amount_kind),
        *(priority.aim_amount is not None, priority.aim_by_date, priority.aim_from),
    )
    return State.IN_PROGRESS if any(parts) else State.NOT_STARTED


def involvement(draft: PlanVersion) -> State:
    """The answer makes it; a text alone, such as one from a document, still waits for it."""
    if draft.involvement:
        return State.WRITTEN
    return State.IN_PROGRESS if draft.how_people_were_involved else State.NOT_STARTED


PLAN_PARTS = (
    PartRow(
        Part.ABOUT,
        "plan_about",
        all_of("title", "start_date", "end_date", "executive_lead"),
        "when the plan runs, or who leads it",
    ),
    PartRow(Part.NOW, "plan_now", all_of("where_we_are_now"), "where you are now"),
    PartRow(
        Part.WORKED,
        "plan_worked",
        all_of("what_worked"),
        "what worked over the last three years",
    ),
    PartRow(
        Part.DIFFERENTLY,
        "plan_differently",
        all_of("what_we_will_do_differently"),
        "what you will do differently",
    ),
    PartRow(
        Part.INVOLVEMENT,
        "plan_involvement",
        involvement,
        "how patients and staff were involved",
    ),
    PartRow(Part.MILESTONES, "plan_milestones", rows_of("milestones"), "milestones"),
    PartRow(Part.LEARNING, "plan_learning", rows_of("learning_goals"), "what you want to learn"),
)

PRIORITY_PARTS = (
    PartRow(
        Part.PRIORITY_ABOUT,
        "plan_priority_about",
        what,
        "whether it is national or local, who leads it, or which pledges it serves",
    ),
    PartRow(Part.PRIORITY_WHY, "plan_priority_why", all_of("why"), "why it matters here"),
    PartRow(
        Part.PRIORITY_PEOPLE,
        "plan_priority_people",
        all_of("affected_differently", "how_patients_are_involved"),
        "who it affects differently, or how patients take part",
    ),
    PartRow(
        Part.PRIORITY_CAUSES,
        "plan_priority_causes",
        any_of("contributory_factors", "foundations"),
        "what makes the harm more likely, or which foundations it builds",
    ),
    PartRow(Part.PRIORITY_AIM, "plan_priority_aim", aim, "its aim"),
    PartRow(Part.PRIORITY_DIAGRAM, "plan_diagram", any_of("driver_count"), "its driver diagram"),
)


def parts_written(priority: Priority) -> int:
    return sum(row.state(priority) == State.WRITTEN for row in PRIORITY_PARTS)
