"""A driver diagram as those who write it see it: an outline with what can be done to each line."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from core.revisions import fingerprint
from core.text import plural
from improvement_plans import outline
from improvement_plans.choices import DriverKind, IdeaStage
from improvement_plans.models import DiagramStep, Driver
from improvement_plans.outline import Line, Lines, NotPossible

KINDS = list(DriverKind)
NEW = "new"
LEVEL_OF = {"driver": outline.SECONDARY, "idea": outline.IDEA}


@dataclass(frozen=True)
class Action:
    """A button: what it sends, what it shows, and what it says of the line besides."""

    do: str
    text: str
    shortcut: str = ""


@dataclass
class Row:
    """One line of the outline."""

    key: str
    number: str
    kind: str
    text: str
    stage: str = ""
    actions: list[Action] = field(default_factory=list)
    children: "list[Row]" = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.key == NEW

    @property
    def uuid(self) -> UUID:
        return UUID(self.key)

    @property
    def label(self) -> str:
        return f"{'New ' + self.kind.lower() if self.is_new else self.kind} {self.number}"

    @property
    def is_idea(self) -> bool:
        return self.kind == DriverKind.IDEA.label


@dataclass(frozen=True)
class Editor:
    """The outline, the last change that can be undone, and where a line is being added."""

    rows: list[Row]
    count: int
    step: DiagramStep | None
    place: str
    revision: str

    @classmethod
    def of(cls, drivers: Sequence[Driver], step: DiagramStep | None, place: str = "") -> "Editor":
        lines = lines_of(drivers)
        place = place or ("" if lines else "primary")
        stages = {d.key.hex: IdeaStage(d.stage).label for d in drivers if d.stage}
        revision = " ".join(f"{line.key}:{fingerprint({'text': line.text})}" for line in lines)
        rows = _rows(with_place(lines, place), lines, stages)
        return cls(rows, len(lines), step, place, revision)


def lines_of(drivers: Sequence[Driver]) -> Lines:
    return tuple(Line(d.key.hex, KINDS.index(DriverKind(d.kind)), d.text) for d in drivers)


def new_line(lines: Lines, place: str) -> tuple[str, str, int]:
    """Where a line goes that `place` asks for, to the line of which key, and at which level."""
    how, _, key = place.partition(":")
    levels = {line.key: line.level for line in lines}
    if key not in levels:
        return "last", "", outline.PRIMARY if how == "primary" or not lines else outline.IDEA
    return (how, key, levels[key]) if how == "below" else ("under", key, LEVEL_OF.get(how, 2))


def with_place(lines: Lines, place: str) -> Lines:
    """The outline with a line to fill in, where there is room for one."""
    if not place:
        return lines
    how, key, level = new_line(lines, place)
    line = Line(NEW, level, "")
    try:
        if how == "last":
            return outline.add_last(lines, [line])
        add = outline.add_below if how == "below" else outline.add_under
        return add(lines, key, line)
    except NotPossible:
        return lines


def _rows(shown: Lines, lines: Lines, stages: dict[str, str]) -> list[Row]:
    top: list[Row] = []
    rows: list[Row] = []
    for line, parent in zip(shown, outline.parents(shown), strict=True):
        siblings = top if parent is None else rows[parent].children
        before = "" if parent is None else f"{rows[parent].number}."
        row = Row(
            key=line.key,
            number=f"{before}{len(siblings) + 1}",
            kind=KINDS[line.level].label,
            text=line.text,
            stage=stages.get(line.key, ""),
            actions=[] if line.key == NEW else _actions(lines, line),
        )
        siblings.append(row)
        rows.append(row)
    return top


def _actions(lines: Lines, line: Line) -> list[Action]:
    kinds = [kind.label.lower() for kind in KINDS]
    found = [Action("below", f"Add a {kinds[line.level]} below", "Enter")]
    if line.level == outline.PRIMARY:
        found.append(Action("driver", f"Add a {kinds[1]} under it"))
    if line.level < outline.IDEA:
        found.append(Action("idea", f"Add a {kinds[2]} under it"))
    if outline.can_move(lines, line.key, -1):
        found.append(Action("up", "Move up", "Alt+ArrowUp"))
    if outline.can_move(lines, line.key, 1):
        found.append(Action("down", "Move down", "Alt+ArrowDown"))
    if outline.can_indent(lines, line.key):
        found.append(Action("in", f"Make it a {kinds[line.level + 1]}", "Alt+ArrowRight"))
    if outline.can_outdent(lines, line.key):
        found.append(Action("out", f"Make it a {kinds[line.level - 1]}", "Alt+ArrowLeft"))
    under = len(outline.block(lines, line.key)) - 1
    found.append(
        Action("delete", f"Delete with {plural(under, 'line')} under it" if under else "Delete")
    )
    return found
