"""A driver diagram as an outline: lines with levels, and what one can do to them.

Pure: lines in, lines out. The parent of a line is the nearest line above it of a lower level, so
any sequence of levels that begins with a primary driver is a tree, and an idea may hang directly
under a primary driver (it then stands above that driver’s secondary drivers).

* Moving up or down carries a line with all under it to the next place where nothing else changes
  its parent; that may be under another driver.
* Indenting carries what is under a line along. What is at the last level already stays there.
* Outdenting puts a line behind the rest of what was under its parent, so that no sibling changes
  its parent. What is under it stays what it is: a change idea never becomes a driver by itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.visible import can_be_seen

PRIMARY, SECONDARY, IDEA = range(3)
# More than fit a wall.
MOST_LINES = 100


class NotPossible(Exception):
    """The outline would be none, or the line is not there any more."""


@dataclass(frozen=True)
class Line:
    """One line. `key` names it whatever becomes of its place and its text."""

    key: str
    level: int
    text: str


Lines = tuple[Line, ...]


def is_whole(lines: Sequence[Line]) -> bool:
    """Whether these lines are a tree: a primary driver first, known levels, each line once."""
    levels = [line.level for line in lines]
    return (
        levels[:1] in ([], [PRIMARY])
        and set(levels) <= {PRIMARY, SECONDARY, IDEA}
        and len({line.key for line in lines}) == len(lines)
    )


def parents(lines: Sequence[Line]) -> list[int | None]:
    """Where the parent of each line stands; none for primary drivers, whose parent is the aim."""
    found: list[int | None] = []
    last: list[int | None] = [None, None, None]
    for place, line in enumerate(lines):
        above = [seen for seen in last[: line.level] if seen is not None]
        found.append(max(above) if above else None)
        last[line.level :] = [place, *[None] * (IDEA - line.level)]
    return found


def place_of(lines: Sequence[Line], key: str) -> int:
    """Raises `NotPossible` when the line is gone."""
    for place, line in enumerate(lines):
        if line.key == key:
            return place
    raise NotPossible("That line is no longer in the diagram.")


def end_of(lines: Sequence[Line], start: int) -> int:
    """Just behind a line and all that is under it."""
    level = lines[start].level
    return next((i for i in range(start + 1, len(lines)) if lines[i].level <= level), len(lines))


def block(lines: Lines, key: str) -> Lines:
    """A line with all that is under it."""
    start = place_of(lines, key)
    return lines[start : end_of(lines, start)]


def rename(lines: Lines, key: str, text: str) -> Lines:
    place = place_of(lines, key)
    return (*lines[:place], replace(lines[place], text=text), *lines[place + 1 :])


def delete(lines: Lines, key: str) -> Lines:
    """Without a line and all that is under it."""
    start = place_of(lines, key)
    return lines[:start] + lines[end_of(lines, start) :]


def add_last(lines: Lines, new: Sequence[Line]) -> Lines:
    """At the end, below what is there."""
    return _checked((*lines, *new))


def add_below(lines: Lines, key: str, new: Line) -> Lines:
    """Another line of the same level, behind all that is under this one."""
    start = place_of(lines, key)
    return _put(lines, end_of(lines, start), replace(new, level=lines[start].level))


def add_under(lines: Lines, key: str, new: Line) -> Lines:
    """A line under this one, of the level that `new` has, behind its like."""
    start = place_of(lines, key)
    if new.level <= lines[start].level:
        raise NotPossible("Nothing of this kind can hang under that line.")
    end = end_of(lines, start)
    # An idea that hangs under a primary driver stands above the secondary drivers.
    nearer = (i for i in range(start + 1, end) if lines[i].level < new.level)
    return _put(lines, next(nearer, end), new)


def can_move(lines: Lines, key: str, by: int) -> bool:
    return _next_place(lines, key, by) is not None


def move(lines: Lines, key: str, by: int) -> Lines:
    """Up (-1) or down (1), with all that is under the line."""
    place = _next_place(lines, key, by)
    if place is None:
        raise NotPossible(f"That line is {'first' if by < 0 else 'last'} already.")
    moved, rest = block(lines, key), delete(lines, key)
    return _checked(rest[:place] + moved + rest[place:])


def _next_place(lines: Lines, key: str, by: int) -> int | None:
    """Where the line may stand next among the others: where it takes no line from its parent."""
    start = place_of(lines, key)
    level, rest = lines[start].level, delete(lines, key)
    places = range(start - 1, -1, -1) if by < 0 else range(start + 1, len(rest) + 1)
    for place in places:
        begins = place == 0 and level != PRIMARY
        if not begins and (place == len(rest) or rest[place].level <= level):
            return place
    return None


def can_indent(lines: Lines, key: str) -> bool:
    place = place_of(lines, key)
    return place > 0 and lines[place].level < IDEA


def indent(lines: Lines, key: str) -> Lines:
    """One level further from the aim, with all that is under the line."""
    if not can_indent(lines, key):
        raise NotPossible("That line cannot go further in.")
    start = place_of(lines, key)
    end = end_of(lines, start)
    inner = (replace(line, level=min(line.level + 1, IDEA)) for line in lines[start:end])
    return _checked((*lines[:start], *inner, *lines[end:]))


def can_outdent(lines: Lines, key: str) -> bool:
    return lines[place_of(lines, key)].level > PRIMARY


def outdent(lines: Lines, key: str) -> Lines:
    """One level nearer to the aim, behind what else is under its parent."""
    if not can_outdent(lines, key):
        raise NotPossible("That line cannot go further out.")
    start = place_of(lines, key)
    level = lines[start].level - 1
    moved, rest = block(lines, key), delete(lines, key)
    later = (i for i in range(start, len(rest)) if rest[i].level <= level)
    end = next(later, len(rest))
    outer = (replace(moved[0], level=level), *moved[1:])
    return _checked(rest[:end] + outer + rest[end:])


def _put(lines: Lines, place: int, new: Line) -> Lines:
    return _checked((*lines[:place], new, *lines[place:]))


def _checked(lines: Lines) -> Lines:
    if len(lines) > MOST_LINES:
        raise NotPossible(f"A diagram has room for {MOST_LINES} lines.")
    if not is_whole(lines):
        raise NotPossible("A diagram begins with a primary driver.")
    return lines


# An outline that was pasted

MARK = re.compile(r"^(?:([•·●○◦▪■□‣⁃–—*\-]|o(?=\s))\s*|(\d+(?:\.\d+)*)[.)]?\s+)(?=\S)")
LINE_END = re.compile(r"\r\n?|\n")
TAB = 4


@dataclass(frozen=True)
class Pasted:
    """The lines of a pasted outline with their levels, and what was above them all."""

    lines: tuple[tuple[int, str], ...]
    aim: str = ""


def read(text: str) -> Pasted:
    """The lines of a text, their level by their indent; without one, by their bullets or numbers.

    One line above four levels is the aim, which the diagram has already.
    """
    rows = [row for line in LINE_END.split(text) if can_be_seen((row := _row(line))[-1])]
    indents = {indent for indent, _, _ in rows}
    depths = _by_indent(rows) if len(indents) > 1 else _by_mark(rows)
    texts = [text for _, _, text in rows]
    if depths.count(0) == 1 and depths[:1] == [0] and max(depths) > IDEA:
        shallow = tuple(zip((depth - 1 for depth in depths[1:]), texts[1:], strict=True))
        return Pasted(_capped(shallow), aim=texts[0])
    return Pasted(_capped(tuple(zip(depths, texts, strict=True))))


def _row(line: str) -> tuple[int, str, str]:
    """How far in a line begins, what kind of mark it has, and its text."""
    plain = line.replace("\u00a0", " ").expandtabs(TAB)
    bare = plain.strip()
    found = MARK.match(bare)
    if not found:
        return len(plain) - len(plain.lstrip()), "", bare
    bullet, number = found.groups()
    mark = bullet or "." * (number.count(".") + 1)
    return len(plain) - len(plain.lstrip()), mark, bare[found.end() :].strip()


def _by_indent(rows: list[tuple[int, str, str]]) -> list[int]:
    depths, open_at = [], list[int]()
    for start, _, _ in rows:
        while open_at and open_at[-1] >= start:
            open_at.pop()
        depths.append(len(open_at))
        open_at.append(start)
    return depths


def _by_mark(rows: list[tuple[int, str, str]]) -> list[int]:
    """Each new mark is one level further in: •, o, ▪ as Word has them; 1, 1.1, 1.1.1."""
    marks = list(dict.fromkeys(mark for _, mark, _ in rows))
    return [marks.index(mark) for _, mark, _ in rows]


def _capped(lines: tuple[tuple[int, str], ...]) -> tuple[tuple[int, str], ...]:
    """No line further in than a change idea, and a primary driver first."""
    return tuple(
        (min(level, IDEA) if place else PRIMARY, text) for place, (level, text) in enumerate(lines)
    )
