"""Rows as files, in pieces: CSV for spreadsheets and JSON for programs, however many there are."""

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import islice
from typing import Any

BOM = "\ufeff"
FORMULA_STARTS = frozenset("=+-@\t\r")
ROWS_AT_ONCE = 2000


def as_csv(headings: list[str], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """CSV that a spreadsheet opens as UTF-8 and without running anything."""
    yield _lines(BOM, [headings])
    safe = ([safe_cell(cell) for cell in row] for row in rows)
    while batch := list(islice(safe, ROWS_AT_ONCE)):
        yield _lines("", batch)


def safe_cell(value: Any) -> Any:
    """A text that a spreadsheet would run, behind an apostrophe; anything else as it is."""
    return f"'{value}" if isinstance(value, str) and value[:1] in FORMULA_STARTS else value


def as_json(about: dict[str, Any], rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """One object: what `about` says, and under `rows` a list. Broken off it is no JSON."""
    opening = json.dumps(about, ensure_ascii=False, indent=1).removesuffix("\n}")
    yield f'{opening},\n "rows": ['.encode()
    separator, pieces = "\n", iter(rows)
    while batch := list(islice(pieces, ROWS_AT_ONCE)):
        text = ",\n".join(json.dumps(row, ensure_ascii=False) for row in batch)
        yield f"{separator}{text}".encode()
        separator = ",\n"
    yield b"\n ]\n}\n"


def _lines(start: str, rows: Iterable[Iterable[Any]]) -> bytes:
    text = StringIO()
    text.write(start)
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
