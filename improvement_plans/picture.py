"""A sheet of a driver diagram as SVG, with attributes only: the strictest policy lets it be.

Pure. Not a template, because a long plan has 400 boxes and is rendered after every write.
"""

from html import escape

from improvement_plans.diagram import LINE, MEASURE_MARK, PADDING, Box, Sheet
from improvement_plans.lettering import FONT

# By column, from the aim outwards.
FRAMES = (
    'fill="#003087"',
    'fill="#005eb8"',
    'fill="#d2e2f4" stroke="#005eb8"',
    'fill="#ffffff" stroke="#005eb8" stroke-width="2"',
)
LETTERS = ('fill="#fff" font-weight="700"', 'fill="#fff"', 'fill="#212b32"', 'fill="#212b32"')
# The small chart before a measure, on the dark columns and on the light ones.
CHARTS = ("#fff", "#fff", "#003087", "#003087")
STOPPED = "Stopped"
PIE = '<circle r="5" fill="#fff" stroke-width="2"/>'
# How far an idea has come, by shape: the pie fills up, the square has stopped.
MARKS = {
    "Idea": PIE,
    **{
        stage: f'{PIE}<path d="{filled}" stroke="none"/>'
        for stage, filled in (
            ("Decided", "M-2-2h4v4h-4z"),
            ("Preparing", "M0 0V-5A5 5 0 0 1 5 0z"),
            ("Testing", "M0-5A5 5 0 0 1 0 5z"),
            ("Adjusting", "M0 0V-5A5 5 0 1 1-5 0z"),
            ("Embedded", "M0-5A5 5 0 0 1 0 5A5 5 0 0 1 0-5z"),
        )
    },
    STOPPED: '<path d="M-5-5H5V5H-5zM-5 5L5-5" fill="#fff" stroke-width="2"/>',
}
IN_A_PAGE = ' class="portal-diagram__picture"'
AS_A_FILE = (
    ' xmlns="http://www.w3.org/2000/svg"'
    " font-family=\"Arial, Helvetica, 'Liberation Sans', sans-serif\""
)


def svg_of_sheet(sheet: Sheet, name: str, title: str, text: str, *, file: bool = False) -> str:
    """The picture as an element of a page, or as a file of its own, which has a white ground.

    `title` names it and `text` describes it to who cannot see it; their ids begin with `name`.
    """
    size = f'width="{sheet.width}" height="{sheet.height}"'
    ground = f'<rect {size} fill="#ffffff"/>' if file else ""
    titles = (f'<text x="{x}" y="17">{escape(heading)}</text>' for x, heading in sheet.titles)
    return (
        f'<svg{AS_A_FILE if file else IN_A_PAGE} {size} viewBox="0 0 {sheet.width} {sheet.height}"'
        f' role="img" aria-labelledby="{name}-title {name}-text" font-size="{FONT}">\n'
        f'<title id="{name}-title">{escape(title)}</title>\n'
        f'<desc id="{name}-text">{escape(text)}</desc>\n'
        f'{ground}<g font-weight="700" fill="#425563">{"".join(titles)}</g>\n'
        f'<path d="{sheet.path}" fill="none" stroke="#768692" stroke-width="2"/>\n'
        f"{''.join(map(_box, sheet.boxes))}</svg>\n"
    )


def _box(box: Box) -> str:
    dashes = ' stroke-dasharray="6 4"' if box.stage == STOPPED else ""
    text_x = box.x + PADDING
    further = f'</tspan><tspan x="{text_x}" dy="{LINE}">'
    return (
        f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="4"'
        f" {FRAMES[box.column]}{dashes}/>\n"
        f'<text y="{box.text_y}" {LETTERS[box.column]}>'
        f'<tspan x="{text_x}">{further.join(map(escape, box.lines))}</tspan></text>\n'
        f"{_measures(box) if box.measures else ''}{_stage(box) if box.stage else ''}"
    )


def _measures(box: Box) -> str:
    """The names of the measures under the text, a small chart before each."""
    x, y, column = box.x + PADDING, box.measures_y, box.column
    names = f'</tspan><tspan x="{x + MEASURE_MARK}" dy="{LINE}">'.join(
        escape(line) for line, _ in box.measures
    )
    charts = "".join(
        f'<path transform="translate({x} {y + LINE * place - 11})" d="M1 0V12H14M3 9l3-4 3 2 4-6"/>'
        for place, (_, begins) in enumerate(box.measures)
        if begins
    )
    return (
        f'<text y="{y}" font-size="13" {LETTERS[column].partition(" ")[0]}>'
        f'<tspan x="{x + MEASURE_MARK}">{names}</tspan></text>\n'
        f'<g fill="none" stroke="{CHARTS[column]}" stroke-width="1.5">{charts}</g>\n'
    )


def _stage(box: Box) -> str:
    """Its name and its mark, in the last line of the box."""
    y = box.y + box.height - PADDING - 1
    return (
        f'<g fill="#003087"><text x="{box.right - PADDING}" y="{y}" text-anchor="end"'
        f' font-weight="700" font-size="13">{box.stage}</text>'
        f'<g transform="translate({box.mark_x} {y - 5})" stroke="#003087">'
        f"{MARKS[box.stage]}</g></g>\n"
    )
