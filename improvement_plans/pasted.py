"""Two columns as people paste or type them, period and value, read for a measure. Pure.

Nothing is guessed: a date that can be read in two ways is a question, and what cannot be read is a
fault that names its row and column. What is returned can be written as CSV and read again.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from improvement_plans.dates import DatesOfRows, NotOfThisKind, Order, Unclear
from improvement_plans.periods import Kind, Period

MOST_ROWS = 10_000
LARGEST = Decimal(1_000_000_000)
PLACES = Decimal("0.000001")
NOT_COLLECTED = frozenset({"", "not collected", "na", "n/a", "nan", "-", "–"})
NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d{1,14})?(\.\d{1,14})?", re.ASCII)
# What stands between a period and its value where there is no tab and no comma.
TYPED = re.compile(r"(.*\S)\s+(not collected|n/?a|\S+)", re.IGNORECASE)
HEADINGS = frozenset({"period", "day", "date", "week", "month", "quarter", "year"})
LONGEST_ECHO = 40
LONGEST_ROW = 500
COLUMNS = ("Period", "Value")


class Column(Enum):
    """The two columns, as an error names them."""

    PERIOD = "column 1 (period)"
    VALUE = "column 2 (value)"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell, and what to do."""

    row: int
    column: Column
    text: str

    def __str__(self) -> str:
        return f"Row {self.row:,}, {self.column.value}: {self.text}"


@dataclass(frozen=True, slots=True)
class Value:
    """One row: its number in what was sent, its period, and the value if one was collected."""

    row: int
    typed: str
    period: Period
    value: Decimal | None


@dataclass(slots=True)
class Sheet:
    """What was read: values, faults, and the question that one of its dates asks."""

    values: list[Value] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    question: Unclear | None = None
    # How dates such as 01/02/2026 were read, with the first of them; none if there was none.
    read_as: tuple[str, date] | None = None
    heading: str = ""
    # Which sheet of a workbook it was, where there are several.
    name: str = ""
    rounded: int = 0

    @property
    def as_csv(self) -> str:
        """The same rows without anything to ask about."""
        written = io.StringIO()
        rows = ((one.period.label, plain(one.value)) for one in self.values)
        csv.writer(written, lineterminator="\n").writerows(rows)
        return written.getvalue()


def read_sheet(
    text: str, kind: Kind, *, is_count: bool = False, order: Order | None = None
) -> Sheet:
    """Read the two columns of a text for a measure with periods of this kind.

    `order` is how a person said that dates such as 01/02/2026 are to be read.
    """
    sheet = Sheet()
    rows = _rows(text)
    if rows and _is_heading(rows[0]):
        sheet.heading = " and ".join(cell for cell in rows.pop(0)[1][:2] if cell)
    if not rows:
        sheet.faults.append(Fault(1, Column.PERIOD, "There is no row with a period and a value."))
    if len(rows) > MOST_ROWS:
        said = f"There are {len(rows):,} rows. Send {MOST_ROWS:,} or fewer at once."
        sheet.faults = [Fault(rows[MOST_ROWS][0], Column.PERIOD, said)]
        return sheet
    dates = DatesOfRows(kind, [cells[0] for _, cells in rows], order)
    sheet.question = dates.question
    _read_rows(rows, dates, sheet, is_count=is_count)
    sheet.read_as = dates.read_as
    return sheet


def as_text(rows: Iterable[tuple[int, list[str]]]) -> str:
    """Rows of a workbook as the text of two columns, each in the line of its number."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    at = 1
    for number, cells in rows:
        written.write("\n" * (number - at))
        writer.writerow(cells)
        at = number + 1
    return written.getvalue()


def plain(value: Decimal | None) -> str:
    """A value as a person types it: no noughts at its end, and nothing where none is."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_value(text: str, *, is_count: bool) -> Decimal | None:
    """The value that a text stands for; None for "not collected". Raises `ValueError`."""
    text = text.strip().removesuffix("%").rstrip()
    if text.lower() in NOT_COLLECTED:
        return None
    shown = f"“{text[:LONGEST_ECHO]}”"
    if not NUMBER.fullmatch(text) or not text.strip("+-"):
        raise ValueError(
            f"{shown} is not a number. Write it like 12 or 3.5, or leave it empty if it was not"
            " collected."
        )
    value = Decimal(text.replace(",", "")).quantize(PLACES)
    if abs(value) >= LARGEST:
        raise ValueError(f"{shown} is too large. Write a number below 1,000,000,000.")
    if is_count and (value < 0 or value != value.to_integral_value()):
        raise ValueError(f"{shown} is not a count. Write a whole number, such as 0 or 12.")
    return value


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The rows that are not empty, each with its number and its cells."""
    lines = text.removeprefix("\ufeff").splitlines()
    first = next((line for line in lines if line.strip()), "")
    separator = "\t" if "\t" in first else ";" if ";" in first and "," not in first else ","
    found = []
    for number, line in enumerate(lines, start=1):
        # What is longer is no row of two columns, and a fault wherever it ends.
        cells = [cell.strip() for cell in _cells(line[:LONGEST_ROW], separator)]
        if any(cells):
            found.append((number, cells))
    return found


def _cells(line: str, separator: str) -> list[str]:
    if separator not in line and (typed := TYPED.fullmatch(line.strip())):
        return list(typed.groups())
    return next(csv.reader([line], delimiter=separator), [])


def _is_heading(row: tuple[int, list[str]]) -> bool:
    """Whether a first row names its columns."""
    first = row[1][0].strip("'\"").lower()
    return any(first.startswith(word) for word in HEADINGS) and not any(map(str.isdigit, first))


def _read_rows(
    rows: list[tuple[int, list[str]]], dates: DatesOfRows, sheet: Sheet, *, is_count: bool
) -> None:
    seen: dict[Period, int] = {}
    for number, cells in rows:
        period = value = None
        try:
            period = dates.period(cells[0])
        except NotOfThisKind as error:
            sheet.faults.append(Fault(number, Column.PERIOD, str(error)))
        if period in seen:
            said = f"{cells[0][:LONGEST_ECHO]} is in row {seen[period]} already."
            sheet.faults.append(Fault(number, Column.PERIOD, said))
        try:
            value = read_value(_second(cells), is_count=is_count)
        except ValueError as error:
            sheet.faults.append(Fault(number, Column.VALUE, str(error)))
            continue
        if period is not None:
            seen.setdefault(period, number)
            sheet.rounded += _was_rounded(_second(cells), value)
            sheet.values.append(Value(number, cells[0], period, value))


def _second(cells: list[str]) -> str:
    """The value of a row. Raises `ValueError` where there are more columns than two."""
    if any(cells[2:]):
        raise ValueError(
            "There is something in a third column. Send two columns, period and value; a comma in "
            "a number needs quotation marks in a CSV file."
        )
    return cells[1] if len(cells) > 1 else ""


def _was_rounded(text: str, value: Decimal | None) -> bool:
    return value is not None and Decimal(text.strip().rstrip("% ").replace(",", "")) != value


def faults_first(sheet: Sheet, most: int) -> Iterator[str]:
    """The first faults as sentences, and how many more there are."""
    yield from map(str, sheet.faults[:most])
    if (more := len(sheet.faults) - most) > 0:
        yield f"There {'is' if more == 1 else 'are'} {more:,} more after these."
