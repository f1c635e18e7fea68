"""A chart as shapes and words. Pure: numbers in, a frozen `Figure` out, which a template draws."""

from collections.abc import Iterable, Iterator

from improvement_plans.amounts import Measured, amount, figure, places_of, places_of_calculated
from improvement_plans.chart.drawing import Content, centre_of, draw_at, letter
from improvement_plans.chart.shapes import Drawing, Figure, Key, LetteredNote, Note, Row
from improvement_plans.reading import read_chart
from improvement_plans.spc import Point, RunChart, RunPoint, Segment, Variation, XmrChart

__all__ = ["Drawing", "Figure", "Note", "draw"]

WIDE, NARROW = (640, 340), (340, 300)
MEANINGS = {
    Variation.IMPROVEMENT: "Sign of improvement",
    Variation.CONCERN: "Sign of concern",
    Variation.NEITHER: "Unusual, neither good nor bad",
    Variation.COMMON_CAUSE: "Usual variation",
}
NOT_COLLECTED = "Not collected"


def draw(
    chart: XmrChart | RunChart,
    measured: Measured,
    *,
    notes: Iterable[Note] = (),
    from_zero: bool = True,
) -> Figure:
    """The chart for a page: once for a wide screen and paper, once for a telephone."""
    in_order = sorted(notes, key=lambda note: note.period)
    content = Content(chart, measured, in_order, from_zero)
    wide = draw_at(content, *WIDE)
    return Figure(
        _title(content),
        measured.unit,
        read_chart(chart, measured).sentences,
        wide,
        draw_at(content, *NARROW),
        tuple(_legend(content)),
        tuple(
            LetteredNote(
                letter(place),
                note.period.words,
                note.text,
                note.is_rebase,
                note.about,
                note.href,
            )
            for place, note in enumerate(in_order)
        ),
        _axis_note(content, wide),
        tuple(_lines_in_words(content)),
        tuple(_row(point, content) for point in chart.points),
    )


def _title(content: Content) -> str:
    kind = "Control chart (XmR)" if isinstance(content.chart, XmrChart) else "Run chart"
    points = content.points
    if not points:
        return f"{content.measured.name}. {kind}."
    first, last = points[0].period.words, points[-1].period.words
    return f"{content.measured.name}. {kind}, {first if first == last else f'{first} to {last}'}."


def _axis_note(content: Content, wide: Drawing) -> str:
    lowest = wide.y_ticks[0].label
    if lowest == "0" or lowest.startswith("−"):
        return ""
    return f"The upright axis begins at {lowest}, not at 0."


def _legend(content: Content) -> Iterator[Key]:
    """Only what is in the chart."""
    present = {point.variation for point in content.points}
    for variation, text in MEANINGS.items():
        if variation in present:
            yield Key(variation.value, text)
    segments = content.chart.segments
    if any(centre_of(segment) is not None for segment in segments):
        yield Key("mean", "Average" if isinstance(content.chart, XmrChart) else "Median")
    if any(content.shown_limits(segment) for segment in segments):
        yield Key("limit", "Limits")
    if content.chart.target is not None:
        yield Key("target", "Target")


def _lines_in_words(content: Content) -> Iterator[str]:
    """The numbers of each segment, as the table gives them."""
    values = [point.value for point in content.points if point.value is not None]
    places = places_of_calculated(places_of(values))
    for segment in content.chart.segments:
        centre = centre_of(segment)
        if centre is None:
            continue
        name = "average" if isinstance(segment, Segment) else "median"
        text = f"{name} {figure(centre, places)}"
        if isinstance(segment, Segment) and segment.lower_limit is not None:
            low, high = segment.lower_limit, segment.upper_limit or 0
            text += f", lower limit {figure(low, places)}, upper limit {figure(high, places)}"
        yield f"From {segment.first.words}: {text}."


def _row(point: Point | RunPoint, content: Content) -> Row:
    letters = content.letters.get(point.period, ())
    if point.value is None:
        return Row(_capital(point.period.words), NOT_COLLECTED, "", letters)
    places = places_of([point.value])
    return Row(
        _capital(point.period.words),
        amount(point.value, places, "%" if content.measured.unit == "%" else ""),
        _shows(point),
        letters,
    )


def _shows(point: Point | RunPoint) -> str:
    """Every rule that the point is part of, and what it means."""
    found = []
    if isinstance(point, Point):
        found += ["outside the limits"] if point.outside_limits else []
        found += ["near a limit"] if point.two_of_three else []
    found += ["part of a trend"] if point.trend else []
    middle = "average" if isinstance(point, Point) else "median"
    found += [f"in a run on one side of the {middle}"] if point.shift else []
    if not found or point.variation is None:
        return ""
    return f"{MEANINGS[point.variation]}: {', '.join(found)}"


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
