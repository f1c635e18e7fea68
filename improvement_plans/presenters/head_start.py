"""Where a piece of a document can go, and where it went."""

import re

from improvement_plans.choices import Part
from improvement_plans.models import HeadStartPiece, PlanVersion
from improvement_plans.services.head_start import (
    NEW_PRIORITY,
    NOWHERE,
    OF_A_PRIORITY,
    OF_THE_PLAN,
    TITLE,
    place_of,
)

# What in a heading speaks for which part. Only ever a suggestion, and said to be one.
SPEAKS_FOR = {
    "where_we_are_now": ("where we are", "our position", "baseline", "background", "context"),
    "what_worked": ("what worked", "achiev", "progress so far", "looking back", "last three years"),
    "what_we_will_do_differently": ("differently", "lessons", "what will change", "next steps"),
    "how_people_were_involved": ("involve", "engage", "consult", "co-produc", "coproduc"),
}
NAMES = {
    "why": "Why it matters here",
    "affected_differently": "Who it affects differently",
    "how_patients_are_involved": "How patients are involved",
}
# Such as “4.1 ” or “2. ”, and not “30 days” or “2026 to 2029”.
NUMBER = re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}[.)])\s+(?=\S)")
SET_ASIDE = "Not needed in the plan"


def places(draft: PlanVersion) -> list[tuple[str, str]]:
    """All that a piece can become, by what the form sends."""
    found = [("", "Choose a place")]
    if not draft.title:
        found.append((TITLE, "The title of the plan (its heading)"))
    found += [(column, part.label) for column, part in OF_THE_PLAN.items()]
    for priority in draft.priorities.order_by("position"):
        found += [
            (place_of(priority, column), f"{priority.title}: {NAMES[column].lower()}")
            for column in OF_A_PRIORITY
        ]
    return [*found, (NEW_PRIORITY, "A new priority"), (NOWHERE, SET_ASIDE)]


def without_number(heading: str) -> str:
    """A heading without the number that its document gave it: the plan has numbers of its own."""
    return NUMBER.sub("", heading)


def suggestion(heading: str) -> tuple[str, str]:
    """The place that a word of the heading speaks for, and that word; nothing where none does."""
    said = heading.lower()
    for column, words in SPEAKS_FOR.items():
        for word in words:
            if word in said:
                return column, word
    return "", ""


def is_name_of(column: str, heading: str) -> bool:
    """Whether a heading only repeats what a part is called, so that it need not stand above it."""
    return column in OF_THE_PLAN and OF_THE_PLAN[column].label.lower() == heading.strip().lower()


def where_placed(piece: HeadStartPiece) -> str:
    """Where a piece went, in words; "" while it waits."""
    if piece.placed_at is None:
        return ""
    if not piece.placed_in:
        return SET_ASIDE
    if piece.placed_as == TITLE:
        return "The title of the plan"
    if piece.placed_as == NEW_PRIORITY:
        return f"A new priority: {piece.priority}" if piece.priority else "A new priority"
    name = Part(piece.placed_in).label
    return f"{piece.priority}: {name}" if piece.priority else name
