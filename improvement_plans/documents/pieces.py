"""Lines of a document, gathered under its headings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from core.visible import can_be_seen

LONGEST_HEADING = 300
# A little less than a part of a plan holds, so that a heading can stand above it.
LONGEST_TEXT = 9_500
# A document of forty pages has about 120,000 characters under some sixty headings.
MOST_CHARACTERS = 500_000
MOST_PIECES = 400
TOO_LONG = (
    f"This document has more than {MOST_PIECES} headings or {MOST_CHARACTERS:,} characters. Bring "
    "the parts of it that belong in your plan"
)
BULLETS = ("- ", "* ", "• ", "– ")
# A line that stands alone and is no longer than this is a heading of a pasted text.
LONGEST_LINE_AS_HEADING = 80


class Unreadable(Exception):
    """Why a document cannot be read: one sentence that says what to do."""


@dataclass(frozen=True)
class Piece:
    """A heading, or none, with the text under it."""

    heading: str
    text: str


@dataclass(frozen=True)
class Line:
    """One paragraph of a document. `bold` where all of it is."""

    text: str
    is_heading: bool = False
    bold: bool = False


@dataclass(frozen=True)
class Brought:
    """A whole document in pieces, and what of it was left out and why."""

    pieces: list[Piece]
    left_out: list[str] = field(default_factory=list)


def read_text(text: str) -> Brought:
    """A pasted text. Lines that begin with #, or short ones that stand alone, are its headings."""
    lines = text.replace("\r\n", "\n").split("\n")
    return Brought(gathered(_marked(lines)))


def gathered(lines: Iterable[Line]) -> list[Piece]:
    """Lines put under their headings. Raises `Unreadable` for none, or for more than anyone places.

    Every line in which there is something to see is in one of the pieces, in their order.
    """
    pieces: list[Piece] = []
    heading, under = "", list[str]()
    for line in lines:
        if not can_be_seen(line.text):
            under.append("")
        elif line.is_heading and len(line.text) <= LONGEST_HEADING:
            pieces += _cut(heading, _joined(under))
            heading, under = line.text, []
        else:
            under.append(line.text)
    pieces += _cut(heading, _joined(under))
    if not pieces:
        raise Unreadable("There is no text in this document to place in your plan")
    if len(pieces) > MOST_PIECES or sum(len(p.text) for p in pieces) > MOST_CHARACTERS:
        raise Unreadable(TOO_LONG)
    return pieces


def _marked(lines: list[str]) -> Iterator[Line]:
    for number, line in enumerate(lines):
        before = lines[number - 1].strip() if number else ""
        after = lines[number + 1].strip() if number + 1 < len(lines) else ""
        stripped = line.strip()
        if stripped.startswith("#") and stripped.strip("# "):
            yield Line(stripped.strip("# "), is_heading=True)
        elif not before and not after and _looks_like_heading(stripped):
            yield Line(stripped, is_heading=True)
        else:
            yield Line(line.rstrip())


def _looks_like_heading(line: str) -> bool:
    starts = line[:1].isupper() or line[:1].isdigit()
    return starts and len(line) <= LONGEST_LINE_AS_HEADING and line[-1] not in ".,;:!"


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip()


def paragraphs_apart(lines: Iterable[Line]) -> Iterator[Line]:
    """The same lines with an empty one between paragraphs; the items of a list stay together.

    A line without text ends a list.
    """
    item_before = True
    for line in lines:
        if not line.text:
            item_before = False
            continue
        is_item = line.text.startswith(BULLETS)
        if not line.is_heading and not (is_item and item_before):
            yield Line("")
        item_before = is_item
        yield line


def _cut(heading: str, text: str) -> Iterator[Piece]:
    """One piece, or several where the text is longer than a part of a plan; none for nothing."""
    if heading or text:
        first, rest = _first_part(text)
        yield Piece(heading, first)
        while rest:
            first, rest = _first_part(rest)
            yield Piece(f"{heading} (continued)"[:LONGEST_HEADING] if heading else "", first)


def _first_part(text: str) -> tuple[str, str]:
    if len(text) <= LONGEST_TEXT:
        return text, ""
    # Between paragraphs, or lines, or words; in a word only where there is nothing else.
    ends = (text.rfind(mark, 1, LONGEST_TEXT) for mark in ("\n\n", "\n", " "))
    end = next((end for end in ends if end > LONGEST_TEXT // 2), LONGEST_TEXT)
    return text[:end].strip(), text[end:].strip()
