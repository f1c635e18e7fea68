"""A series put in order and cut at its re-bases: what both kinds of chart begin with."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from improvement_plans.periods import Period, gaps
from improvement_plans.spc.exact import as_whole_numbers
from improvement_plans.spc.results import Observation


class NotASeries(ValueError):
    """Two values for one period, periods of several kinds, or a baseline of no points."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The observations between two re-bases: their places in the chart and their whole numbers.

    `present` are the places that have a value, `numbers` those values, and `is_next` says of each
    whether it follows the one before it without a gap.
    """

    number: int
    periods: list[Period]
    first_place: int
    present: list[int]
    numbers: list[int]
    is_next: list[bool]


@dataclass(frozen=True, slots=True)
class Series:
    """All stretches of a series, and what its whole numbers are to be divided by."""

    observations: list[Observation]
    scale: int
    stretches: list[Stretch]


def series_of(
    observations: Iterable[Observation], *, baseline: int | None, rebases: Iterable[Period]
) -> Series:
    """The observations in the order of their periods, cut before each re-base.

    Raises `NotASeries` for what cannot be one.
    """
    ordered = sorted(observations, key=lambda one: one.period.ordinal)
    periods = [one.period for one in ordered]
    cuts = sorted(set(rebases))
    _refuse_what_is_no_series(periods, cuts, baseline)
    numbers, scale = as_whole_numbers([one.value for one in ordered if one.value is not None])
    follows = [False, *(not gap for gap in gaps(periods))]
    stretches: list[Stretch] = []
    waiting = iter(numbers)
    # To begin anew where the series begins is to begin once.
    later_cuts = [cut.ordinal for cut in cuts if periods and cut > periods[0]]
    for place, one in enumerate(ordered):
        number = sum(cut <= one.period.ordinal for cut in later_cuts)
        if not stretches or stretches[-1].number != number:
            stretches.append(Stretch(number, [], place, [], [], []))
        stretch = stretches[-1]
        stretch.periods.append(one.period)
        if one.value is not None:
            is_next = follows[place] and bool(stretch.present) and stretch.present[-1] == place - 1
            stretch.present.append(place)
            stretch.numbers.append(next(waiting))
            stretch.is_next.append(is_next)
    return Series(ordered, scale, stretches)


def _refuse_what_is_no_series(
    periods: list[Period], cuts: list[Period], baseline: int | None
) -> None:
    if len({period.kind for period in (*periods, *cuts)}) > 1:
        raise NotASeries("The periods are not all of one kind")
    for before, after in pairwise(periods):
        if before.ordinal == after.ordinal:
            raise NotASeries(f"{after.label} is there twice")
    if baseline is not None and baseline < 1:
        raise NotASeries("A baseline has at least one point")
