"""The run chart, for series too short for limits.

The middle line is the median. Whether runs about it are longer, or cross it less often, than
chance makes them is judged by the limits of Anhøj and Olesen (Run charts revisited, PLoS ONE 2014,
9(11): e113825): of n points that are not on the median, no run longer than log2(n) + 3, rounded
(Schilling 2012), and no fewer crossings than the lower 5% point of a binomial distribution of
n - 1 tosses (Chen 2010). Points on the median neither lengthen a run nor break it. A trend is the
same as in the XmR chart: a shorter one is usual by chance alone (Davis and Woodall 1988).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import comb, log2

from improvement_plans.periods import Period
from improvement_plans.spc.exact import Value
from improvement_plans.spc.results import (
    Observation,
    Rule,
    RunChart,
    RunPoint,
    RunSegment,
    Signal,
    Variation,
    Wanted,
)
from improvement_plans.spc.rules import meaning, meaning_of_trend, runs, shifts, sign, trends
from improvement_plans.spc.series import Series, Stretch, series_of


def run_chart(
    observations: Iterable[Observation],
    *,
    wanted: Wanted = Wanted.NEITHER,
    baseline: int | None = None,
    rebases: Iterable[Period] = (),
    target: Value | None = None,
) -> RunChart:
    """Median, runs and trends for each period; the parameters are those of `xmr_chart`."""
    series = series_of(observations, baseline=baseline, rebases=rebases)
    points: list[RunPoint] = []
    segments: list[RunSegment] = []
    signals: list[Signal] = []
    for stretch in series.stretches:
        twice = _twice_median(stretch.numbers[:baseline])
        sides = [sign(2 * number - twice) for number in stretch.numbers]
        segment = _segment(stretch, baseline, series.scale, sides)
        found = list(_signals(stretch, sides, segment, wanted))
        points += _points(series, stretch, segment, found)
        segments.append(segment)
        signals += found
    return RunChart(
        tuple(points),
        tuple(segments),
        tuple(signals),
        wanted,
        None if target is None else float(target),
    )


def longest_run_limit(useful: int) -> int:
    """The longest run that chance makes of so many points."""
    return round(log2(useful)) + 3


def fewest_crossings(useful: int) -> int:
    """The fewest crossings that chance makes of so many points."""
    tosses = useful - 1
    seen = crossings = 0
    while True:
        seen += comb(tosses, crossings)
        if 20 * seen >= 2**tosses:
            return crossings
        crossings += 1


def _twice_median(numbers: list[int]) -> int:
    """Twice, so that the middle of two whole numbers is whole; 0 of none."""
    if not numbers:
        return 0
    ordered, count = sorted(numbers), len(numbers)
    return ordered[count // 2] + ordered[(count - 1) // 2]


def _segment(stretch: Stretch, baseline: int | None, scale: int, sides: list[int]) -> RunSegment:
    made_of = stretch.numbers[:baseline]
    useful = [side for side in sides if side]
    lengths = [stop - start for _, (start, stop) in runs(useful)]
    return RunSegment(
        stretch.number,
        stretch.periods[0],
        stretch.periods[-1],
        len(stretch.numbers),
        len(made_of),
        _twice_median(made_of) / (2 * scale) if made_of else None,
        len(useful),
        max(lengths) if useful else None,
        longest_run_limit(len(useful)) if useful else None,
        len(lengths) - 1 if useful else None,
        fewest_crossings(len(useful)) if useful else None,
    )


def _signals(
    stretch: Stretch, sides: list[int], segment: RunSegment, wanted: Wanted
) -> Iterator[Signal]:
    def signal(rule: Rule, side: int, places: Iterable[int], says: Variation) -> Signal:
        present = tuple(stretch.present[place] for place in places)
        return Signal(rule, stretch.number, present, side > 0, says)

    for slope, (start, stop) in reversed(trends(stretch.numbers)):
        says = meaning_of_trend(slope=slope, sides=sides[start:stop], wanted=wanted)
        yield signal(Rule.TREND, slope, range(start, stop), says)
    useful = [place for place, side in enumerate(sides) if side]
    too_long = (segment.longest_run_limit or 0) + 1
    for side, (start, stop) in shifts([sides[place] for place in useful], too_long):
        says = meaning(is_high=side > 0, wanted=wanted)
        yield signal(Rule.SHIFT, side, useful[start:stop], says)


def _points(
    series: Series, stretch: Stretch, segment: RunSegment, signals: list[Signal]
) -> Iterator[RunPoint]:
    flagged: defaultdict[Rule, set[int]] = defaultdict(set)
    says: dict[int, Variation] = {}
    for signal in signals:
        flagged[signal.rule].update(signal.places)
        for place in signal.places:
            says.setdefault(place, signal.meaning)
    for place, period in enumerate(stretch.periods, stretch.first_place):
        value = series.observations[place].value
        yield RunPoint(
            period,
            None if value is None else float(value),
            segment.number,
            segment.median,
            place in flagged[Rule.SHIFT],
            place in flagged[Rule.TREND],
            None if value is None else says.get(place, Variation.COMMON_CAUSE),
        )
