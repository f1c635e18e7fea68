"""The XmR chart against an implementation of its own: fractions, and every window looked at."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from random import Random

from improvement_plans.spc import Observation, Variation, Wanted, xmr_chart
from tests.improvement_plans.spc.series import month_number

POINTS = 12_000
FACTOR = Fraction("2.66")


@dataclass
class Expected:
    segment: int
    mean: Fraction | None = None
    width: Fraction | None = None
    flags: set[str] = field(default_factory=set)


def expected(
    series: dict[int, Decimal | None], rebases: list[int], baseline: int | None
) -> dict[int, Expected]:
    found: dict[int, Expected] = {}
    for number, (start, stop) in enumerate(
        zip([0, *rebases], [*rebases, max(series) + 1], strict=True)
    ):
        months = [month for month in sorted(series) if start <= month < stop]
        values = {m: Fraction(v) for m in months if (v := series[m]) is not None}
        here = {month: Expected(number) for month in months}
        based_on = sorted(values)[:baseline]
        ranges = [abs(values[m] - values[m - 1]) for m in based_on if m - 1 in based_on]
        for one in here.values():
            if based_on:
                one.mean = sum(values[m] for m in based_on) / Fraction(len(based_on))
            if ranges:
                one.width = FACTOR * sum(ranges) / len(ranges)
        flag(sorted(values), values, here)
        found |= here
    return found


def flag(months: list[int], values: dict[int, Fraction], here: dict[int, Expected]) -> None:
    if not months:
        return
    mean, width = here[months[0]].mean, here[months[0]].width
    assert mean is not None
    from_mean = {month: values[month] - mean for month in months}
    for window in windows(months, 7):
        if one_side([from_mean[m] for m in window]):
            mark("shift", window, here)
        if one_side([values[b] - values[a] for a, b in windows(window, 2)]):
            mark("trend", window, here)
    if width is not None:
        flag_by_limits(from_mean, width, here)


def flag_by_limits(
    from_mean: dict[int, Fraction], width: Fraction, here: dict[int, Expected]
) -> None:
    mark("outside_limits", [m for m in from_mean if abs(from_mean[m]) > width], here)
    near = {m for m in from_mean if width * 2 / 3 < abs(from_mean[m]) <= width}
    for window in windows(list(from_mean), 3):
        if one_side([from_mean[m] for m in window]) and len(near & set(window)) >= 2:
            mark("two_of_three", sorted(near & set(window)), here)


def mark(rule: str, months: list[int], here: dict[int, Expected]) -> None:
    for month in months:
        here[month].flags.add(rule)


def windows(months: list[int], size: int) -> list[list[int]]:
    return [months[i : i + size] for i in range(len(months) - size + 1)]


def one_side(numbers: list[Fraction]) -> bool:
    return all(n > 0 for n in numbers) or all(n < 0 for n in numbers)


def a_series(random: Random) -> dict[int, Decimal | None]:
    """Months with drift, ties, sudden changes, values not collected and months left out."""
    length = random.randint(1, 60)
    places, spread = random.choice([0, 0, 1, 2]), random.choice([0, 2, 5, 20])
    level, drift = random.uniform(-5, 60), random.choice([0, 0, 0.4, -0.6])
    gaps = random.choice([0, 0, 0.1, 0.4])
    series: dict[int, Decimal | None] = {}
    for month in range(length):
        if random.random() < 0.05:
            level += random.gauss(0, spread)
        value = round(random.gauss(level + drift * month, spread / 2), places)
        if random.random() >= gaps:
            series[month] = Decimal(f"{value:.{places}f}")
        elif random.random() < 0.5:
            series[month] = None
    # The first two months are there: the step of the series is one month.
    return {0: Decimal(7), 1: None} | series


def test_every_flag_and_limit_of_12_000_points() -> None:
    random = Random(20261127)
    seen: dict[str, int] = {}
    points = 0
    while points < POINTS:
        series = a_series(random)
        baseline = random.choice([None, None, 1, 5, 12])
        rebases = sorted(random.sample(range(1, max(series) + 1), min(max(series), 2)))
        rebases = rebases if random.random() < 0.4 and 0 not in rebases else []
        observations = [Observation(month_number(m), v) for m, v in series.items()]
        random.shuffle(observations)
        chart = xmr_chart(
            observations,
            wanted=random.choice(list(Wanted)),
            baseline=baseline,
            rebases=map(month_number, rebases),
        )
        wanted = expected(series, rebases, baseline)
        for point in chart.points:
            want = wanted[point.period.ordinal - month_number(0).ordinal]
            flags = {
                rule
                for rule in ("outside_limits", "shift", "trend", "two_of_three")
                if getattr(point, rule)
            }
            assert (point.segment, flags) == (want.segment, want.flags)
            assert point.mean == (None if want.mean is None else float(want.mean))
            assert (point.lower_limit, point.upper_limit) == (
                (None, None)
                if want.width is None or want.mean is None
                else (float(want.mean - want.width), float(want.mean + want.width))
            )
            is_special = point.variation not in (None, Variation.COMMON_CAUSE)
            assert is_special == bool(flags)
            for rule in flags:
                seen[rule] = seen.get(rule, 0) + 1
        points += sum(value is not None for value in series.values())
    # Otherwise the comparison would show little.
    assert {rule for rule, count in seen.items() if count > 100} == {
        "outside_limits",
        "shift",
        "trend",
        "two_of_three",
    }
