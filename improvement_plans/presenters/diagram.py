"""A driver diagram as readers see it: sheets of a picture, and the same tree as a list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from improvement_plans.choices import DriverKind, IdeaStage, Readiness
from improvement_plans.diagram import Node, Sheet, sheets, whole
from improvement_plans.models import Driver, PdsaCycle, Priority, cycles_of
from improvement_plans.presenters.hanging import ChartNote, Hanging, Hung, anchor

COLUMNS = {kind: column for column, kind in enumerate(DriverKind.values, start=1)}
STAGES = {"": "", **dict(IdeaStage.choices)}
WITHOUT_AIM = "Our aim"
CYCLE_SHOWN = (*("number", "start_date", "end_date", "plan", "do", "study", "act", "decision"),)


@dataclass(frozen=True)
class Branch:
    """A line of the diagram, and what hangs under it."""

    driver: Driver
    hanging: Hanging = field(default_factory=Hanging)
    children: "list[Branch]" = field(default_factory=list)

    @property
    def column(self) -> int:
        return COLUMNS[self.driver.kind]

    @property
    def is_idea(self) -> bool:
        return self.driver.kind == DriverKind.IDEA

    @property
    def stage(self) -> str:
        return STAGES[self.driver.stage]

    @property
    def ready(self) -> list[str]:
        """What of the readiness check is answered yes, in its order."""
        said = self.driver.readiness
        return [r.label for r in Readiness if r in said] if said else []

    @property
    def measures(self) -> tuple[Hung, ...]:
        return self.hanging.measures.get(self.driver.key, ())

    @property
    def notes(self) -> tuple[ChartNote, ...]:
        """What charts say of this idea."""
        return self.hanging.notes.get(self.driver.key, ()) if self.is_idea else ()

    @property
    def anchor(self) -> str:
        return anchor(self.driver.key)

    @property
    def cycles(self) -> list[PdsaCycle]:
        return cycles_of(self.driver)


@dataclass(frozen=True)
class Drawing:
    """The diagram of one priority."""

    aim: str
    branches: list[Branch]
    nodes: tuple[Node, ...]
    # What hangs on the aim.
    measures: tuple[Hung, ...] = ()

    @classmethod
    def of(
        cls, priority: Priority, drivers: Iterable[Driver], hanging: Hanging | None = None
    ) -> "Drawing":
        """`drivers` in their order; `hanging` is what this reader may know of measures."""
        ordered, hanging = list(drivers), hanging or Hanging()
        nodes = tuple(
            Node(
                COLUMNS[driver.kind],
                driver.text,
                STAGES[driver.stage],
                names_of(hanging.measures.get(driver.key, ())),
            )
            for driver in ordered
        )
        on_aim = hanging.measures.get(None, ())
        return cls(priority.aim or WITHOUT_AIM, grown(ordered, hanging), nodes, on_aim)

    @property
    def is_measured(self) -> bool:
        return bool(self.measures) or any(node.measures for node in self.nodes)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """To read and to print: each fits a page of A4 on its side."""
        return sheets(self.aim, self.nodes, names_of(self.measures))

    @property
    def whole(self) -> Sheet:
        """To download."""
        return whole(self.aim, self.nodes, names_of(self.measures))

    @property
    def has_ideas(self) -> bool:
        return any(node.column == COLUMNS[DriverKind.IDEA] for node in self.nodes)

    @property
    def summary(self) -> str:
        """What the picture shows, in a sentence."""
        counts = [sum(node.column == column for node in self.nodes) for column in (1, 2, 3)]
        names = ("primary driver", "secondary driver", "change idea")
        said = [
            f"{count} {name}{'' if count == 1 else 's'}"
            for count, name in zip(counts, names, strict=True)
            if count
        ]
        return f"{', '.join(said[:-1])} and {said[-1]}" if len(said) > 1 else "".join(said)


def names_of(measures: Iterable[Hung]) -> tuple[str, ...]:
    return tuple(measure.name for measure in measures)


def grown(drivers: Iterable[Driver], hanging: Hanging) -> list[Branch]:
    """The tree: a line’s parent is the nearest above it of a kind nearer to the aim."""
    top: list[Branch] = []
    trail: list[Branch] = []
    for driver in drivers:
        branch = Branch(driver, hanging)
        while (
            trail and COLUMNS[DriverKind(trail[-1].driver.kind)] >= COLUMNS[DriverKind(driver.kind)]
        ):
            trail.pop()
        (trail[-1].children if trail else top).append(branch)
        trail.append(branch)
    return top


def section(priority: Priority, drivers: Iterable[Driver], hanging: Hanging) -> SafeString:
    """The diagram in the text of a plan, `drivers` as `Drawing.of` wants them.

    A page is rendered anew after every write in the portal, and most of a long one is diagrams:
    each is drawn once for as long as it says the same.
    """
    ordered = list(drivers)
    said = (
        *(priority.aim, priority.title, priority.position),
        *(hanging.measures, hanging.notes),
        *((d.kind, d.text, d.stage, d.readiness, cycles_said(d)) for d in ordered),
    )
    digest = sha256(repr(said).encode("utf-8", "backslashreplace")).hexdigest()
    kept: str | None = caches["pages"].get_or_set(
        f"diagram:{digest}", lambda: _drawn(priority, Drawing.of(priority, ordered, hanging))
    )
    return mark_safe(kept or "")  # noqa: S308 - a template's own text


def cycles_said(driver: Driver) -> list[tuple[object, ...]]:
    """All that is shown of the cycles of a line."""
    return [tuple(getattr(cycle, name) for name in CYCLE_SHOWN) for cycle in cycles_of(driver)]


def _drawn(priority: Priority, drawn: Drawing) -> SafeString:
    context = {"drawn": drawn, "priority": priority}
    return render_to_string("improvement_plans/_diagram_section.html", context)
