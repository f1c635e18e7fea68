"""Periods as people write them: 1 Feb 2026, 01/02/2026, Feb-26, 2026-W05, Q1 2026/27. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from improvement_plans.periods import Kind, NotAPeriod, Period, period_from, read_period

MONTH_NAMES = {
    name: number
    for number, long_name in enumerate(
        (
            "january", "february", "march", "april", "may", "june", "july", "august",
            "september", "october", "november", "december",
        ),
        start=1,
    )
    for name in (long_name, long_name[:3], long_name[:4])
}  # fmt: skip
# Nothing that a plan measures lies outside.
YEARS = range(1950, 2101)
EXAMPLES = {
    Kind.DAY: "2026-03-31, 31/03/2026 or 31 March 2026",
    Kind.WEEK: "2026-W14, or any day of the week, such as 30/03/2026",
    Kind.MONTH: "2026-03, March 2026, Mar-26 or 01/03/2026",
    Kind.QUARTER: "2026-Q1 (January to March), Q4 2025/26, or a month of it such as March 2026",
}
# Which kinds of period can stand for one of another kind, because they lie in it.
LIES_IN = {
    Kind.DAY: {Kind.DAY},
    Kind.WEEK: {Kind.WEEK, Kind.DAY},
    Kind.MONTH: {Kind.MONTH, Kind.DAY},
    Kind.QUARTER: {Kind.QUARTER, Kind.MONTH, Kind.DAY},
}
LONGEST_ECHO = 40
SEP = r"[\s/.-]+"
IN_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", re.ASCII)
DAY_IN_WORDS = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?{SEP}([a-z]+),?{SEP}(\d{{4}}|\d{{2}})", re.ASCII
)
MONTH_IN_WORDS = re.compile(rf"([a-z]+)(?:{SEP})?['’]?(\d{{4}}|\d{{2}})", re.ASCII)
MONTH_IN_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{4})", re.ASCII)
YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2}))?", re.ASCII)
CALENDAR_QUARTER = re.compile(r"q([1-4])[\s/-]*(\d{4})|(\d{4})[\s/-]*q([1-4])", re.ASCII)
# The financial year of the NHS begins in April.
NHS_QUARTER = re.compile(r"q([1-4])\s*(\d{4})[/-](\d{2})|(\d{4})[/-](\d{2})\s*q([1-4])", re.ASCII)
# What spreadsheets and people put around a date.
AROUND = re.compile(r"^(w/c|week commencing|week beginning|week of)\s+|\s+00:00(:00)?$")


class Order(StrEnum):
    """Which way round the day and the month of 01/02/2026 stand."""

    DAY_FIRST = "day"
    MONTH_FIRST = "month"


class NotOfThisKind(ValueError):
    """A text that is no period of a measure; says how to write one."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """A date that can be read in two ways, and both."""

    text: str
    day_first: date
    month_first: date


@dataclass(frozen=True)
class DatesOfRows:
    """The periods of one column. How its dates are to be read is decided once for all of them.

    A person decides, or a date that can be read in one way only; without either it is asked.
    """

    kind: Kind
    texts: Sequence[str]
    said: Order | None = None

    def period(self, text: str) -> Period:
        """The period of the measure that a cell stands for. Raises `NotOfThisKind`."""
        shown = f"“{text[:LONGEST_ECHO]}”"
        found = self._read(text)
        if found is None:
            raise NotOfThisKind(f"{shown} is not a period. Write it like {EXAMPLES[self.kind]}.")
        day = found.first_day
        if day is None or day.year not in YEARS:
            raise NotOfThisKind(f"{shown} is not between {YEARS[0]} and {YEARS[-1]}.")
        if found.kind not in LIES_IN[self.kind]:
            raise NotOfThisKind(
                f"{shown} is a {found.kind}, and this measure has one value for each "
                f"{self.kind}. Write it like {EXAMPLES[self.kind]}."
            )
        return period_from(self.kind, day)

    @cached_property
    def unclear(self) -> list[Unclear]:
        """The dates that can be read in two ways."""
        found = []
        for text in self.texts:
            both = _both_ways(text)
            if both and None not in both and both[0] != both[1]:
                found.append(Unclear(text.strip(), *both))  # type: ignore[arg-type]
        return found

    @cached_property
    def order(self) -> Order | None:
        """As a person said, or as the dates say that can be read in one way only."""
        if self.said:
            return self.said
        ways = {
            Order.DAY_FIRST if both[0] else Order.MONTH_FIRST
            for both in map(_both_ways, self.texts)
            if both and (both[0] is None) != (both[1] is None)
        }
        return ways.pop() if len(ways) == 1 else None

    @property
    def question(self) -> Unclear | None:
        """What to ask once, if there is something to ask."""
        return self.unclear[0] if self.unclear and self.order is None else None

    @property
    def read_as(self) -> tuple[str, date] | None:
        """The first date that could be read in two ways, and how it was."""
        if not self.unclear or self.order is None:
            return None
        first = self.unclear[0]
        day = first.day_first if self.order == Order.DAY_FIRST else first.month_first
        return first.text, day

    def _read(self, text: str) -> Period | None:
        if both := _both_ways(text):
            # While it is asked about, either reading does.
            day = both[0] if (self.order or Order.DAY_FIRST) == Order.DAY_FIRST else both[1]
            day = day if day or self.order else both[1]
            return period_from(Kind.DAY, day) if day else None
        return read_any(text)


def read_any(text: str) -> Period | None:
    """A period that can be read in one way only; None if it is none."""
    text = AROUND.sub("", " ".join(text.lower().split()))
    try:
        found = read_period(text.upper())
    except NotAPeriod:
        found = None
    if found is not None and found.first_day:
        return found
    for pattern, reader in READERS:
        if match := pattern.fullmatch(text):
            try:
                return reader(*[part for part in match.groups() if part is not None])
            except (ValueError, KeyError):
                return None
    return None


def _both_ways(text: str) -> tuple[date | None, date | None] | None:
    """The day that figures such as 01/02/2026 are, day first and month first."""
    match = IN_FIGURES.fullmatch(AROUND.sub("", " ".join(text.lower().split())))
    if match is None:
        return None
    first, second, year = match.groups()
    return _day(year, second, first), _day(year, first, second)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(_year(year), int(month), int(day))
    except ValueError:
        return None


def _year(text: str) -> int:
    """A year; of two figures, one of this century."""
    return int(text) + (2000 if len(text) == 2 else 0)


def _day_in_words(day: str, month: str, year: str) -> Period:
    return period_from(Kind.DAY, date(_year(year), MONTH_NAMES[month], int(day)))


def _month_in_words(month: str, year: str) -> Period:
    return period_from(Kind.MONTH, date(_year(year), MONTH_NAMES[month], 1))


def _month_in_figures(month: str, year: str) -> Period:
    return period_from(Kind.MONTH, date(int(year), int(month), 1))


def _year_first(year: str, month: str, day: str = "") -> Period:
    kind = Kind.DAY if day else Kind.MONTH
    return period_from(kind, date(int(year), int(month), int(day or 1)))


def _calendar_quarter(first: str, second: str) -> Period:
    quarter, year = sorted((first, second), key=len)
    return period_from(Kind.QUARTER, date(int(year), int(quarter) * 3, 1))


def _nhs_quarter(*parts: str) -> Period:
    quarter, end, year = sorted(parts, key=len)
    if (int(year) + 1) % 100 != int(end):
        raise ValueError(f"{year}/{end} is no financial year")
    month = int(quarter) * 3 + 1
    return period_from(Kind.QUARTER, date(int(year) + month // 13, (month - 1) % 12 + 1, 1))


READERS: list[tuple[re.Pattern[str], Callable[..., Period]]] = [
    (NHS_QUARTER, _nhs_quarter),
    (CALENDAR_QUARTER, _calendar_quarter),
    (DAY_IN_WORDS, _day_in_words),
    (MONTH_IN_WORDS, _month_in_words),
    (MONTH_IN_FIGURES, _month_in_figures),
    (YEAR_FIRST, _year_first),
]
