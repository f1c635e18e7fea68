"""Reads a workbook that may be anything: bytes in, its rows as JSON out.

As a process of its own, which may use so much memory and time and no more, it is
`python -m core.workbook_process`.
"""

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO

MOST_UNPACKED = 60_000_000
MOST_PARTS = 500
# No table of values stands further down or further right.
LAST_ROW = 200_000
LAST_COLUMN = 12
# Whoever reads it cuts a text off long before.
LONGEST_TEXT = 1_000
# Excel calculates with so many digits; the others are what binary numbers leave over.
DIGITS, PLACES = 15, Decimal("1e-12")
MEMORY, SECONDS = 1_000_000_000, 15
NO_RESULT = "a formula without a result"
SAVE_AS = "Open it in Excel and save it as an Excel workbook (.xlsx), or as CSV"
BOMB = "This workbook unpacks to far more than a table of values. Copy its two columns instead"
PASSWORD = "This workbook is protected by a password. Take the password off in Excel first"  # noqa: S105
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


class Unreadable(Exception):
    """One sentence that says what is wrong with a workbook, with the row where it is known."""


def read(data: bytes, most_rows: int) -> dict[str, Any]:
    """The first sheet that is not hidden: its name, how many there are, and its rows.

    A row is its number and the texts of its cells. Dates are written 2026-02-01, a share that
    is shown as 85% is written so, and a formula counts with its result.
    """
    _refuse_what_is_no_workbook(data)
    # Only here: those who read no workbook need not load it.
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        _refuse_a_bomb(parts.infolist())
    row = 0
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not names:
            raise Unreadable("This workbook has no sheet with cells.")
        rows = []
        for row, cells in _rows(book[names[0]]):
            rows.append((row, cells))
            if len(rows) > most_rows:
                raise Unreadable(f"Row {row:,}: there are more than {most_rows:,} rows before it.")
        if any("" in cells[:2] for _, cells in rows):
            _tell_formulas(openpyxl, data, names[0], dict(rows))
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken file makes its library say
        where = f"After row {row:,}: this" if row else "This"
        raise Unreadable(f"{where} workbook is damaged. {SAVE_AS}.") from error
    return {"sheet": names[0], "sheets": len(names), "rows": rows}


def _refuse_what_is_no_workbook(data: bytes) -> None:
    if data.startswith(OLD_OFFICE):
        is_locked = "EncryptedPackage".encode("utf-16-le") in data
        raise Unreadable(
            f"{PASSWORD}." if is_locked else f"This is an older workbook (.xls). {SAVE_AS}."
        )
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise Unreadable(f"This workbook is damaged. {SAVE_AS}.")


def _refuse_a_bomb(parts: list[zipfile.ZipInfo]) -> None:
    """By the sizes that the file states: more than it states is never unpacked."""
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(f"{PASSWORD}.")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable(f"{BOMB}.")


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with its number."""
    # What a sheet says of its own size may be wrong.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=LAST_COLUMN)
    for number, row in enumerate(islice(rows, LAST_ROW + 1), start=1):
        if number > LAST_ROW:
            raise Unreadable(f"Row {number:,}: no table of values goes on as far as this.")
        cells = [
            said(cell.value, cell.number_format) if cell.value is not None else "" for cell in row
        ]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, (cells if len(cells) > 1 else [*cells, ""])


def _tell_formulas(openpyxl: Any, data: bytes, name: str, rows: dict[int, list[str]]) -> None:
    """An empty cell was not collected; a formula that nobody calculated is something else."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    book[name].reset_dimensions()
    for number, row in enumerate(book[name].iter_rows(max_col=2, values_only=True), start=1):
        cells = rows.get(number, [])
        for place, (cell, value) in enumerate(zip(cells[:2], row, strict=False)):
            if not cell and value is not None:
                cells[place] = NO_RESULT
        if number >= max(rows):
            return


def said(value: object, number_format: str) -> str:
    """A cell as a person would have typed it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, is_percent="%" in (number_format or ""))
    return " ".join(str(value)[:LONGEST_TEXT].split())


def _number(value: float, *, is_percent: bool) -> str:
    number = Decimal(f"{value:.{DIGITS}g}") * (100 if is_percent else 1)
    if not number.is_finite():
        return str(value)
    if abs(number) < Decimal(10) ** DIGITS:
        number = number.quantize(PLACES)
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}%" if is_percent else text


def _limit_myself() -> None:
    """So much memory and time and no more, where the system can say so."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def main(most_rows: str, source: BinaryIO, target: BinaryIO) -> None:
    _limit_myself()
    try:
        answer = read(source.read(), int(most_rows))
    except Unreadable as problem:
        answer = {"problem": str(problem)}
    target.write(json.dumps(answer).encode())


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
