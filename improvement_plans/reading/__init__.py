"""What a chart says, in plain English. Pure: a chart and a few words in, sentences out.

It says what an analyst would: what is usual, what changed and when, what a target is likely to
see, and when it is too soon to say. One value outside the limits is unusual, and never an
improvement.
"""

from dataclasses import dataclass

from improvement_plans.amounts import Measured, places_of
from improvement_plans.reading.run import read_run
from improvement_plans.reading.words import Saying
from improvement_plans.reading.xmr import read_xmr
from improvement_plans.spc import RunChart, XmrChart

__all__ = ["Reading", "read_chart"]


@dataclass(frozen=True, slots=True)
class Reading:
    """The sentences under a chart, the most important first."""

    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(self.sentences)


def read_chart(chart: XmrChart | RunChart, measured: Measured) -> Reading:
    """The reading of either kind of chart."""
    values = [point.value for point in chart.points if point.value is not None]
    if not values:
        return Reading((f"{measured.name}: there are no values yet.",))
    say = Saying(measured, places_of(values), chart.points)
    if isinstance(chart, XmrChart):
        return Reading(tuple(read_xmr(chart, say)))
    return Reading(tuple(read_run(chart, say)))
