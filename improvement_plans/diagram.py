"""Where the boxes of a driver diagram stand: a tree of texts in, boxes and lines out.

Pure and linear. A small diagram is one sheet; a large one is cut into sheets that each fit a page
of A4 on its side and stay legible there, with the drivers that go on repeated.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from improvement_plans.lettering import FONT, width_of, wrap

# Columns, from the aim outwards.
AIM, PRIMARY, SECONDARY, IDEA = range(4)
TITLES = ("Aim", "Primary drivers", "Secondary drivers", "Change ideas")
# How wide a column is beside the others, and how wide it may become.
SHARES = (19, 20, 24, 30)
WIDEST = 340
# Sheets are drawn in one of these widths, the larger with more on it.
WIDTHS = (960, 1200)
# What is left of an A4 page on its side, less the heading above the picture.
RATIO = 0.65
# Of an equal share, after which the next primary driver begins another sheet.
ENOUGH = 0.8
LINE = 18
PADDING = 10
BETWEEN_COLUMNS = 32
BETWEEN_ROWS = 8
HEADING = 30
EDGE = 2
# Between the text of a box and the measures that hang on it, and for the mark before each.
BEFORE_MEASURES = 4
MEASURE_MARK = 20
# For the mark before the name of a stage, and the gap before both.
STAGE_MARK = 30
# Where each column begins, and how wide it is.
Columns = dict[int, tuple[int, int]]


class Node(NamedTuple):
    """A driver or a change idea, in its column."""

    column: int
    text: str
    stage: str = ""
    # The names of the measures that hang on it.
    measures: tuple[str, ...] = ()


class Box(NamedTuple):
    """A box with its text in lines that fit it."""

    column: int
    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    stage: str
    # The lines of the measures under the text, and whether a measure begins there.
    measures: tuple[tuple[str, bool], ...] = ()
    # It stood on an earlier sheet already.
    continued: bool = False

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def text_y(self) -> int:
        """Where the first line of the text stands."""
        return self.y + PADDING + FONT - 3

    @property
    def measures_y(self) -> int:
        """Where the first line of the measures stands."""
        return self.text_y + len(self.lines) * LINE + BEFORE_MEASURES

    @property
    def mark_x(self) -> int:
        """Where the mark before the name of the stage is."""
        return self.right - PADDING - int(width_of(self.stage)) - STAGE_MARK // 2


class Link(NamedTuple):
    """From the right of a box to the left of one that it leads to, by way of `bend`."""

    x: int
    y: int
    bend: int
    to_x: int
    to_y: int


@dataclass(frozen=True)
class Sheet:
    """One picture."""

    width: int
    height: int
    titles: tuple[tuple[int, str], ...]
    boxes: tuple[Box, ...]
    links: tuple[Link, ...]

    @property
    def path(self) -> str:
        """All links as one line of a picture."""
        return "".join(f"M{a.x} {a.y}H{a.bend}V{a.to_y}H{a.to_x}" for a in self.links)


@dataclass(slots=True)
class Branch:
    """A node while it finds its place, with what hangs under it."""

    node: Node
    lines: tuple[str, ...]
    height: int
    children: "list[Branch]"
    measures: tuple[tuple[str, bool], ...] = ()
    continued: bool = False
    # How tall is what hangs under it, and the whole branch.
    under: int = 0
    tall: int = 0


def sheets(aim: str, nodes: tuple[Node, ...], measures: tuple[str, ...] = ()) -> tuple[Sheet, ...]:
    """One sheet where it fits one, else several of the larger kind. `measures` hang on the aim."""
    root = Node(AIM, aim, measures=measures)
    # Not the smaller kind where a line for each box that has none under it is too much already.
    for width in WIDTHS[_least(nodes) > WIDTHS[0] * RATIO :]:
        columns = _columns(nodes, width)
        branches = _branches(root, nodes, columns)
        height = _measure(_grown(branches)) + HEADING + 2 * EDGE
        if height <= width * RATIO:
            return (_draw(branches, columns),)
    limit = int(width * RATIO) - HEADING - 2 * EDGE
    # As many as it takes, none nearly empty: a primary driver rather begins a sheet than ends one.
    enough = int(ENOUGH * height / -(-height // limit))
    return tuple(_draw(page, columns) for page in _cut(branches, columns, (enough, limit)))


def whole(aim: str, nodes: tuple[Node, ...], measures: tuple[str, ...] = ()) -> Sheet:
    """The diagram as one picture, however tall: to download."""
    found = sheets(aim, nodes, measures)
    if len(found) == 1:
        return found[0]
    columns = _columns(nodes, WIDTHS[-1])
    root = Node(AIM, aim, measures=measures)
    return _draw(_branches(root, nodes, columns), columns)


def _least(nodes: Sequence[Node]) -> int:
    """No sheet with all of them is less tall."""
    last = 1 + sum(below.column <= node.column for node, below in pairwise(nodes))
    return HEADING + last * (LINE + 2 * PADDING - 4 + BETWEEN_ROWS)


# Columns


def _columns(nodes: Sequence[Node], width: int) -> Columns:
    """Where each column that has a box begins, and how wide it is."""
    used = [AIM, *sorted({node.column for node in nodes})]
    room = width - 2 * EDGE - BETWEEN_COLUMNS * (len(used) - 1)
    shares = sum(SHARES[column] for column in used)
    places, x = {}, EDGE
    for column in used:
        wide = min(room * SHARES[column] // shares, WIDEST)
        places[column] = x, wide
        x += wide + BETWEEN_COLUMNS
    return places


# The tree


def _branches(root: Node, nodes: Sequence[Node], columns: Columns) -> list[Branch]:
    """The aim and every node, none hung under another yet."""
    return [_branch(node, columns) for node in (root, *nodes)]


def _grown(branches: Sequence[Branch]) -> Branch:
    """Hang each branch under the nearest before it that is nearer to the aim, the first."""
    root, *others = branches
    root.children = []
    trail = [root]
    for branch in others:
        branch.children = []
        while trail[-1].node.column >= branch.node.column:
            trail.pop()
        trail[-1].children.append(branch)
        trail.append(branch)
    return root


def _branch(node: Node, columns: Columns, *, continued: bool = False) -> Branch:
    room = columns[node.column][1] - 2 * PADDING
    text = f"{node.text} (continued)" if continued else node.text
    lines = wrap(text, room)
    # What goes on has shown its measures where it began.
    wrapped = [wrap(name, room - MEASURE_MARK) for name in node.measures if not continued]
    measures = tuple((line, place == 0) for name in wrapped for place, line in enumerate(name))
    # The stage stands beside the last words where there is room, else below them.
    stage = width_of(node.stage) + STAGE_MARK if node.stage else 0
    last = measures[-1][0] if measures else lines[-1] if lines else ""
    before = MEASURE_MARK if measures else 0
    below = bool(stage) and before + width_of(last) + stage > room
    height = (len(lines) + len(measures) + below) * LINE + 2 * PADDING - 4
    height += BEFORE_MEASURES if measures else 0
    return Branch(node, lines, height, [], measures, continued=continued)


def _cut(
    branches: Sequence[Branch], columns: Columns, limits: tuple[int, int]
) -> Iterator[list[Branch]]:
    """What goes on each sheet, with the drivers that go on from the one before."""
    aim, *others = branches
    trail: list[Branch] = []
    # What goes on this sheet; drivers that wait for the first line under them; how tall it is.
    page, waiting, used = [aim], list[Branch](), 0
    for place, branch in enumerate(others, start=1):
        while trail and trail[-1].node.column >= branch.node.column:
            trail.pop()
        trail.append(branch)
        waiting.append(branch)
        if place + 1 < len(branches) and branches[place + 1].node.column > branch.node.column:
            continue
        is_full = (
            used > limits[waiting[0].node.column != PRIMARY] or used + _adds(waiting) > limits[1]
        )
        if used and is_full:
            yield page
            going_on = trail[: len(trail) - len(waiting)]
            waiting = [_branch(b.node, columns, continued=True) for b in going_on] + waiting
            page, used = [aim], 0
        used += _adds(waiting)
        page += waiting
        waiting = []
    yield page


def _adds(path: Sequence[Branch]) -> int:
    """How much taller a sheet becomes at most by a line, with the drivers that it brings along."""
    last = path[-1].height
    return last + BETWEEN_ROWS + sum(max(0, above.height - last) for above in path[:-1])


def _measure(branch: Branch) -> int:
    branch.under = -BETWEEN_ROWS
    for child in branch.children:
        branch.under += _measure(child) + BETWEEN_ROWS
    branch.tall = max(branch.height, branch.under)
    return branch.tall


def _draw(branches: Sequence[Branch], columns: Columns) -> Sheet:
    root = _grown(branches)
    boxes: list[Box] = []
    links: list[Link] = []
    tall = _measure(root)
    _place(root, HEADING + EDGE, columns, boxes, links)
    last = max(columns)
    return Sheet(
        width=sum(columns[last]) + EDGE,
        height=tall + HEADING + 2 * EDGE,
        titles=tuple((x, TITLES[column]) for column, (x, _) in columns.items()),
        boxes=tuple(boxes),
        links=tuple(links),
    )


def _place(
    branch: Branch,
    top: int,
    columns: Columns,
    boxes: list[Box],
    links: list[Link],
) -> Box:
    """A branch has its rows for itself; its own box stands in the middle of them."""
    x, width = columns[branch.node.column]
    y = top + (branch.tall - branch.height) // 2
    box = Box(
        *(branch.node.column, x, y, width, branch.height),
        *(branch.lines, branch.node.stage, branch.measures, branch.continued),
    )
    boxes.append(box)
    row = top + (branch.tall - branch.under) // 2
    right, middle = box.right, box.middle
    for child in branch.children:
        placed = _place(child, row, columns, boxes, links)
        bend = right + BETWEEN_COLUMNS // 2
        links.append(Link(right, middle, bend, placed.x, placed.middle))
        row += child.tall + BETWEEN_ROWS
    return box
