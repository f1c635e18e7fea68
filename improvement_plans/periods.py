"""The periods that values belong to: days, weeks, months, quarters, whole numbers, or any names.

Pure. A period knows its place among others of its kind, and `gaps` says between which neighbours
one is missing.
"""

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from math import gcd


class Kind(StrEnum):
    """What sort of period. Names (`Ward A`, `Before`) have no order but that of their file."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    NUMBER = "number"
    NAME = "name"


class NotAPeriod(ValueError):
    """The text looks like a date and is none that this module reads."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period. Its ordinal counts days, weeks, months or quarters; one more is the next."""

    kind: Kind
    ordinal: int
    label: str = field(compare=False)

    @property
    def first_day(self) -> date | None:
        """The day it begins; numbers and names have none."""
        return FIRST_DAY[self.kind](self.ordinal) if self.kind in FIRST_DAY else None

    @property
    def words(self) -> str:
        """As a sentence says it: March 2026, 3 March 2026, the week of 2 March 2026."""
        day = self.first_day
        if day is None:
            return self.label
        if self.kind == Kind.QUARTER:
            return f"quarter {self.ordinal % 4 + 1} of {day.year}"
        month = f"{day:%B} {day.year}"
        if self.kind == Kind.MONTH:
            return month
        return f"{'the week of ' if self.kind == Kind.WEEK else ''}{day.day} {month}"


def _week_start(ordinal: int) -> date:
    return date.fromordinal(ordinal * 7 + 1)  # the first day of the year 1 was a Monday


FIRST_DAY: dict[Kind, Callable[[int], date]] = {
    Kind.DAY: date.fromordinal,
    Kind.WEEK: _week_start,
    Kind.MONTH: lambda ordinal: date(ordinal // 12, ordinal % 12 + 1, 1),
    Kind.QUARTER: lambda ordinal: date(ordinal // 4, ordinal % 4 * 3 + 1, 1),
}
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
MONTH = re.compile(r"(\d{4})-(\d\d)")
WEEK = re.compile(r"(\d{4})-W(\d\d)", re.IGNORECASE)
QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.IGNORECASE)
NUMBER = re.compile(r"\d{1,9}")
# How many periods a grid asks for after the newest.
NEXT_PERIODS = 3
# What was meant as a date must not pass as a name.
LIKE_A_DATE = re.compile(r"\d{4}-.*|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.*")


def month(first_day: date) -> Period:
    """The month that a day lies in."""
    return Period(Kind.MONTH, first_day.year * 12 + first_day.month - 1, f"{first_day:%Y-%m}")


def period_from(kind: Kind, first_day: date) -> Period:
    """The day, week, month or quarter that a day lies in, with its usual label."""
    ordinal = ORDINAL[kind](first_day)
    begins = FIRST_DAY[kind](ordinal)
    return Period(kind, ordinal, LABEL[kind](begins))


def to_fill_in(kind: Kind, newest: Period | None, today: date) -> list[Period]:
    """The next periods after the newest that has data; without any, the last twelve."""
    first = newest.ordinal + 1 if newest else period_from(kind, today).ordinal - 11
    count = NEXT_PERIODS if newest else 12
    return [period_from(kind, FIRST_DAY[kind](first + place)) for place in range(count)]


def _week_label(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


ORDINAL: dict[Kind, Callable[[date], int]] = {
    Kind.DAY: date.toordinal,
    Kind.WEEK: lambda day: (day.toordinal() - 1) // 7,
    Kind.MONTH: lambda day: day.year * 12 + day.month - 1,
    Kind.QUARTER: lambda day: day.year * 4 + (day.month - 1) // 3,
}
LABEL: dict[Kind, Callable[[date], str]] = {
    Kind.DAY: date.isoformat,
    Kind.WEEK: _week_label,
    Kind.MONTH: lambda day: f"{day.year:04}-{day.month:02}",
    Kind.QUARTER: lambda day: f"{day.year:04}-Q{(day.month + 2) // 3}",
}


def named(label: str, place: int) -> Period:
    """A period that has only a name, and its place in the order it came in."""
    return Period(Kind.NAME, place, label)


def read_period(label: str) -> Period | None:
    """The period that a text stands for: `2026-01`, `2026-01-15`, `2026-W03`, `2026-Q1` or `7`.

    None for any other text, which can still be a name. Raises `NotAPeriod` for what looks like a
    date and cannot be read for certain, such as `2026-13` or `01/02/2026`.
    """
    for kind, pattern, ordinal in READERS:
        if found := pattern.fullmatch(label):
            try:
                period = Period(kind, ordinal(*map(int, found.groups())), label)
                _ = period.first_day  # asked for: it fails in the year 0
            except ValueError:
                break
            return period
    if NUMBER.fullmatch(label):
        return Period(Kind.NUMBER, int(label), label)
    if LIKE_A_DATE.fullmatch(label):
        raise NotAPeriod(label)
    return None


READERS: list[tuple[Kind, re.Pattern[str], Callable[..., int]]] = [
    (Kind.DAY, DAY, lambda year, month, day: date(year, month, day).toordinal()),
    (Kind.MONTH, MONTH, lambda year, month: date(year, month, 1).year * 12 + month - 1),
    (Kind.WEEK, WEEK, lambda year, week: date.fromisocalendar(year, week, 1).toordinal() // 7),
    (Kind.QUARTER, QUARTER, lambda year, quarter: year * 4 + quarter - 1),
]


def gaps(periods: Sequence[Period]) -> list[bool]:
    """Between which neighbours, of periods in their order, at least one period is missing.

    The step is the greatest that fits all distances, so that every third month is a quarterly
    series without gaps. Days are read as months where they are the same day of each month, and
    without week-ends where there are none. A step that fewer than half of the distances have is
    none at all: days on which something happened are no series with gaps.
    """
    kind = periods[0].kind if periods else Kind.NAME
    if kind == Kind.NAME:
        return [False] * max(0, len(periods) - 1)
    places = [period.ordinal for period in periods]
    distances = _differences(_places_of_days(places) if kind == Kind.DAY else places)
    step = gcd(*distances)
    is_regular = kind not in (Kind.DAY, Kind.NUMBER) or 2 * distances.count(step) > len(distances)
    return [is_regular and distance > step for distance in distances]


def _places_of_days(ordinals: Sequence[int]) -> list[int]:
    """Days as months where they look like months, as working days where no other occurs."""
    days = [date.fromordinal(ordinal) for ordinal in ordinals]
    if len({day.day for day in days}) == 1 or all(_ends_month(day) for day in days):
        return [day.year * 12 + day.month for day in days]
    if all(day.weekday() < 5 for day in days):
        return [(ordinal - 1) // 7 * 5 + (ordinal - 1) % 7 for ordinal in ordinals]
    return list(ordinals)


def _ends_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _differences(places: Sequence[int]) -> list[int]:
    return [later - earlier for earlier, later in itertools.pairwise(places)]
