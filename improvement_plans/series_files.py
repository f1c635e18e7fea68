"""A file of `period,value` rows read into a series, and a chart written as `chart.csv`. Pure."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from improvement_plans.periods import Kind, NotAPeriod, Period, named, read_period
from improvement_plans.spc import Observation, Point, XmrChart, can_be_drawn

COLUMNS = (
    "period",
    "value",
    "segment",
    "mean",
    "lower_limit",
    "upper_limit",
    "outside_limits",
    "shift",
    "trend",
    "two_of_three",
    "variation",
)
NOT_COLLECTED = frozenset({"", "not collected", "na", "n/a", "nan"})
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?", re.IGNORECASE | re.ASCII)
FORMS = "2026-01, 2026-01-15, 2026-W03 or 2026-Q1"
# A row that goes on for longer than this is not one of two columns.
LONGEST_VALUE = 60


class FileError(ValueError):
    """What is wrong with a file, in one sentence, with the line where it can be seen."""


def read_series(content: bytes) -> list[Observation]:
    """The observations of a file whose first two columns are `period` and `value`.

    Further columns are ignored, so that a `chart.csv` can be read again. Raises `FileError`.
    """
    lines = _rows(content)
    _refuse_other_columns(next(lines, (1, [])))
    rows = [(number, *_cells(number, row)) for number, row in lines]
    if not rows:
        raise FileError("There is no row under period,value.")
    periods = _periods([(number, label) for number, label, _ in rows])
    return [
        Observation(period, _value(number, value))
        for period, (number, _, value) in zip(periods, rows, strict=True)
    ]


def period_of(label: str, observations: Sequence[Observation]) -> Period:
    """The period that a person named, as one of this series. Raises `FileError`."""
    periods = sorted(one.period for one in observations)
    found = next((period for period in periods if period.label == label), None) or _read(label)
    if found is None or found.kind != periods[0].kind:
        raise FileError(f"“{label}” is not a period like those of the file.")
    if not periods[0] <= found <= periods[-1]:
        raise FileError(f"“{label}” is not within the periods of the file.")
    return found


def chart_csv(chart: XmrChart) -> str:
    """An XmR chart as the rows of `chart.csv`; numbers to their last digit, flags 0 or 1."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(point) for point in chart.points)
    return written.getvalue()


def _row(point: Point) -> list[str | int]:
    return [
        point.period.label,
        _number(point.value),
        point.segment,
        _number(point.mean),
        _number(point.lower_limit),
        _number(point.upper_limit),
        int(point.outside_limits),
        int(point.shift),
        int(point.trend),
        int(point.two_of_three),
        point.variation or "",
    ]


def _number(value: float | None) -> str:
    return "" if value is None else repr(value)


def _rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line it begins on."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileError(f"Line {line}: the file is not UTF-8. Save it as CSV UTF-8.") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield begins, [cell.strip() for cell in row]
            begins = reader.line_num + 1
    except csv.Error as error:
        raise FileError(f"Line {begins}: this is not CSV ({error}).") from None


def _refuse_other_columns(first: tuple[int, list[str]]) -> None:
    number, row = first
    if [cell.lower() for cell in row[:2]] != ["period", "value"]:
        raise FileError(f"Line {number}: the first line must be period,value.")


def _cells(number: int, row: list[str]) -> tuple[str, str]:
    if len(row) < 2:
        raise FileError(f"Line {number}: there is no second column.")
    if not row[0]:
        raise FileError(f"Line {number}: the period is missing.")
    return row[0], row[1]


def _value(number: int, text: str) -> Decimal | None:
    if text.lower() in NOT_COLLECTED:
        return None
    if NUMBER.fullmatch(text) and len(text) <= LONGEST_VALUE and can_be_drawn(Decimal(text)):
        return Decimal(text)
    raise FileError(f"Line {number}: “{text[:LONGEST_VALUE]}” is not a number.")


def _periods(labels: list[tuple[int, str]]) -> list[Period]:
    """All of one kind and each once; names, if the first is one, in the order of the file."""
    kind: Kind | None = None
    seen: dict[object, int] = {}
    periods: list[Period] = []
    for place, (number, label) in enumerate(labels):
        try:
            period = _read(label) or named(label, place)
        except FileError as error:
            raise FileError(f"Line {number}: {error}") from None
        kind = kind or period.kind
        if period.kind != kind:
            raise FileError(f"Line {number}: “{label}” is not a {kind} like the rows above it.")
        key = label if kind == Kind.NAME else period.ordinal
        if key in seen:
            raise FileError(f"Line {number}: {label} is on line {seen[key]} already.")
        seen[key] = number
        periods.append(period)
    return periods


def _read(label: str) -> Period | None:
    try:
        return read_period(label)
    except NotAPeriod:
        raise FileError(f"“{label}” is not a period. Write it like {FORMS}.") from None
