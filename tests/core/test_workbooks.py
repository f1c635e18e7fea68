"""Workbooks that somebody sends: read, or refused with the row where something is wrong."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import numbers

from core import own_process, workbook_process, workbooks
from core.workbook_process import Unreadable, read

CELL = '<row r="{0}"><c r="A{0}" t="str"><v>2026-01</v></c><c r="B{0}"><v>{0}</v></c></row>'
SHEET = (
    '<?xml version="1.0"?>{0}<worksheet xmlns='
    '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1"/><sheetData>{1}</sheetData>'
    "</worksheet>"
)


def book(*rows: list[Any], name: str = "Values") -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    sheet: Any = made.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def with_sheet(xml: str) -> bytes:
    """A workbook whose first sheet is this text."""
    written, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(saved(book(["Period", "Value"]))))
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            is_sheet = part.endswith("sheet1.xml")
            target.writestr(part, xml if is_sheet else source.read(part))
    return written.getvalue()


def refused(data: bytes, most_rows: int = 10) -> str:
    with pytest.raises(Unreadable) as problem:
        read(data, most_rows)
    return str(problem.value)


def test_cells_are_read_as_a_person_would_have_typed_them() -> None:
    rows: list[list[Any]] = [
        ["Month", "Falls"],
        [datetime(2026, 2, 1, 13, 0), 3],  # noqa: DTZ001 - a cell knows no zone
        [date(2026, 3, 1), 0.1 + 0.2],
        [],
        ["01/04/2026", 0.855, None, "why"],
        ["May\n2026 ", True],
        ["2026-06", "=SUM(A1:A2)"],
        ["2026-07", 1e-20],
        [timedelta(hours=2), 1e300],
    ]
    made = book(*rows)
    made.active["B5"].number_format = numbers.FORMAT_PERCENTAGE_00  # type: ignore[index]
    made.create_sheet("Notes")
    found = read(saved(made), 10)
    assert (found["sheet"], found["sheets"]) == ("Values", 2)
    assert found["rows"] == [
        (1, ["Month", "Falls"]), (2, ["2026-02-01", "3"]), (3, ["2026-03-01", "0.3"]),
        (5, ["01/04/2026", "85.5%", "", "why"]), (6, ["May 2026", "TRUE"]),
        (7, ["2026-06", "a formula without a result"]), (8, ["2026-07", "0"]),
        (9, ["2:00:00", f"1{'0' * 300}"]),
    ]  # fmt: skip
    assert read(saved(book(["a"])), 10)["rows"] == [(1, ["a", ""])]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (lambda: with_sheet(SHEET.format("", "".join(CELL.format(n) for n in range(1, 100_001)))), "Row 11: there are more than 10 rows before it."),
        (lambda: with_sheet(SHEET.format("", f"{CELL.format(1)}<!--{' ' * 99_000}--><row><")), "After row 1: this workbook is damaged."),
        (lambda: with_sheet(SHEET.format("", CELL.format(10**9))), "Row 301: no table of values goes on as far as this."),
        (lambda: with_sheet(SHEET.format(f'<!DOCTYPE a [<!ENTITY a "{"a" * 9999}">{"".join(f"<!ENTITY {b} %s>" % repr(f"&{a};" * 99) for a, b in zip("abcde", "bcdef", strict=True))}]>', '<row r="1"><c t="str"><v>&f;</v></c></row>')), "This workbook is damaged."),
        (lambda: with_sheet(" " * 10_100_000), "This workbook unpacks to far more"),
        (lambda: saved(book(["a"]))[:2000], "This workbook is damaged."),
        (lambda: b"PK\x03\x04 a workbook", "This workbook is damaged."),
        (lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "This workbook is protected by a password."),
        (lambda: b"\xd0\xcf\x11\xe0 old", "This is an older workbook (.xls)."),
    ],
    ids=["100,000 rows", "broken off", "far below", "a billion laughs", "a bomb", "cut", "no zip", "locked", "old"],
)  # fmt: skip
def test_a_hostile_workbook_is_refused_with_the_row_where_there_is_one(
    data: Callable[[], bytes], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_process, "LAST_ROW", 300)
    monkeypatch.setattr(workbook_process, "MOST_UNPACKED", 10_000_000)
    assert refused(data()).startswith(said)


def test_a_workbook_is_read_in_a_process_that_may_end_as_it_likes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = [["2026-01", "9" * 1000]]
    assert workbooks.read(saved(book(["2026-01", "9" * 10_000_000])), most_rows=3) == (
        workbooks.Sent("Values", 1, [(1, row[0])])
    )
    monkeypatch.setattr("core.own_process.sys.executable", "/bin/false")
    with pytest.raises(Unreadable, match="unpacks to far more"):
        workbooks.read(b"", most_rows=3)
    monkeypatch.setattr(own_process, "SECONDS_TO_READ", 0.01)
    for _ in range(2):
        own_process._readers.acquire()
    with pytest.raises(Unreadable, match="Send yours again in a minute"):
        workbooks.read(b"", most_rows=3)
    for _ in range(2):
        own_process._readers.release()


def test_what_is_written_runs_nothing_names_nobody_and_is_read_again() -> None:
    made = workbooks.as_xlsx(
        "Values", ["Period", "Value"], [["=1+1", Decimal("1200.5")], ["2026-02", None]]
    )
    assert read(made, 10)["rows"] == [
        (1, ["Period", "Value"]), (2, ["=1+1", "1200.5"]), (3, ["2026-02", ""]),
    ]  # fmt: skip
    opened = openpyxl.load_workbook(io.BytesIO(made))
    sheet: Any = opened["Values"]
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [("=1+1", "s"), (1200.5, "n")]
    assert (
        opened.sheetnames,
        zipfile.ZipFile(io.BytesIO(made)).read("docProps/core.xml").count(b"creator"),
    ) == (["Values"], 0)
