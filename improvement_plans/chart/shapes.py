"""What a chart is drawn from: shapes with coordinates, and the words around them."""

from dataclasses import dataclass

from improvement_plans.periods import Period
from improvement_plans.spc import Variation


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person said of a period: an annotation, or why limits begin anew there."""

    period: Period
    text: str
    is_rebase: bool = False
    # What it is about, in words, and where that is to be read.
    about: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, what stands there, and a second line under it (the year)."""

    at: float
    label: str
    second_line: str = ""
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Line:
    """A horizontal line over a segment."""

    x1: float
    x2: float
    y: float


@dataclass(frozen=True, slots=True)
class Marks:
    """All points of one meaning as one path of their shape."""

    variation: Variation
    path: str


@dataclass(frozen=True, slots=True)
class Flag:
    """The letter of a note above the plot, and the line down from it."""

    x: float
    y: float
    letter: str
    is_rebase: bool


@dataclass(frozen=True, slots=True)
class Label:
    """A number at the right end of a line."""

    y: float
    text: str
    line: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing of a chart at one width, in pixels from the top left."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    values: str
    centres: tuple[Line, ...]
    limits: tuple[Line, ...]
    target: float | None
    marks: tuple[Marks, ...]
    flags: tuple[Flag, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the legend. `sample` says what is drawn: mean, limit, target, or a variation."""

    sample: str
    text: str


@dataclass(frozen=True, slots=True)
class LetteredNote:
    """A note under the chart, with its letter in it."""

    letter: str
    period: str
    text: str
    is_rebase: bool
    about: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: a period, its value as text, and what the chart marks there."""

    period: str
    value: str
    shows: str
    # The letters of its notes.
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with all that belongs to it: two drawings, legend, notes, reading and table."""

    title: str
    unit: str
    reading: tuple[str, ...]
    wide: Drawing
    narrow: Drawing
    legend: tuple[Key, ...]
    notes: tuple[LetteredNote, ...]
    axis_note: str
    lines: tuple[str, ...]
    rows: tuple[Row, ...]
    # How many older rows a page leaves to the file.
    rows_left_out: int = 0
