"""Series for the tests of charts."""

from collections.abc import Sequence
from decimal import Decimal

from improvement_plans.periods import Kind, Period
from improvement_plans.spc import Observation, Value

NOTHING = None


def month_number(number: int) -> Period:
    """The months from January 2024 on, from 0."""
    year, month = divmod(number, 12)
    return Period(Kind.MONTH, 2024 * 12 + number, f"{2024 + year}-{month + 1:02}")


def monthly(values: Sequence[Value | None]) -> list[Observation]:
    return [Observation(month_number(place), value) for place, value in enumerate(values)]


def tenths(*values: str) -> list[Decimal]:
    return [Decimal(value) for value in values]
