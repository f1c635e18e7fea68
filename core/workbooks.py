"""Excel workbooks: those that somebody sends, and those that people take along."""

import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core import own_process
from core.workbook_process import BOMB, Unreadable

__all__ = ["CONTENT_TYPE", "Sent", "Unreadable", "as_xlsx", "read"]

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BUSY = "Others send workbooks at this moment. Send yours again in a minute."
Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Sent:
    """What was read of a workbook: the sheet, how many it has, and rows by their numbers."""

    sheet: str
    sheets: int
    rows: list[tuple[int, list[str]]]


def read(data: bytes, *, most_rows: int) -> Sent:
    """The first sheet of a workbook. Raises `Unreadable`, whatever the bytes are."""
    try:
        found = json.loads(own_process.read_by("core.workbook_process", data, str(most_rows)))
    except own_process.Busy as error:
        raise Unreadable(BUSY) from error
    except own_process.Failed as error:
        raise Unreadable(f"{BOMB}.") from error
    if "problem" in found:
        raise Unreadable(found["problem"])
    return Sent(found["sheet"], found["sheets"], [(row, cells) for row, cells in found["rows"]])


def as_xlsx(name: str, headings: list[str], rows: Iterable[list[Cell]]) -> bytes:
    """A workbook of one sheet. A text is a text, whatever it begins with; nothing is calculated."""
    # Only here: those who write no workbook need not load it.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    book.properties.creator = None
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 18

    def cell(value: Any) -> Any:
        made = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            # Never a formula, and “2026-01” stays what it says when somebody types over it.
            made.data_type, made.number_format = "s", "@"
        return made

    lines: Iterable[Sequence[Cell]] = [headings, *rows]
    for line in lines:
        sheet.append([cell(value) for value in line])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
