"""The tree of a driver diagram, and as readers get it beside the picture: as a list.

Not a template, for the reason that `improvement_plans.picture` gives.
"""

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString

from core.text import nhs_date, paragraphs
from improvement_plans.choices import CycleDecision, DriverKind, IdeaStage, Readiness
from improvement_plans.models import Driver, PdsaCycle, cycles_of

COLUMNS = {kind: column for column, kind in enumerate(DriverKind.values, start=1)}
STAGES = {"": "", **dict(IdeaStage.choices)}
LISTED = '<ul class="nhsuk-list nhsuk-list--bullet portal-tree">'
SPOKEN = '<span class="nhsuk-u-visually-hidden">{}: </span>'
SAID: dict[str, str] = {
    DriverKind.PRIMARY: f"{SPOKEN.format('Primary driver')}<strong>{{}}</strong>",
    DriverKind.SECONDARY: f"{SPOKEN.format('Secondary driver')}{{}}",
    DriverKind.IDEA: f"{SPOKEN.format('Change idea')}{{}}",
}
NOTHING_YET = "<p>Nothing is written of it yet.</p>"


class Branch(NamedTuple):
    """A line of the diagram, and what hangs under it."""

    driver: Driver
    column: int
    children: "list[Branch]"


def grown(drivers: Iterable[Driver]) -> list[Branch]:
    """The tree: a line’s parent is the nearest above it of a kind nearer to the aim."""
    top: list[Branch] = []
    trail: list[Branch] = []
    for driver in drivers:
        branch = Branch(driver, COLUMNS[driver.kind], [])
        while trail and trail[-1].column >= branch.column:
            trail.pop()
        (trail[-1].children if trail else top).append(branch)
        trail.append(branch)
    return top


def listed(branches: Iterable[Branch]) -> SafeString:
    """Lists in lists, each idea with its stage, its readiness and its PDSA cycles."""
    return SafeString(f"{LISTED}{''.join(map(_item, branches))}</ul>\n")


def _item(branch: Branch) -> str:
    driver = branch.driver
    said = SAID[driver.kind].format(escape(driver.text))
    if driver.kind == DriverKind.IDEA:
        said += _how_far(driver)
    return f"<li>{said}{listed(branch.children) if branch.children else ''}</li>\n"


def _how_far(idea: Driver) -> str:
    """The stage of an idea, its readiness and its cycles."""
    stage = f' <strong class="nhsuk-tag nhsuk-tag--white">{STAGES[idea.stage]}</strong>'
    return f"{stage}{_ready(idea.readiness)}{''.join(map(_cycle, cycles_of(idea)))}"


def _ready(said: list[str]) -> str:
    """What of the readiness check is answered yes, in its order."""
    if not said:
        return ""
    yes = [r.label.lower() for r in Readiness if r in said]
    return (
        '<p class="nhsuk-body-s nhsuk-u-margin-bottom-2">'
        f"Ready on {len(yes)} of {len(Readiness)}: {'; '.join(yes)}.</p>"
    )


def _cycle(cycle: PdsaCycle) -> str:
    parts = (("Plan", cycle.plan), ("Do", cycle.do), ("Study", cycle.study), ("Act", cycle.act))
    written = "".join(
        f'<p class="nhsuk-u-margin-bottom-1"><strong>{name}</strong></p>{paragraphs(text)}'
        for name, text in parts
        if text
    )
    return (
        '<details class="nhsuk-details nhsuk-u-margin-bottom-2">'
        '<summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">'
        f"{_named(cycle)}</span></summary>"
        f'<div class="nhsuk-details__text">{written or NOTHING_YET}</div></details>'
    )


def _named(cycle: PdsaCycle) -> str:
    """A cycle with its days and what was decided."""
    start, end = cycle.start_date, cycle.end_date
    days = ""
    if start:
        days = f", {'from' if end else 'begun on'} {nhs_date(start)}"
    if end:
        days += f"{' to' if start else ', ended on'} {nhs_date(end)}"
    decided = f": {CycleDecision(cycle.decision).label.lower()}" if cycle.decision else ""
    return f"PDSA cycle {cycle.number}{days}{decided}"
