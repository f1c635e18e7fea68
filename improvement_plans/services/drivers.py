"""Every change of a driver diagram, on the tree as it stands when the lock is held."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from audit.services import record, recorded_lately
from core.revisions import fingerprint
from improvement_plans import outline
from improvement_plans.choices import AuditEvent, DriverKind, IdeaStage, Part
from improvement_plans.models import Driver, Plan, Priority
from improvement_plans.outline import Line, Lines, NotPossible
from improvement_plans.services.drafting import note_author
from improvement_plans.services.ordering import ASIDE, put_in_order
from improvement_plans.services.steps import draft_priority, remember_step

KINDS = list(DriverKind)
LONGEST_QUOTE = 60


class Typed(NamedTuple):
    """The words of a line as somebody typed them, over words that they saw."""

    key: str
    text: str
    seen: int


class New(NamedTuple):
    """A line to add: `place` is `last`, or how it stands to the line `key`."""

    place: str
    key: str
    level: int
    text: str


class Differing(NamedTuple):
    """A line that a colleague worded anew meanwhile, or deleted: then `theirs` is empty."""

    key: str
    mine: str
    theirs: str


@dataclass
class Outcome:
    """What became of a press of a button."""

    key: str = ""
    added: str = ""
    problem: str = ""
    differing: list[Differing] = field(default_factory=list)


MOVES: dict[str, tuple[Callable[[Lines, str], Lines], str]] = {
    "up": (lambda lines, key: outline.move(lines, key, -1), "Moved {} up"),
    "down": (lambda lines, key: outline.move(lines, key, 1), "Moved {} down"),
    "in": (outline.indent, "Moved {} in"),
    "out": (outline.outdent, "Moved {} out"),
    "delete": (outline.delete, "Deleted {}"),
}


@transaction.atomic
def change_diagram(
    *,
    plan: Plan,
    priority_pk: int,
    typed: Sequence[Typed] = (),
    new: Sequence[New] = (),
    move: tuple[str, str] | None = None,
    press: str = "",
    by: User,
    at: datetime,
) -> Outcome:
    """Save what was typed, add lines, then move or delete one: each can be undone by itself.

    Lines are named by key, whatever a colleague did to the tree meanwhile. Words that a colleague
    changed are not overwritten: then nothing is added or moved, and both are in the outcome. What
    is not possible is said there too; what was typed is saved all the same.
    """
    draft, priority = draft_priority(plan=plan, priority_pk=priority_pk)
    outcome = Outcome(key=move[1] if move else "")
    if press and press in [step.before["press"] for step in priority.diagram_steps.all()]:
        return outcome  # The button was pressed twice.
    diagram = Diagram(priority, by, at, press)
    try:
        outcome.differing = diagram.retype(typed)
        if not outcome.differing:
            outcome.key = outcome.added = diagram.add(new)
            if move:
                outcome.key = move[1]
                diagram.move(*move)
    except NotPossible as error:
        outcome.problem = str(error)
    if diagram.is_changed:
        note_author(draft=draft, part=Part.PRIORITY_DIAGRAM, by=by, at=at, priority=priority)
        row: dict[str, Any] = {"by": by, "subject": plan, "at": at, "priority": priority.pk}
        if new or move or not recorded_lately(AuditEvent.DIAGRAM_CHANGED, **row):
            record(AuditEvent.DIAGRAM_CHANGED, **row)
    return outcome


def quoted(text: str) -> str:
    """The words of a line, short enough to name it."""
    return f"“{text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE].rstrip() + '…'}”"


class Diagram:
    """The rows of a diagram while they are changed, under the plan's lock."""

    def __init__(self, priority: Priority, by: User, at: datetime, press: str = "") -> None:
        self.priority, self.by, self.at, self.press = priority, by, at, press
        self.is_changed = False
        self._read()

    def _read(self) -> None:
        rows = self.priority.drivers.order_by("position").prefetch_related("cycles")
        self.rows = {row.key.hex: row for row in rows}
        self.lines: Lines = tuple(
            Line(key, KINDS.index(DriverKind(row.kind)), row.text) for key, row in self.rows.items()
        )

    def retype(self, typed: Sequence[Typed]) -> list[Differing]:
        """Save the words that nobody else changed; the others come back."""
        differing = []
        for key, text, seen in typed:
            now = self.rows[key].text if key in self.rows else ""
            if now == text:
                continue
            if not now or seen != fingerprint({"text": now}):
                differing.append(Differing(key, text, now))
                continue
            self.rename(key, text)
        return differing

    def rename(self, key: str, text: str) -> None:
        done = f"Changed the words of {quoted(self.rows[key].text)}"
        self._write(done, outline.rename(self.lines, key, text), renamed=UUID(key))

    def add(self, new: Sequence[New]) -> str:
        """Add lines as one change; the key of the last."""
        lines, line = self.lines, None
        for place, key, level, text in new:
            line = Line(uuid4().hex, level, text)
            if place != "last" and key not in {line.key for line in lines}:
                # A colleague deleted its place: at the end it is easy to find.
                place, line = "last", replace(line, level=outline.IDEA if lines else level)
            if place == "last":
                lines = outline.add_last(lines, [line])
            elif place == "below":
                lines = outline.add_below(lines, key, line)
            else:
                lines = outline.add_under(lines, key, line)
        if line is None:
            return ""
        count = f"{len(new)} lines" if len(new) > 1 else quoted(line.text)
        self._write(f"Added {count}", lines)
        return line.key

    def move(self, how: str, key: str) -> None:
        change, words = MOVES[how]
        line, *rest = outline.block(self.lines, key)
        under = len(rest) if how == "delete" else 0
        done = words.format(quoted(line.text))
        with_it = f" with the {under} lines under it" if under > 1 else " with the line under it"
        self._write(done + with_it * bool(under), change(self.lines, key))

    def _write(self, done: str, lines: Lines, renamed: UUID | None = None) -> None:
        before, kept = list(self.rows.values()), {line.key for line in lines}
        lost = [row for key, row in self.rows.items() if key not in kept]
        rows = [self._row(line, place) for place, line in enumerate(lines)]
        remember_step(
            priority=self.priority,
            done=done,
            before=before,
            lost=lost,
            renamed=renamed,
            press=self.press,
            by=self.by,
            at=self.at,
        )
        Driver.objects.filter(pk__in=[row.pk for row in lost]).delete()
        was = {row.key: (row.kind, row.text) for row in before}
        for row in rows:
            if was.get(row.key) != (row.kind, row.text):
                row.save()
        put_in_order(rows=rows)
        self.is_changed = True
        self._read()

    def _row(self, line: Line, place: int) -> Driver:
        """The row that a line will be. Those that are there now are read anew: the others say how
        it was before."""
        kind, there = KINDS[line.level], self.rows.get(line.key)
        row = Driver(priority=self.priority, key=UUID(line.key), position=2 * ASIDE + place)
        if there:
            row.pk, row.position, row._state.adding = there.pk, there.position, False
            row.readiness, row.stage = there.readiness, there.stage
            if there.kind == DriverKind.IDEA != kind and there.cycles.all():
                raise NotPossible(f"{quoted(line.text)} has PDSA cycles: it stays a change idea.")
        row.kind, row.text = kind, line.text
        row.stage = (row.stage or IdeaStage.IDEA) if kind == DriverKind.IDEA else ""
        row.full_clean(validate_unique=False, validate_constraints=False)
        return row
