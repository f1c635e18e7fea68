"""A driver diagram as readers see it: sheets of a picture, and the same tree as a list."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from improvement_plans.choices import DriverKind
from improvement_plans.diagram import Node, sheets, whole
from improvement_plans.models import Driver, Priority, cycles_of
from improvement_plans.picture import svg_of_sheet
from improvement_plans.presenters.hanging import Hanging, Hung
from improvement_plans.presenters.tree import COLUMNS, STAGES, grown, listed, measured_by

WITHOUT_AIM = "Our aim"
CYCLE_SHOWN = (*("number", "start_date", "end_date", "plan", "do", "study", "act", "decision"),)


@dataclass(frozen=True)
class Drawing:
    """The diagram of one priority."""

    aim: str
    drivers: tuple[Driver, ...]
    nodes: tuple[Node, ...]
    hanging: Hanging

    @classmethod
    def of(
        cls, priority: Priority, drivers: Iterable[Driver], hanging: Hanging | None = None
    ) -> "Drawing":
        """`drivers` in their order; `hanging` is what this reader may know of measures."""
        ordered, hanging = tuple(drivers), hanging or Hanging()
        nodes = tuple(
            Node(
                *(COLUMNS[each.kind], each.text, STAGES[each.stage]),
                names_of(hanging.measures.get(each.key, ())),
            )
            for each in ordered
        )
        return cls(priority.aim or WITHOUT_AIM, ordered, nodes, hanging)

    @property
    def on_aim(self) -> tuple[Hung, ...]:
        """The measures that hang on the aim."""
        return self.hanging.measures.get(None, ())

    @property
    def is_measured(self) -> bool:
        return bool(self.on_aim) or any(node.measures for node in self.nodes)

    def pictures(self, of: str, name: str) -> Iterator[tuple[str, SafeString]]:
        """To read and to print: what each sheet is called, and the sheet, which fits a page of A4
        on its side."""
        parts = sheets(self.aim, self.nodes, names_of(self.on_aim))
        text = f"From the aim to {self.summary}. The list beside it says the same."
        for number, sheet in enumerate(parts, start=1):
            part = f", sheet {number} of {len(parts)}" if len(parts) > 1 else ""
            title = f"Driver diagram of “{of}”{part}"
            svg = svg_of_sheet(sheet, f"{name}-{number}", title, text)
            yield title, SafeString(svg)

    def file(self, of: str) -> str:
        """All of it as one picture, to download."""
        title, text = f"Driver diagram of “{of}”", f"From the aim to {self.summary}."
        sheet = whole(self.aim, self.nodes, names_of(self.on_aim))
        return svg_of_sheet(sheet, "diagram", title, text, file=True)

    @property
    def listed(self) -> SafeString:
        """The same as lists in lists."""
        aim = measured_by(self.on_aim, "The aim is measured by") if self.on_aim else ""
        above = f"<p>{aim}</p>\n" if aim else ""
        return SafeString(f"{above}{listed(grown(self.drivers, self.hanging))}")

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
    return SafeString(kept or "")


def cycles_said(driver: Driver) -> list[tuple[object, ...]]:
    """All that is shown of the cycles of a line."""
    return [tuple(getattr(cycle, name) for name in CYCLE_SHOWN) for cycle in cycles_of(driver)]


def _drawn(priority: Priority, drawn: Drawing) -> SafeString:
    context = {"drawn": drawn, "priority": priority}
    return render_to_string("improvement_plans/_diagram_section.html", context)
