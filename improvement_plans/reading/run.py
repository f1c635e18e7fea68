"""What a run chart says."""

from collections.abc import Iterator

from improvement_plans.reading.words import A_SIGN_OF, SENTENCES, Saying, side, values
from improvement_plans.spc import ENOUGH_POINTS, RunChart, RunSegment, Variation, Wanted


def read_run(chart: RunChart, say: Saying) -> Iterator[str]:
    segment = chart.segments[-1]
    numbers = [point.value for point in chart.points if point.value is not None]
    if segment.median is None:
        yield f"{say.measured.name}: there are no values since {segment.first.words}."
        return
    are = "is" if len(numbers) == 1 else "are"
    yield (
        f"{say.measured.name}: there {are} {values(len(numbers))} so far, which is too soon to say "
        f"what is usual. From {ENOUGH_POINTS} the chart shows limits."
    )
    if len(numbers) > 2:
        since = f" since {segment.first.words}" if segment.number else ""
        yield (
            f"The middle value{since}, the median, is "
            f"{say.amount(segment.median, is_calculated=True)}."
        )
    signals = [signal for signal in chart.signals if signal.segment == segment.number]
    for signal in sorted(signals, key=lambda signal: signal.places):
        yield SENTENCES[signal.rule](signal, say)
    yield from _crossings(chart, segment, say)
    yield from _target_so_far(chart, numbers, say)


def _crossings(chart: RunChart, segment: RunSegment, say: Saying) -> Iterator[str]:
    if not segment.has_few_crossings or segment.crossings != 1:
        return
    here = [point for point in chart.points if point.segment == segment.number]
    useful = [point for point in here if side(point)]
    is_higher = side(useful[-1]) > 0
    turn = next(point.period for point in useful if side(point) == side(useful[-1]))
    means = A_SIGN_OF[_meaning(chart.wanted, is_higher=is_higher)]
    yield (
        f"From {turn.words} on the values are {'higher' if is_higher else 'lower'} than before, "
        f"with one change of level that chance seldom makes: {means}, from few values."
    )


def _meaning(wanted: Wanted, *, is_higher: bool) -> Variation:
    if wanted == Wanted.NEITHER:
        return Variation.NEITHER
    return Variation.IMPROVEMENT if is_higher == (wanted == Wanted.HIGHER) else Variation.CONCERN


def _target_so_far(chart: RunChart, numbers: list[float], say: Saying) -> Iterator[str]:
    if chart.target is None or chart.wanted == Wanted.NEITHER:
        return
    is_low = chart.wanted == Wanted.LOWER
    met = sum(v <= chart.target if is_low else v >= chart.target for v in numbers)
    yield (
        f"The target of {say.amount(chart.target)} was met {met} time{'' if met == 1 else 's'} out "
        f"of {len(numbers)}; it is too soon to say what to expect of it."
    )
