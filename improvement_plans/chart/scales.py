"""The upright axis: which numbers stand there, and where a value is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isclose, log10

from improvement_plans.amounts import figure

STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """From a lowest to a highest number, in steps that people count in."""

    low: float
    high: float
    step: float
    top: float
    bottom: float

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.bottom - share * (self.bottom - self.top), 2)

    def ticks(self) -> list[tuple[float, str]]:
        places = max(0, 1 - floor(log10(self.step)))
        count = round((self.high - self.low) / self.step)
        numbers = (self.low + self.step * place for place in range(count + 1))
        return [(self.y(number), figure(number, places)) for number in numbers]


def scale_of(
    numbers: Sequence[float], *, from_zero: bool, top: float, bottom: float, highest: float | None
) -> Scale:
    """A scale that holds all numbers; with nought, unless a person chose otherwise.

    Around a single number there is room for one more on both sides, but not above `highest`.
    """
    low = min((*numbers, 0) if from_zero else numbers)
    high = max((*numbers, 0) if from_zero else numbers)
    if isclose(low, high):
        low, high = (low - 1, high + 1) if not from_zero else (0, 1)
        high = high if highest is None else min(high, highest)
    step = _step((high - low) / max(2, (bottom - top) // 48))
    low, high = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step
    return Scale(low, high, step, top, bottom)


def _step(at_least: float) -> float:
    power = 10 ** floor(log10(at_least))
    return next(step * power for step in STEPS if step * power >= at_least * (1 - 1e-9))
