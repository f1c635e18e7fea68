"""Numbers of a measure as people write them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

MOST_PLACES = 4


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measure is called, the unit of its values (%, days, per 1,000 bed days), and bounds.

    `lowest` and `highest` are what its values can be at all: no count is under 0, no share over
    100. Limits beyond them are calculated, and neither drawn nor said.
    """

    name: str
    unit: str = ""
    lowest: float | None = 0
    highest: float | None = None


def places_of(values: Iterable[float]) -> int:
    """How many decimal places the most exact of these values has, up to four."""
    exponents = (Decimal(repr(value)).normalize().as_tuple().exponent for value in values)
    return min(MOST_PLACES, max((0, *(-e for e in exponents if isinstance(e, int)))))


def places_of_calculated(places: int) -> int:
    """What is calculated from values of so many places has one more, and two are enough."""
    return min(places + 1, max(places, 2))


def figure(value: float, places: int) -> str:
    """A number with commas and without noughts at its end: 1,204.5."""
    text = f"{value:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if places else text
    return "0" if text == "-0" else text.replace("-", "−")


def amount(value: float, places: int, unit: str) -> str:
    """A number with its unit: 12.5%, 6.2 per 1,000 bed days."""
    number = figure(value, places)
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}".rstrip()
