"""The run chart: median, trend, and runs by Anhøj's limits."""

import pytest

from improvement_plans.spc import RunChart, Value, Variation, Wanted, run_chart
from improvement_plans.spc.runs import fewest_crossings, longest_run_limit
from tests.improvement_plans.spc.series import month_number, monthly

GOOD, BAD, COMMON = Variation.IMPROVEMENT, Variation.CONCERN, Variation.COMMON_CAUSE


def chart_of(*values: Value | None, baseline: int | None = None) -> RunChart:
    return run_chart(monthly(values), wanted=Wanted.LOWER, baseline=baseline, target=3)


def test_the_middle_line_is_the_median() -> None:
    assert [p.median for p in chart_of(9, 1, 4).points] == [4, 4, 4]
    assert {p.median for p in chart_of(0.1, 0.4, None, 0.2, 9).points} == {0.3}


@pytest.mark.parametrize(
    ("useful", "longest", "fewest"),
    # Anhøj and Olesen's figures for 10, 16 and 24 points are 6 and 2, 7 and 4, 8 and 8.
    [(1, 3, 0), (5, 5, 0), (6, 6, 1), (9, 6, 2), (10, 6, 2), (16, 7, 4), (24, 8, 8)],
)
def test_the_limits_of_runs(useful: int, longest: int, fewest: int) -> None:
    assert (longest_run_limit(useful), fewest_crossings(useful)) == (longest, fewest)


def test_points_on_the_median_neither_lengthen_a_run_nor_break_it() -> None:
    (segment,) = chart_of(1, 2, 5, 3, 9, 8, 5, 7).segments
    assert (segment.useful, segment.longest_run, segment.crossings) == (6, 3, 1)


def test_a_series_that_crosses_its_median_once_crosses_it_too_seldom() -> None:
    (segment,) = chart_of(9, 8, 9, 8, 9, 2, 1, 2, 1, 2).segments
    assert (segment.crossings, segment.fewest_crossings) == (1, 2)
    assert (segment.has_few_crossings, segment.has_long_run) == (True, False)
    (usual,) = chart_of(9, 8, 2, 8, 9, 2, 1, 9, 1, 2).segments
    assert (usual.has_few_crossings, usual.has_long_run) == (False, False)


def test_a_run_longer_than_chance_makes_it_is_a_shift() -> None:
    chart = chart_of(4, 6, 4, 6, *[3, 5, 2] * 3, 4, baseline=4)
    # 12 points that are not on the median of 5: 10 of them below it in a row would be 8.
    assert [p.shift for p in chart.points] == [*[False] * 4, *[True, False, True] * 3, True]
    assert [p.variation for p in chart.points[4:]] == [*[GOOD, COMMON, GOOD] * 3, GOOD]
    (segment,) = chart.segments
    assert (segment.longest_run, segment.longest_run_limit) == (7, 6)
    assert (segment.has_long_run, segment.baseline_count) == (True, 4)


def test_a_trend_is_seven_points() -> None:
    assert [p.trend for p in chart_of(1, 2, 3, 4, 5, 6).points] == [False] * 6
    chart = chart_of(1, 2, None, 3, 4, 5, 6, 7)
    assert [p.variation for p in chart.points] == [BAD, BAD, None, *[BAD] * 5]


def test_a_flat_series_has_nothing_to_say() -> None:
    (segment,) = chart_of(4, 4, 4).segments
    assert (segment.useful, segment.longest_run, segment.crossings) == (0, None, None)
    assert (segment.has_long_run, segment.has_few_crossings) == (False, False)


def test_nothing_collected_has_no_median() -> None:
    assert [(p.median, p.variation) for p in chart_of(None).points] == [(None, None)]


def test_no_points_are_an_empty_chart() -> None:
    assert run_chart([]) == RunChart((), (), (), Wanted.NEITHER, None)


def test_each_segment_has_a_median_of_its_own() -> None:
    chart = run_chart(monthly([1, 2, 9, 8]), rebases=[month_number(2)])
    assert [(p.segment, p.median) for p in chart.points] == [(0, 1.5)] * 2 + [(1, 8.5)] * 2
