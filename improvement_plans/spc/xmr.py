"""The XmR chart of NHS England's Making Data Count.

Limits are 2.66 mean moving ranges from the mean: three standard deviations, estimated as the mean
moving range over 1.128 (Shewhart's constant for ranges of two). No outlier is screened out, as in
NHS England's own tool. All comparisons are made in whole numbers, so that a point exactly on the
mean or on a limit is that for every series, and the limits are rounded once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from improvement_plans.periods import Period
from improvement_plans.spc.exact import Value, as_whole_numbers
from improvement_plans.spc.results import (
    Assurance,
    Observation,
    Point,
    Rule,
    Segment,
    Signal,
    Variation,
    Wanted,
    XmrChart,
)
from improvement_plans.spc.rules import (
    assurance,
    meaning,
    meaning_of_trend,
    shifts,
    sign,
    trends,
    two_of_three,
)
from improvement_plans.spc.series import Stretch, series_of


def xmr_chart(
    observations: Iterable[Observation],
    *,
    wanted: Wanted = Wanted.NEITHER,
    baseline: int | None = None,
    rebases: Iterable[Period] = (),
    target: Value | None = None,
) -> XmrChart:
    """Mean, limits, every rule and its meaning for each period, in the order of the periods.

    `baseline` fixes mean and limits by the first so many values of each segment; a segment with
    fewer uses all it has. Each period of `rebases` begins a segment. Raises `ValueError` for two
    values of one period, periods of several kinds, and values that are no numbers.
    """
    series = series_of(observations, baseline=baseline, rebases=rebases)
    points: list[Point] = []
    segments: list[Segment] = []
    signals: list[Signal] = []
    lines = Lines(0, 0, 0, 0, series.scale)
    for stretch in series.stretches:
        lines = lines_of(stretch, baseline, series.scale)
        found = list(_signals(stretch, lines, wanted))
        segment = _segment(stretch, lines)
        points += _points(series.observations, stretch, segment, found)
        segments.append(segment)
        signals += found
    return XmrChart(
        tuple(points),
        tuple(segments),
        tuple(signals),
        wanted,
        None if target is None else float(target),
        None if target is None else lines.assurance(target, wanted),
    )


@dataclass(frozen=True, slots=True)
class Lines:
    """Mean and limits as whole numbers: sum and count of values, sum and count of ranges."""

    total: int
    count: int
    ranges: int
    range_count: int
    scale: int

    @property
    def mean(self) -> float | None:
        return self.total / (self.count * self.scale) if self.count else None

    def limit(self, side: int) -> float | None:
        """The upper limit for 1, the lower for -1; undefined without a moving range."""
        if not self.range_count:
            return None
        top = 100 * self.range_count * self.total + side * 266 * self.ranges * self.count
        return top / (100 * self.range_count * self.count * self.scale)

    def distances(self, numbers: list[int]) -> list[int]:
        """How far each whole number is from the mean, `count` times."""
        return [number * self.count - self.total for number in numbers]

    def outside_and_near(self, distances: list[int]) -> tuple[list[bool], list[bool]]:
        """Which are outside the limits, and which lie near one.

        Near is beyond two thirds of the way to the limit, as far as the limit itself.
        """
        if not self.range_count:
            nothing = [False] * len(distances)
            return nothing, nothing
        width = 266 * self.ranges * self.count
        factor = 100 * self.range_count
        reaches = [abs(distance) * factor for distance in distances]
        outside = [reach > width for reach in reaches]
        return outside, [3 * reach > 2 * width and reach <= width for reach in reaches]

    def assurance(self, target: Value, wanted: Wanted) -> Assurance | None:
        """What these limits say of a target; None where they are not defined."""
        if not self.range_count:
            return None
        (number,), scale = as_whole_numbers([target])
        # Target and limits over one denominator.
        distance = 100 * self.range_count * (number * self.count * self.scale - self.total * scale)
        width = 266 * self.ranges * self.count * scale
        return assurance(
            wanted=wanted,
            target_against_lower=sign(distance + width),
            target_against_upper=sign(distance - width),
        )


def lines_of(stretch: Stretch, baseline: int | None, scale: int) -> Lines:
    """Mean and moving ranges of the baseline; a range only of values with no gap between them."""
    numbers = stretch.numbers[:baseline]
    ranges = [
        abs(numbers[place] - numbers[place - 1])
        for place in range(1, len(numbers))
        if stretch.is_next[place]
    ]
    return Lines(sum(numbers), len(numbers), sum(ranges), len(ranges), scale)


def _signals(stretch: Stretch, lines: Lines, wanted: Wanted) -> Iterator[Signal]:
    """All that the rules find, in the order in which one outweighs another."""
    distances = lines.distances(stretch.numbers)
    outside, near = lines.outside_and_near(distances)
    sides = [sign(distance) for distance in distances]

    def signal(
        rule: Rule, side: int, places: Iterable[int], says: Variation | None = None
    ) -> Signal:
        return Signal(
            rule,
            stretch.number,
            tuple(stretch.present[place] for place in places),
            side > 0,
            says or meaning(is_high=side > 0, wanted=wanted),
        )

    for place, is_outside in enumerate(outside):
        if is_outside:
            yield signal(Rule.OUTSIDE_LIMITS, sides[place], [place])
    # The latest first: a turning point is read as the beginning of what came after it.
    for slope, (start, stop) in reversed(trends(stretch.numbers)):
        says = meaning_of_trend(slope=slope, sides=sides[start:stop], wanted=wanted)
        yield signal(Rule.TREND, slope, range(start, stop), says)
    for side, places in two_of_three(sides, near):
        yield signal(Rule.TWO_OF_THREE, side, places)
    for side, ends in shifts(sides):
        yield signal(Rule.SHIFT, side, range(*ends))


def _segment(stretch: Stretch, lines: Lines) -> Segment:
    return Segment(
        stretch.number,
        stretch.periods[0],
        stretch.periods[-1],
        len(stretch.numbers),
        lines.count,
        lines.mean,
        lines.limit(-1),
        lines.limit(1),
    )


def _points(
    observations: list[Observation], stretch: Stretch, segment: Segment, signals: list[Signal]
) -> Iterator[Point]:
    flagged: defaultdict[Rule, set[int]] = defaultdict(set)
    says: dict[int, Variation] = {}
    for signal in signals:
        flagged[signal.rule].update(signal.places)
        for place in signal.places:
            says.setdefault(place, signal.meaning)
    outside, shift = flagged[Rule.OUTSIDE_LIMITS], flagged[Rule.SHIFT]
    trend, near = flagged[Rule.TREND], flagged[Rule.TWO_OF_THREE]
    for place, period in enumerate(stretch.periods, stretch.first_place):
        value = observations[place].value
        yield Point(
            period,
            None if value is None else float(value),
            segment.number,
            segment.mean,
            segment.lower_limit,
            segment.upper_limit,
            place in outside,
            place in shift,
            place in trend,
            place in near,
            None if value is None else says.get(place, Variation.COMMON_CAUSE),
        )
