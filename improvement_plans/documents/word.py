"""The text of a Word document, paragraph by paragraph.

It is read from the document's own elements, because the library's paragraphs leave out what a
content control, a tracked insertion or a text box holds; here nothing goes without being said.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from improvement_plans.documents.opening import BROKEN, WHAT_A_BROKEN_FILE_RAISES, opened
from improvement_plans.documents.pieces import (
    BULLETS,
    TOO_LONG,
    Brought,
    Line,
    Unreadable,
    gathered,
    paragraphs_apart,
)

MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
SMART_ART = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
OLD_PICTURE = "{urn:schemas-microsoft-com:vml}imagedata"
W = qn("w:p").removesuffix("p")
# Elements that only hold others, as far as the text goes. Of two drawings for two ages of Word the
# second, `Fallback`, says the same again.
NOT_READ = {
    *(f"{W}{name}" for name in ("pPr", "rPr", "instrText", "delText", "sectPr", "sdtPr", "tblPr")),
    f"{MARKUP}Fallback",
}
SPACES = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
# What is counted where it stands, and not read.
COUNTED = {
    **{f"{W}{name}": "deleted" for name in ("del", "moveFrom")},
    **{f"{W}{name}": "footnote" for name in ("footnoteReference", "endnoteReference")},
    f"{W}commentReference": "comment",
    f"{W}object": "object",
    f"{W}altChunk": "object",
    MATH: "formula",
}
BOX = f"{W}txbxContent"
DRAWN = (f"{W}drawing", f"{W}pict")
INSIDE = {PICTURE: "picture", OLD_PICTURE: "picture", CHART: "chart", SMART_ART: "chart"}
# What is said of each kind of thing: how many, its name, and the reason.
SAID = {
    "picture": ("picture", "pictures", "a plan here is text, which everyone can read and hear"),
    "chart": ("chart or drawing", "charts or drawings", "the portal draws its own from your plan"),
    "formula": ("formula", "formulas", "a plan here is text"),
    "object": ("embedded file", "embedded files", "a plan here is text"),
    "footnote": ("footnote", "footnotes", "they stand outside the text; copy what matters"),
    "comment": ("comment", "comments", "they are for your colleagues, not for readers"),
    "deleted": ("deleted passage", "deleted passages", "tracked changes were taken as accepted"),
    "contents": ("line of contents", "lines of contents", "the portal makes its own"),
}
TABLES = "Tables were turned into lines, one for each row. Check that they still read well."
BOLD = "The document has no headings made with Word’s heading styles, so lines in bold were taken."
MARGINS = "Page headers and footers: they repeat on every page, and a plan here has no pages."
LONGEST_BOLD_HEADING = 120
# Forty pages have some 1,500; a file that has more than these is not read to its end.
MOST_PARAGRAPHS = 20_000
# How often one style may be based on another; Word itself allows some ten.
MOST_STYLES = 20
# What is longer names no column: each row of its table would say it again.
LONGEST_COLUMN_NAME = 200
# Bytes of an older Windows that some programs leave in a text, and marks that turn it around.
CP1252 = {
    code: bytes([code]).decode("cp1252", errors="ignore") or None for code in range(0x80, 0xA0)
}
MARKS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x00AD, 0xFEFF], None)


def read_word(data: bytes) -> Brought:
    """A Word document in pieces. Raises `Unreadable` with one sentence that says what to do."""
    document = opened(data)
    try:
        reading = Reading(document)
        reading.read_blocks(document.element.body)
    except WHAT_A_BROKEN_FILE_RAISES as error:
        raise Unreadable(BROKEN) from error
    lines, notes = with_headings(reading.lines)
    return Brought(gathered(paragraphs_apart(lines)), [*notes, *reading.left_out()])


def with_headings(lines: list[Line]) -> tuple[list[Line], list[str]]:
    """Where nothing is a heading by its style, short lines in bold are."""
    bold = [line.bold and len(line.text) <= LONGEST_BOLD_HEADING for line in lines]
    if any(line.is_heading for line in lines) or not any(bold):
        return lines, []
    return [Line(line.text, b) for line, b in zip(lines, bold, strict=True)], [BOLD]


class Reading:
    """What has been read of one document so far."""

    def __init__(self, document: Document) -> None:
        self.lines: list[Line] = []
        self.found: Counter[str] = Counter()
        self.paragraphs = 0
        self.styles = {s.get(f"{W}styleId"): s for s in document.styles.element.iter(f"{W}style")}
        self.has_margins = any(
            next(document.element.body.iter(f"{W}{name}"), None) is not None
            for name in ("headerReference", "footerReference")
        )

    def read_blocks(self, parent: Any) -> None:
        for child in elements(parent):
            if child.tag == f"{W}p":
                self.read_paragraph(child)
            elif child.tag == f"{W}tbl":
                self.read_table(child)
            elif child.tag in COUNTED:
                self.found[COUNTED[child.tag]] += 1
            elif child.tag not in NOT_READ:
                self.read_blocks(child)

    def read_paragraph(self, paragraph: Any) -> None:
        self.paragraphs += 1
        if self.paragraphs > MOST_PARAGRAPHS:
            raise Unreadable(TOO_LONG)
        boxes: list[Any] = []
        text = tidy("".join(self.words(paragraph, boxes)))
        names = list(self.style_names(paragraph))
        if any(name.startswith("toc ") for name in names):
            self.found["contents"] += 1
        elif text and self.is_heading(paragraph, names):
            self.lines.append(Line(" ".join(text.split()), is_heading=True))
        elif text and (number := find(paragraph, "pPr/numPr/numId")) is not None:
            is_item = number.get(f"{W}val") != "0" and not text.startswith(BULLETS)
            self.lines.append(Line(f"- {' '.join(text.split())}" if is_item else text))
        elif text and any(name.startswith(("list bullet", "list number")) for name in names):
            self.lines.append(Line(f"- {' '.join(text.split())}"))
        elif text:
            self.lines.append(Line(text, bold=is_bold(paragraph)))
        for box in boxes:
            self.read_blocks(box)

    def words(self, parent: Any, boxes: list[Any]) -> Iterator[str]:
        """The text of a paragraph. What is drawn beside it is counted; text boxes are put aside."""
        for child in elements(parent):
            if child.tag == f"{W}t":
                yield child.text or ""
            elif child.tag in SPACES:
                yield SPACES[child.tag]
            elif child.tag in COUNTED:
                self.found[COUNTED[child.tag]] += 1
            elif child.tag in DRAWN:
                self.look_at_drawing(child, boxes)
            elif child.tag not in NOT_READ:
                yield from self.words(child, boxes)

    def look_at_drawing(self, drawing: Any, boxes: list[Any]) -> None:
        inside = list(outside_boxes(drawing))
        texts = [e for e in inside if e.tag == BOX]
        boxes += texts
        kinds = [INSIDE[e.tag] for e in inside if e.tag in INSIDE]
        if kinds or not texts:
            self.found[kinds[0] if kinds else "chart"] += max(1, len(kinds))

    def read_table(self, table: Any) -> None:
        lines = list(held(table, f"{W}tr"))
        rows = [list(held(line, f"{W}tc")) for line in lines]
        if max((len(row) for row in rows), default=0) <= 1:
            # A frame around a text, which reads as what it holds.
            for cell in (cell for row in rows for cell in row):
                self.read_blocks(cell)
            return
        self.found["tables"] += 1
        texts = [[self.cell(cell) for cell in row] for row in rows]
        names: list[str] = []
        is_named = find(lines[0], "trPr/tblHeader") is not None and len(rows) > 1
        if is_named and max(map(len, texts[0])) <= LONGEST_COLUMN_NAME:
            names = texts.pop(0)
        # Apart from a list before it.
        self.lines.append(Line(""))
        self.lines += [Line(f"- {line}") for row in texts if (line := self.row(row, names))]

    def row(self, texts: list[str], names: list[str]) -> str:
        """A row of a table as a line; under its column's name where the document names columns."""
        if len(texts) == len(names):
            named = zip(names, texts, strict=True)
            texts = [f"{name}: {text}" if name and text else text for name, text in named]
        return "; ".join(text for text in texts if text)

    def cell(self, cell: Any) -> str:
        outside, self.lines = self.lines, []
        self.read_blocks(cell)
        inside, self.lines = self.lines, outside
        texts = (" ".join(line.text.removeprefix("- ").split()) for line in inside if line.text)
        return ", ".join(texts)

    def style_names(self, paragraph: Any) -> Iterator[str]:
        """The style of a paragraph, and those it is based on."""
        return (
            name.get(f"{W}val", "").lower()
            for s in self.styles_of(paragraph)
            if (name := find(s, "name")) is not None
        )

    def styles_of(self, paragraph: Any) -> Iterator[Any]:
        reference, seen = find(paragraph, "pPr/pStyle"), set[str]()
        while reference is not None and (key := reference.get(f"{W}val")) not in seen:
            if len(seen) == MOST_STYLES:
                return
            seen.add(key)
            if (style := self.styles.get(key)) is None:
                return
            yield style
            reference = find(style, "basedOn")

    def is_heading(self, paragraph: Any, names: list[str]) -> bool:
        if any(name.startswith("heading ") or name == "title" for name in names):
            return True
        level = find(paragraph, "pPr/outlineLvl")
        return level is not None and level.get(f"{W}val") in set("012345678")

    def left_out(self) -> list[str]:
        """What a reader of the document has and the plan has not, in sentences with the reason."""
        said = [
            f"{self.found[kind]} {one if self.found[kind] == 1 else many}: {why}."
            for kind, (one, many, why) in SAID.items()
            if self.found[kind]
        ]
        said += [MARGINS] if self.has_margins else []
        return said + ([TABLES] if self.found["tables"] else [])


def elements(parent: Any) -> Iterator[Any]:
    """The elements inside one, without comments and without entities, which are never resolved."""
    return (child for child in parent if isinstance(child.tag, str))


def outside_boxes(parent: Any) -> Iterator[Any]:
    """All inside a drawing, but for what its text boxes hold: that is read with them."""
    for child in elements(parent):
        yield child
        if child.tag != BOX and child.tag not in NOT_READ:
            yield from outside_boxes(child)


def held(parent: Any, tag: str) -> Iterator[Any]:
    """Rows of a table, or cells of a row: its own, also those that a content control holds."""
    for child in elements(parent):
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from held(child, tag)


def find(element: Any, path: str) -> Any:
    return element.find("/".join(f"{W}{name}" for name in path.split("/")))


def is_bold(paragraph: Any) -> bool:
    """Whether all its own words are; those of a text box are a paragraph of their own."""
    runs = [run for run in outside_boxes(paragraph) if run.tag == f"{W}r" and has_words(run)]
    marks = [find(run, "rPr/b") for run in runs]
    return all(mark is not None and mark.get(f"{W}val") not in {"0", "false"} for mark in marks)


def has_words(run: Any) -> bool:
    return any((text.text or "").strip() for text in run.iterchildren(f"{W}t"))


def tidy(text: str) -> str:
    """A paragraph as somebody would have typed it."""
    lines = text.translate(CP1252).translate(MARKS).replace("\u00a0", " ").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()
