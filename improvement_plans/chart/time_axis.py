"""The axis of periods: where each is drawn, and which of them are named."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import gcd

from improvement_plans.chart.shapes import Tick
from improvement_plans.periods import FIRST_DAY, Kind, Period

DIGIT = 7.2  # the width of a figure in the size that axes are written in
SPACE_BETWEEN = 10
# The room of a month and of a year, which stands under it.
YEAR = 4 * DIGIT + SPACE_BETWEEN
DAY = 6 * DIGIT + SPACE_BETWEEN
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240)
DAY_STEPS = (1, 2, 7, 14)
WEEK_STEPS = (1, 2, 4)
LONGEST_NAME = 12


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Periods in their order, spread evenly between left and right."""

    periods: Sequence[Period]
    left: float
    right: float

    @property
    def first(self) -> int:
        return self.periods[0].ordinal if self.periods else 0

    @property
    def span(self) -> int:
        return self.periods[-1].ordinal - self.first if self.periods else 0

    def x(self, ordinal: float) -> float:
        if not self.span:
            return (self.left + self.right) / 2
        return round(self.left + (self.right - self.left) * (ordinal - self.first) / self.span, 2)

    @property
    def step(self) -> int:
        """How far neighbours are apart, in periods."""
        places = [period.ordinal for period in self.periods]
        return gcd(*(b - a for a, b in pairwise(places))) or 1

    @property
    def spacing(self) -> float:
        """How far neighbours are apart, in pixels."""
        return (self.right - self.left) * self.step / (self.span or 1)

    def ticks(self) -> list[Tick]:
        """As many names of periods as fit beside each other."""
        if not self.periods:
            return []
        kind = self.periods[0].kind
        if kind in (Kind.NAME, Kind.NUMBER):
            return self._plain_ticks()
        if kind in (Kind.MONTH, Kind.QUARTER):
            return self._calendar_ticks(kind)
        return self._day_ticks(kind)

    def _fits(self, step: int, width: float) -> bool:
        return self.span == 0 or step * (self.right - self.left) / self.span >= width

    def _plain_ticks(self) -> list[Tick]:
        labels = {p.ordinal: _short(p.label) for p in self.periods}
        is_number = self.periods[0].kind == Kind.NUMBER
        width = max(map(len, labels.values())) * DIGIT + SPACE_BETWEEN
        # The first and the last name may begin or end at the edge, and reach further in.
        width *= 1 if is_number else 1.5
        steps = (m * 10**power for power in range(10) for m in (1, 2, 5))
        step = next(step for step in steps if self._fits(step, width))
        ordinals = range(self.first, self.first + self.span + 1)
        if is_number:
            labels = {o: str(o) for o in ordinals if step == 1 or o % step == 0}
        return [
            Tick(self.x(o), label)
            for o, label in labels.items()
            if is_number or (o - self.first) % step == 0
        ]

    def _calendar_ticks(self, kind: Kind) -> list[Tick]:
        a_year = 12 if kind == Kind.MONTH else 4
        candidates = MONTH_STEPS if kind == Kind.MONTH else tuple(s // 3 for s in MONTH_STEPS[2:])
        step = next(
            (s for s in candidates if s % self.step == 0 and self._fits(s, YEAR)),
            candidates[-1],
        )
        # Months of a quarterly series are named where there are points, others from January.
        rest = self.first % self.step
        start = self.first + (rest - self.first) % step
        chosen = range(start, self.first + self.span + 1, step)
        days = [(o, FIRST_DAY[kind](o)) for o in chosen or [self.first]]
        if step % a_year == 0 and rest == 0:
            return [Tick(self.x(o), str(day.year)) for o, day in days]
        return self._with_years(
            (o, day, f"Q{o % 4 + 1}" if kind == Kind.QUARTER else f"{day:%b}") for o, day in days
        )

    def _day_ticks(self, kind: Kind) -> list[Tick]:
        per_day = 1 / 7 if kind == Kind.WEEK else 1
        for step in WEEK_STEPS if kind == Kind.WEEK else DAY_STEPS:
            if self._fits(step, DAY):
                days = (
                    (o, FIRST_DAY[kind](o))
                    for o in range(self.first, self.first + self.span + 1, step)
                )
                return self._with_years((o, day, f"{day.day} {day:%b}") for o, day in days)
        days_shown = self.span / per_day
        room = (self.right - self.left) / days_shown * 30.4
        step = next(s for s in MONTH_STEPS if s * room >= YEAR or s == 240)
        firsts = self._firsts_of_months(kind, step, per_day)
        if step % 12 == 0:
            return [Tick(self.x(o), str(day.year)) for o, day in firsts]
        return self._with_years((o, day, f"{day:%b}") for o, day in firsts)

    def _firsts_of_months(
        self, kind: Kind, step: int, per_day: float
    ) -> Iterator[tuple[float, date]]:
        begins = FIRST_DAY[kind](self.first)
        number = begins.year * 12 + begins.month - 1 + (begins.day > 1)
        number += -number % step
        while True:
            day = date(number // 12, number % 12 + 1, 1)
            place = self.first + (day - begins).days * per_day
            if place > self.first + self.span:
                return
            yield place, day
            number += step

    def _with_years(self, named: Iterable[tuple[float, date, str]]) -> list[Tick]:
        """The year under the first name of each year."""
        ticks: list[Tick] = []
        last_year = 0
        for ordinal, day, label in named:
            ticks.append(
                Tick(self.x(ordinal), label, str(day.year) if day.year != last_year else "")
            )
            last_year = day.year
        return ticks


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_NAME else f"{label[: LONGEST_NAME - 1]}…"
