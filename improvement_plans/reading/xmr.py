"""What an XmR chart says."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from improvement_plans.reading.words import SENTENCES, Saying, outside_limits, values
from improvement_plans.spc import ENOUGH_POINTS, Assurance, Rule, Segment, Signal, XmrChart

# More than these nobody reads; the table has them all.
MOST_SIGNALS = 4


def read_xmr(chart: XmrChart, say: Saying) -> Iterator[str]:
    segment = chart.segments[-1]
    if segment.mean is None:
        yield f"{say.measured.name}: there are no values since {segment.first.words}."
        return
    yield from _level(chart, segment, say)
    yield from _earlier_segments(chart, say)
    signals = [signal for signal in chart.signals if signal.segment == segment.number]
    yield from _changes(signals, say)
    if not signals and not segment.is_short:
        yield "Nothing here points to a change: the process is stable, and varies by chance."
    yield from _what_next(chart, segment, signals, say)
    if segment.is_short:
        yield _too_soon(chart, segment)


def _too_soon(chart: XmrChart, segment: Segment) -> str:
    if segment.upper_limit is None:
        return "It is too soon for limits: they need 2 values in a row, and 12 to be relied on."
    about = ", or to say what to expect of the target" if chart.assurance else ""
    return (
        f"It is too soon to rely on these limits{about}: they rest on "
        f"{values(segment.baseline_count)}, and are worth trusting from {ENOUGH_POINTS}."
    )


def _level(chart: XmrChart, segment: Segment, say: Saying) -> Iterator[str]:
    mean = say.amount(segment.mean or 0, is_calculated=True)
    of = f" of the first {values(segment.baseline_count)}"
    since = of if segment.baseline_count < segment.count else ""
    since += f" since {segment.first.words}" if segment.number else ""
    if segment.lower_limit is None or segment.upper_limit is None:
        yield f"{say.measured.name}: the average{since} is {mean}."
    elif segment.lower_limit == segment.upper_limit:
        yield (
            f"{say.measured.name}: the average{since} is {mean}, and the values it is made of do "
            "not vary."
        )
    else:
        yield (
            f"{say.measured.name}: the average{since} is {mean}. While nothing changes, values "
            f"{_between(segment.lower_limit, segment.upper_limit, say)} are to be expected."
        )


def _between(lower: float, upper: float, say: Saying) -> str:
    """The limits in words; one beyond what the measure can be is none."""
    lowest, highest = say.measured.lowest, say.measured.highest
    if lowest is not None and lower < lowest:
        return f"up to {say.number(upper)}"
    if highest is not None and upper > highest:
        return f"from {say.number(lower)} up"
    return f"from {say.number(lower)} to {say.number(upper)}"


def _earlier_segments(chart: XmrChart, say: Saying) -> Iterator[str]:
    told = [segment for segment in chart.segments if segment.mean is not None]
    for before, after in pairwise(told):
        yield (
            f"The limits are calculated anew from {after.first.words}: the average went from "
            f"{say.number(before.mean or 0)} to {say.number(after.mean or 0)}."
        )


def _changes(signals: list[Signal], say: Saying) -> Iterator[str]:
    lasting = _worth_saying(signals)
    outside = [signal for signal in signals if signal.rule == Rule.OUTSIDE_LIMITS]
    if max(len(lasting), len(outside)) > MOST_SIGNALS:
        yield "The table marks all that is unusual; these are the latest signs."
    for signal in lasting[-MOST_SIGNALS:]:
        yield SENTENCES[signal.rule](signal, say)
    for is_high in (True, False):
        places = [signal.places[0] for signal in outside if signal.is_high == is_high]
        if places:
            yield outside_limits(sorted(places)[-MOST_SIGNALS:], say, is_high=is_high)
    if outside:
        yield "One unusual value does not show that anything has changed for good."


def _worth_saying(signals: Iterable[Signal]) -> list[Signal]:
    """Without a shift or near points that a trend, or a shift, tells of already."""
    kept: list[Signal] = []
    for rule in SENTENCES:
        kept += [
            signal
            for signal in signals
            if signal.rule == rule
            and not any(set(signal.places) <= set(other.places) for other in kept)
        ]
    return sorted(kept, key=lambda signal: signal.places)


def _what_next(
    chart: XmrChart, segment: Segment, signals: list[Signal], say: Saying
) -> Iterator[str]:
    last = max(place for place, point in enumerate(chart.points) if point.value is not None)
    lasting = [s for s in signals if s.rule in (Rule.SHIFT, Rule.TREND) and last in s.places]
    if chart.assurance and chart.target is not None and not segment.is_short:
        target = say.amount(chart.target)
        yield {
            Assurance.HITS: f"While nothing changes, the target of {target} is likely to be met "
            f"every {say.every}.",
            Assurance.MISSES: f"While nothing changes, the target of {target} is not likely to be "
            "met: that needs a change in how things are done.",
            Assurance.HIT_AND_MISS: f"While nothing changes, the target of {target} will be met "
            "at some times and missed at others, by chance.",
        }[chart.assurance]
    if not lasting:
        return
    yield "As the values are on the move, what comes next is less certain than the limits say."
    shift = next((s for s in lasting if s.rule == Rule.SHIFT), None)
    if shift and len(shift.places) >= ENOUGH_POINTS and not segment.is_short:
        yield (
            "If you know why, think about calculating the limits anew from "
            f"{say.period(shift.places[0])}."
        )
