"""One drawing of a chart at one width."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from improvement_plans.amounts import Measured, figure, places_of, places_of_calculated
from improvement_plans.chart.scales import Scale, scale_of
from improvement_plans.chart.shapes import Drawing, Flag, Label, Line, Marks, Note, Tick
from improvement_plans.chart.time_axis import DIGIT, TimeAxis
from improvement_plans.periods import Period, gaps
from improvement_plans.spc import (
    Point,
    RunChart,
    RunPoint,
    RunSegment,
    Segment,
    Variation,
    XmrChart,
)

# Above the plot stands the unit, and under that the letters of the notes.
ABOVE_PLOT, FLAG_ROW, BELOW_PLOT = 36, 22, 44
FLAG_WIDTH = 22
LINE_OF_TEXT = 15
# Points lie this far inside the plot, so that none is cut by its edge.
INSET = 12
# Half the width of a mark: what is special stays large enough to tell its shape.
SMALLEST_MARK, SMALLEST_SPECIAL, LARGEST_MARK = 1.7, 2.6, 4.6
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Content:
    """What is drawn, whatever the width."""

    chart: XmrChart | RunChart
    measured: Measured
    notes: Sequence[Note]
    from_zero: bool

    @cached_property
    def letters(self) -> dict[Period, tuple[str, ...]]:
        """The letters of the notes of each period that has some."""
        found: dict[Period, tuple[str, ...]] = {}
        for place, note in enumerate(self.notes):
            found[note.period] = (*found.get(note.period, ()), letter(place))
        return found

    @property
    def points(self) -> Sequence[Point | RunPoint]:
        return self.chart.points

    def shown_limits(self, segment: Segment | RunSegment) -> list[float]:
        """The limits that the measure can reach; what is beyond is not drawn."""
        if isinstance(segment, RunSegment):
            return []
        lowest, highest = self.measured.lowest, self.measured.highest
        return [
            limit
            for limit in (segment.lower_limit, segment.upper_limit)
            if limit is not None
            and (lowest is None or limit >= lowest)
            and (highest is None or limit <= highest)
        ]

    def numbers(self) -> list[float]:
        """All that the upright axis must hold."""
        found = [point.value for point in self.points if point.value is not None]
        for segment in self.chart.segments:
            found += self.shown_limits(segment)
            centre = centre_of(segment)
            found += [] if centre is None else [centre]
        if self.chart.target is not None:
            found.append(self.chart.target)
        return found or [0.0]


def centre_of(segment: Segment | RunSegment) -> float | None:
    return segment.mean if isinstance(segment, Segment) else segment.median


def draw_at(content: Content, width: int, height: int) -> Drawing:
    """The chart in a picture of this size, with letters of one size whatever the width."""
    periods = [point.period for point in content.points]
    rows = 0
    labels = _label_texts(content)
    right = width - 10 - max((len(text) * DIGIT for _, text, _ in labels), default=0)
    if content.notes:
        rows = 1 + max(_rows_of_flags(content, TimeAxis(periods, 70, right - INSET)))
    top, bottom = ABOVE_PLOT + rows * FLAG_ROW, height - BELOW_PLOT
    scale = scale_of(
        content.numbers(),
        from_zero=content.from_zero,
        top=top,
        bottom=bottom,
        highest=content.measured.highest,
    )
    ticks = scale.ticks()
    left = 12 + max(len(text) for _, text in ticks) * DIGIT
    axis = TimeAxis(periods, left + INSET, right - INSET)
    centres, limits = _lines(content, axis, scale, left, right)
    target = content.chart.target
    return Drawing(
        width,
        height,
        round(left, 2),
        round(right, 2),
        top,
        bottom,
        tuple(Tick(y, text) for y, text in ticks),
        tuple(_within(tick, width) for tick in axis.ticks()),
        _path_of_values(content, axis, scale),
        tuple(centres),
        tuple(limits),
        None if target is None else scale.y(target),
        tuple(_marks(content, axis, scale)),
        tuple(_flags(content, axis)),
        tuple(_labels(labels, scale)),
    )


def _within(tick: Tick, width: int) -> Tick:
    """A name at the edge of the picture begins or ends there."""
    half = len(tick.label) * DIGIT / 2
    if tick.at < half:
        return replace(tick, anchor="start")
    return replace(tick, anchor="end") if tick.at + half > width else tick


def _path_of_values(content: Content, axis: TimeAxis, scale: Scale) -> str:
    """A line that is broken where a period is missing."""
    points = content.points
    missing = [False, *gaps([point.period for point in points])]
    parts: list[str] = []
    is_joined = False
    for point, gap in zip(points, missing, strict=False):
        if point.value is None:
            is_joined = False
            continue
        command = "L" if is_joined and not gap else "M"
        parts.append(f"{command}{axis.x(point.period.ordinal):g} {scale.y(point.value):g}")
        is_joined = True
    return "".join(parts)


def _marks(content: Content, axis: TimeAxis, scale: Scale) -> Iterator[Marks]:
    size = min(LARGEST_MARK, max(SMALLEST_MARK, axis.spacing * 0.4))
    paths: dict[Variation, list[str]] = {}
    for point in content.points:
        if point.value is not None and point.variation is not None:
            x, y = axis.x(point.period.ordinal), scale.y(point.value)
            is_usual = point.variation == Variation.COMMON_CAUSE
            large = size if is_usual else max(size, SMALLEST_SPECIAL)
            paths.setdefault(point.variation, []).append(shape(point.variation, x, y, large))
    # What is special lies above what is not.
    for variation in reversed(Variation):
        if variation in paths:
            yield Marks(variation, "".join(paths[variation]))


def shape(variation: Variation, x: float, y: float, size: float) -> str:
    """A circle for common cause, a square, diamond or triangle for what is special."""
    if variation == Variation.COMMON_CAUSE:
        r = round(size * 0.85, 2)
        return f"M{x - r:.6g} {y:g}a{r} {r} 0 1 0 {2 * r:g} 0a{r} {r} 0 1 0 {-2 * r:g} 0z"
    if variation == Variation.IMPROVEMENT:
        s = round(size, 2)
        return f"M{x - s:.6g} {y - s:.6g}h{2 * s:g}v{2 * s:g}h{-2 * s:g}z"
    s = round(size * 1.3, 2)
    if variation == Variation.CONCERN:
        return f"M{x:g} {y - s:.6g}l{s:g} {s:g}l{-s:g} {s:g}l{-s:g} {-s:g}z"
    return f"M{x:g} {y - s:.6g}l{s:g} {1.7 * s:.4g}h{-2 * s:g}z"


def _lines(
    content: Content, axis: TimeAxis, scale: Scale, left: float, right: float
) -> tuple[list[Line], list[Line]]:
    """Centre and limits of each segment, from half a step before it to half a step after."""
    centres: list[Line] = []
    limits: list[Line] = []
    half = axis.spacing / 2
    for segment in content.chart.segments:
        x1 = max(left, axis.x(segment.first.ordinal) - half)
        x2 = min(right, axis.x(segment.last.ordinal) + half)
        centre = centre_of(segment)
        if centre is not None:
            centres.append(Line(round(x1, 2), round(x2, 2), scale.y(centre)))
        limits += [
            Line(round(x1, 2), round(x2, 2), scale.y(limit))
            for limit in content.shown_limits(segment)
        ]
    return centres, limits


def _rows_of_flags(content: Content, axis: TimeAxis) -> list[int]:
    """In which row each letter stands, so that none covers another."""
    ends: list[float] = []
    rows: list[int] = []
    for note in content.notes:
        x = axis.x(note.period.ordinal)
        row = next((row for row, end in enumerate(ends) if x - end >= FLAG_WIDTH), len(ends))
        ends[row : row + 1] = [x]
        rows.append(row)
    return rows


def _flags(content: Content, axis: TimeAxis) -> Iterator[Flag]:
    for place, (note, row) in enumerate(
        zip(content.notes, _rows_of_flags(content, axis), strict=True)
    ):
        x = axis.x(note.period.ordinal)
        # A re-base is between two periods.
        x -= axis.spacing / 2 if note.is_rebase else 0
        yield Flag(round(x, 2), ABOVE_PLOT + FLAG_ROW * row, letter(place), note.is_rebase)


def letter(place: int) -> str:
    """A, B … Z, A2, B2 …"""
    again, index = divmod(place, len(LETTERS))
    return f"{LETTERS[index]}{again + 1 if again else ''}"


def _label_texts(content: Content) -> list[tuple[float, str, str]]:
    """The numbers of the last segment's lines, and of the target, for their right ends."""
    values = [point.value for point in content.points if point.value is not None]
    places = places_of_calculated(places_of(values))
    found: list[tuple[float, str, str]] = []
    if content.chart.target is not None:
        found.append((content.chart.target, figure(content.chart.target, places), "target"))
    for segment in content.chart.segments[-1:]:
        centre = centre_of(segment)
        if centre is not None:
            found.append((centre, figure(centre, places), "mean"))
        found += [
            (limit, figure(limit, places), "limit") for limit in content.shown_limits(segment)
        ]
    return found


def _labels(texts: list[tuple[float, str, str]], scale: Scale) -> list[Label]:
    """The numbers beside their lines, moved apart where lines are close; the same only once."""
    placed: list[Label] = []
    for value, text, line in sorted(texts, reverse=True):
        y = scale.y(value)
        if placed and text == placed[-1].text:
            continue
        if placed:
            y = max(y, placed[-1].y + LINE_OF_TEXT)
        placed.append(Label(y, text, line))
    return placed
