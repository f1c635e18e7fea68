"""One signal, one number, one period, put into words."""

from collections.abc import Sequence
from dataclasses import dataclass

from improvement_plans.amounts import Measured, amount, places_of_calculated
from improvement_plans.periods import Kind
from improvement_plans.spc import Point, Rule, RunPoint, Signal, Variation

EVERY = {Kind.NUMBER: "time", Kind.NAME: "time"}
A_SIGN_OF = {
    Variation.IMPROVEMENT: "a sign of improvement",
    Variation.CONCERN: "a sign of change in the wrong direction, to look into",
    Variation.NEITHER: "a sign that something has changed",
}
THIS_WAY = {
    Variation.IMPROVEMENT: "in the direction that is wanted",
    Variation.CONCERN: "away from what is wanted, to look into",
    Variation.NEITHER: "a sign that something is changing",
}


@dataclass(frozen=True, slots=True)
class Saying:
    """Puts numbers, periods and signals of one chart into words."""

    measured: Measured
    places: int
    points: Sequence[Point | RunPoint]

    def amount(self, value: float, *, is_calculated: bool = False) -> str:
        """A value as it was typed; what is calculated has one more place."""
        places = places_of_calculated(self.places) if is_calculated else self.places
        return amount(value, places, self.measured.unit)

    def number(self, value: float) -> str:
        """A calculated number without its unit, but for a per cent sign."""
        unit = "%" if self.measured.unit == "%" else ""
        return amount(value, places_of_calculated(self.places), unit)

    @property
    def middle(self) -> str:
        return "average" if isinstance(self.points[0], Point) else "median"

    @property
    def every(self) -> str:
        """How often there is a value: month, week."""
        kind = self.points[0].period.kind
        return EVERY.get(kind, kind.value)

    def when(self, places: Sequence[int]) -> str:
        """From when to when a signal lasts; `since` where it has not ended."""
        first, last = self.period(places[0]), self.period(places[-1])
        if all(point.value is None for point in self.points[places[-1] + 1 :]):
            return f"since {first}"
        return f"from {first} to {last}"

    def period(self, place: int) -> str:
        return self.points[place].period.words

    def value(self, place: int) -> str:
        return self.amount(self.points[place].value or 0)


def outside_limits(places: Sequence[int], say: Saying, *, is_high: bool) -> str:
    limit = "above the upper" if is_high else "below the lower"
    told = [f"{say.period(place)} ({say.value(place)})" for place in places]
    values_are = "value" if len(told) == 1 else "values"
    return (
        f"The {values_are} of {listed(told)} {'is' if len(told) == 1 else 'are'} {limit} limit: "
        "that is unusual, so look into what happened."
    )


def shift(signal: Signal, say: Saying) -> str:
    where = "above" if signal.is_high else "below"
    when = say.when(signal.places)
    have = "have been" if when.startswith("since") else "were"
    return (
        f"{capital(when)}, {len(signal.places)} values in a row {have} {where} the {say.middle}, "
        f"which chance seldom does: {A_SIGN_OF[signal.meaning]}."
    )


def trend(signal: Signal, say: Saying) -> str:
    when = say.when(signal.places)
    is_now = when.startswith("since")
    now, then, name = (
        ("risen", "rose", "rising") if signal.is_high else ("fallen", "fell", "falling")
    )
    sides = {side(say.points[place]) for place in signal.places}
    still = ""
    if sides == {-1 if signal.is_high else 1}:
        where = "below" if signal.is_high else "above"
        still = f", though all of them are {'still ' if is_now else ''}{where} the {say.middle}"
    goes = "" if still and signal.meaning != Variation.IMPROVEMENT else THIS_WAY[signal.meaning]
    return (
        f"{capital(when)}, {len(signal.places)} values in a row {f'have {now}' if is_now else then}"
        f": a {name} trend{f', {goes}' if goes else ''}{still}."
    )


def side(point: Point | RunPoint) -> int:
    middle = point.mean if isinstance(point, Point) else point.median
    if point.value is None or middle is None:
        return 0
    return (point.value > middle) - (point.value < middle)


def near(signal: Signal, say: Saying) -> str:
    limit = "upper" if signal.is_high else "lower"
    better = {
        Variation.IMPROVEMENT: "an early sign of improvement, to watch",
        Variation.CONCERN: "an early sign of change in the wrong direction, to watch",
    }.get(signal.meaning, "an early sign of change, to watch")
    periods = listed([say.period(place) for place in signal.places])
    return f"The values of {periods} are close to the {limit} limit: {better}."


# In the order in which one tells of another's points as well.
SENTENCES = {Rule.TREND: trend, Rule.SHIFT: shift, Rule.TWO_OF_THREE: near}


def listed(parts: Sequence[str]) -> str:
    """One, two and three."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]


def values(count: int) -> str:
    return f"{count} value{'' if count == 1 else 's'}"


def capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
