"""A chart as one picture to take along: with its title, legend, notes and reading. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from improvement_plans.chart.shapes import Drawing, Figure, Key
from improvement_plans.lettering import FONT, width_of, wrap

EDGE, LINE, BETWEEN = 12, 19, 8
TITLE_FONT, TITLE_LINE = 17, 23
# A sample of the legend, and the gap after its words.
SAMPLE, AFTER_KEY = 34, 18


@dataclass(frozen=True, slots=True)
class Text:
    """A line of words, from its left end on its base line."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class PlacedKey:
    """A sample of the legend, with its words beside it."""

    x: float
    y: float
    key: Key


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything with its place; the chart begins at `chart_y`."""

    width: int
    height: int
    title: tuple[Text, ...]
    owner: tuple[Text, ...]
    chart: Drawing
    chart_y: int
    legend: tuple[PlacedKey, ...]
    words: tuple[Text, ...]


def picture_of(figure: Figure, owner: str) -> Picture:
    """The wide drawing, and around it what a page says beside it."""
    chart = figure.wide
    room = chart.width - 2 * EDGE
    title = _lines(figure.title, room * FONT / TITLE_FONT, EDGE + TITLE_FONT, TITLE_LINE)
    owners = _lines(owner, room, title[-1].y + TITLE_LINE)
    chart_y = int(owners[-1].y) + BETWEEN
    legend = tuple(_legend(figure.legend, room, chart_y + chart.height + LINE))
    y = (legend[-1].y if legend else chart_y + chart.height) + LINE
    words: list[Text] = []
    for paragraph in _paragraphs(figure):
        words += _lines(paragraph, room, y + BETWEEN)
        y = words[-1].y + LINE
    height = int(y) + EDGE
    return Picture(
        chart.width, height, tuple(title), tuple(owners), chart, chart_y, legend, tuple(words)
    )


def _paragraphs(figure: Figure) -> Iterator[str]:
    for note in figure.notes:
        said = f"{'limits calculated anew. ' if note.is_rebase else ''}{note.text}"
        about = f" ({note.about})" if note.about else ""
        yield f"{note.letter}  {note.period[0].upper()}{note.period[1:]}: {said}{about}"
    yield from filter(None, [figure.axis_note])
    yield " ".join(figure.reading)


def _lines(words: str, room: float, y: float, line: int = LINE) -> list[Text]:
    wrapped = wrap(words, room) or ("",)
    return [Text(EDGE, y + line * place, each) for place, each in enumerate(wrapped)]


def _legend(keys: Sequence[Key], room: float, y: float) -> Iterator[PlacedKey]:
    """As many beside each other as fit."""
    x: float = EDGE
    for key in keys:
        wide = SAMPLE + width_of(key.text)
        if x > EDGE and x + wide > room:
            x, y = EDGE, y + LINE
        yield PlacedKey(round(x, 1), y, key)
        x += wide + AFTER_KEY
