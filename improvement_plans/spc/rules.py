"""The rules of special cause, each on its own, over the points present of one segment.

They are those of NHS England's Making Data Count: 7 points on one side of the mean, 7 rising or
falling, and 2 of 3 near a limit. Points outside the limits need no rule but a comparison. What
goes in are signs: 1 above the mean, -1 below it, 0 exactly on it.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from improvement_plans.spc.results import Assurance, Variation, Wanted

SHIFT_LENGTH = 7
TREND_LENGTH = 7
# A stretch of points: the first, and the one after the last.
Stretch = tuple[int, int]


def sign(number: int) -> int:
    return (number > 0) - (number < 0)


def runs(signs: Sequence[int]) -> Iterator[tuple[int, Stretch]]:
    """Neighbours of one sign, with that sign. 0 is a run as well."""
    start = 0
    for one, group in groupby(signs):
        stop = start + sum(1 for _ in group)
        yield one, (start, stop)
        start = stop


def shifts(sides: Sequence[int], length: int = SHIFT_LENGTH) -> list[tuple[int, Stretch]]:
    """Runs of so many points or more on one side. All their points are the signal."""
    return [(side, (a, b)) for side, (a, b) in runs(sides) if side and b - a >= length]


def trends(values: Sequence[int]) -> list[tuple[int, Stretch]]:
    """Stretches of 7 points or more in which each is above, or each below, the one before.

    Two equal neighbours end a trend. A turning point belongs to the trends on both sides of it.
    """
    steps = [sign(after - before) for before, after in pairwise(values)]
    return [(s, (a, b + 1)) for s, (a, b) in runs(steps) if s and b - a >= TREND_LENGTH - 1]


def two_of_three(sides: Sequence[int], near: Sequence[bool]) -> list[tuple[int, tuple[int, ...]]]:
    """The near points of all windows of 3 on one side, of which at least 2 are near.

    Windows that overlap in a near point are one signal. The third may be anywhere on that side,
    outside the limits as well.
    """
    found: list[tuple[int, tuple[int, ...]]] = []
    if sum(near) < 2:
        return found
    for start in range(len(sides) - 2):
        window = range(start, start + 3)
        side = sides[start]
        places = tuple(place for place in window if near[place])
        if not side or len(places) < 2 or any(sides[place] != side for place in window):
            continue
        if found and found[-1][1][-1] in places:
            before = found.pop()[1]
            places = (*before, *(place for place in places if place > before[-1]))
        found.append((side, places))
    return found


def meaning(*, is_high: bool, wanted: Wanted) -> Variation:
    """Whether values that are high, or low, are what is wanted."""
    if wanted == Wanted.NEITHER:
        return Variation.NEITHER
    is_good = is_high == (wanted == Wanted.HIGHER)
    return Variation.IMPROVEMENT if is_good else Variation.CONCERN


def meaning_of_trend(*, slope: int, sides: Sequence[int], wanted: Wanted) -> Variation:
    """Whether a trend goes the wanted way.

    One that goes the other way and has not come to the mean yet is no concern: all its values
    are still better than the mean. It is called by its name and is neither.
    """
    found = meaning(is_high=slope > 0, wanted=wanted)
    if found == Variation.CONCERN and all(side == -slope for side in sides):
        return Variation.NEITHER
    return found


def assurance(
    *, wanted: Wanted, target_against_lower: int, target_against_upper: int
) -> Assurance | None:
    """What to expect of a target that is above, at or below (1, 0, -1) each limit.

    A value that equals the target meets it.
    """
    if wanted == Wanted.NEITHER:
        return None
    if wanted == Wanted.HIGHER:
        hits, misses = target_against_lower <= 0, target_against_upper > 0
    else:
        hits, misses = target_against_upper >= 0, target_against_lower < 0
    if hits:
        return Assurance.HITS
    return Assurance.MISSES if misses else Assurance.HIT_AND_MISS
