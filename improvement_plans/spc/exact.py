"""Numbers without rounding: what a person typed, as whole numbers over one divisor."""

from collections.abc import Sequence
from decimal import Decimal
from math import lcm

Value = int | float | Decimal
# Far beyond any measure, and near enough that no whole number here grows out of hand.
LARGEST, SMALLEST = 1e100, 1e-100


class NotANumber(ValueError):
    """A value that is infinite, not a number, or of a size that nothing measured has."""


def as_whole_numbers(values: Sequence[Value]) -> tuple[list[int], int]:
    """The values times the least number that makes them all whole, and that number.

    A float stands for the shortest decimal that is written like it: 0.1 is one tenth.
    """
    ratios = [_ratio(value) for value in values]
    scale = lcm(*{bottom for _, bottom in ratios})
    return [top * (scale // bottom) for top, bottom in ratios], scale


def can_be_drawn(value: Value) -> bool:
    """Whether a value is a number, and of a size that something measured could have."""
    size = abs(value if isinstance(value, int) else float(value))
    return SMALLEST < size < LARGEST or size == 0


def _ratio(value: Value) -> tuple[int, int]:
    if not can_be_drawn(value):
        raise NotANumber(f"{value} cannot be drawn")
    if isinstance(value, float):
        value = Decimal(repr(value))
    return value.as_integer_ratio()
