"""The tree of a driver diagram, and as readers get it beside the picture: as a list.

Not a template, for the reason that `improvement_plans.picture` gives.
"""

from collections.abc import Iterable
from html import escape
from typing import NamedTuple
from uuid import UUID

from django.utils.safestring import SafeString

from core.text import nhs_date, paragraphs
from improvement_plans.choices import CycleDecision, DriverKind, IdeaStage, Readiness
from improvement_plans.models import Driver, PdsaCycle, cycles_of
from improvement_plans.presenters.hanging import ChartNote, Hanging, Hung, anchor

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
    hanging: Hanging
    children: "list[Branch]"

    @property
    def measures(self) -> tuple[Hung, ...]:
        return self.hanging.measures.get(self.driver.key, ())

    @property
    def notes(self) -> tuple[ChartNote, ...]:
        """What charts say of this idea."""
        is_idea = self.driver.kind == DriverKind.IDEA
        return self.hanging.notes.get(self.driver.key, ()) if is_idea else ()


def grown(drivers: Iterable[Driver], hanging: Hanging) -> list[Branch]:
    """The tree: a line’s parent is the nearest above it of a kind nearer to the aim."""
    top: list[Branch] = []
    trail: list[Branch] = []
    for driver in drivers:
        branch = Branch(driver, COLUMNS[driver.kind], hanging, [])
        while trail and trail[-1].column >= branch.column:
            trail.pop()
        (trail[-1].children if trail else top).append(branch)
        trail.append(branch)
    return top


def listed(branches: Iterable[Branch]) -> SafeString:
    """Lists in lists, each idea with its stage, its readiness and its PDSA cycles."""
    return SafeString(f"{LISTED}{''.join(map(_item, branches))}</ul>\n")


def _item(branch: Branch) -> str:
    driver, notes = branch.driver, branch.notes
    said = SAID[driver.kind].format(escape(driver.text))
    measured = f"<br>{measured_by(branch.measures)}" if branch.measures else ""
    if driver.kind == DriverKind.IDEA:
        stage = f' <strong class="nhsuk-tag nhsuk-tag--white">{STAGES[driver.stage]}</strong>'
        cycles = "".join(
            f"{_cycle(cycle)}{_notes(notes, cycle.key)}" for cycle in cycles_of(driver)
        )
        said += f"{stage}{_ready(driver.readiness)}{measured}{_notes(notes)}{cycles}"
    else:
        said += measured
    place = f' id="{anchor(driver.key)}"' if notes else ""
    return f"<li{place}>{said}{listed(branch.children) if branch.children else ''}</li>\n"


def measured_by(measures: Iterable[Hung], what: str = "Measured by") -> SafeString:
    """The names of measures, each leading to its chart where this reader may see it."""
    names = "; ".join(_leading(measure.name, measure.href) for measure in measures)
    return SafeString(f'<span class="nhsuk-u-secondary-text-colour">{what}: {names}</span>')


def _notes(notes: Iterable[ChartNote], cycle: UUID | None = None) -> str:
    """What charts say of an idea, or of one cycle of it."""
    return "".join(
        '<p class="nhsuk-body-s nhsuk-u-margin-bottom-2">'
        f"On the chart of {_leading(note.measure, note.href)}, {escape(note.said)}</p>"
        for note in notes
        if note.cycle_key == cycle
    )


def _leading(name: str, href: str) -> str:
    return f'<a href="{escape(href)}">{escape(name)}</a>' if href else escape(name)


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
