"""What goes into a control chart or a run chart, and what comes out. Numbers and names only."""

from dataclasses import dataclass
from enum import StrEnum

from improvement_plans.periods import Period
from improvement_plans.spc.exact import Value

# NHS England, Making Data Count: fewer points than these give limits that still move about.
ENOUGH_POINTS = 12


class Wanted(StrEnum):
    """Which way a measure should go."""

    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = "neither"


class Variation(StrEnum):
    """What a point says of the process. `NEITHER` is special cause that is not good or bad."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    NEITHER = "neither"
    COMMON_CAUSE = "common cause"


class Assurance(StrEnum):
    """What the process will do about a target while nothing changes."""

    HITS = "consistently hits"
    MISSES = "consistently misses"
    HIT_AND_MISS = "hit and miss"


class Rule(StrEnum):
    """What can be said of a point that chance alone seldom does."""

    OUTSIDE_LIMITS = "outside_limits"
    SHIFT = "shift"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"


@dataclass(frozen=True, slots=True)
class Observation:
    """A period and its value; None where none was collected."""

    period: Period
    value: Value | None


@dataclass(frozen=True, slots=True)
class Signal:
    """One finding of one rule: the places of its points in the chart, and what they mean.

    `is_high` says that they lie above the middle line; of a trend, that it rises.
    """

    rule: Rule
    segment: int
    places: tuple[int, ...]
    is_high: bool
    meaning: Variation


@dataclass(frozen=True, slots=True)
class Point:
    """A period of an XmR chart. What is undefined is None; a period without a value has no flag."""

    period: Period
    value: float | None
    segment: int
    mean: float | None
    lower_limit: float | None
    upper_limit: float | None
    outside_limits: bool
    shift: bool
    trend: bool
    two_of_three: bool
    variation: Variation | None


@dataclass(frozen=True, slots=True)
class Segment:
    """The stretch between two re-bases, judged on its own.

    `count` is how many values it has, `baseline_count` how many of them made mean and limits.
    """

    number: int
    first: Period
    last: Period
    count: int
    baseline_count: int
    mean: float | None
    lower_limit: float | None
    upper_limit: float | None

    @property
    def is_short(self) -> bool:
        """Whether its limits rest on too few points to rely on."""
        return self.baseline_count < ENOUGH_POINTS


@dataclass(frozen=True, slots=True)
class XmrChart:
    """An XmR chart in numbers."""

    points: tuple[Point, ...]
    segments: tuple[Segment, ...]
    signals: tuple[Signal, ...]
    wanted: Wanted
    target: float | None
    assurance: Assurance | None


@dataclass(frozen=True, slots=True)
class RunPoint:
    """A period of a run chart."""

    period: Period
    value: float | None
    segment: int
    median: float | None
    shift: bool
    trend: bool
    variation: Variation | None


@dataclass(frozen=True, slots=True)
class RunSegment:
    """A stretch of a run chart with Anhøj's two tests of it.

    `useful` counts the points that are not on the median. `None` where there is no such point.
    """

    number: int
    first: Period
    last: Period
    count: int
    baseline_count: int
    median: float | None
    useful: int
    longest_run: int | None
    longest_run_limit: int | None
    crossings: int | None
    fewest_crossings: int | None

    @property
    def has_long_run(self) -> bool:
        """Whether a run is longer than chance makes them."""
        if self.longest_run is None or self.longest_run_limit is None:
            return False
        return self.longest_run > self.longest_run_limit

    @property
    def has_few_crossings(self) -> bool:
        """Whether the line crosses the median less often than chance makes it."""
        if self.crossings is None or self.fewest_crossings is None:
            return False
        return self.crossings < self.fewest_crossings


@dataclass(frozen=True, slots=True)
class RunChart:
    """A run chart in numbers."""

    points: tuple[RunPoint, ...]
    segments: tuple[RunSegment, ...]
    signals: tuple[Signal, ...]
    wanted: Wanted
    target: float | None
