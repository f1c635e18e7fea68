"""The XmR chart: every rule by itself, with series that are calculated by hand."""

from decimal import Decimal

import pytest

from improvement_plans.spc import (
    Assurance,
    NotANumber,
    NotASeries,
    Observation,
    Rule,
    Value,
    Variation,
    Wanted,
    XmrChart,
    xmr_chart,
)
from tests.improvement_plans.spc.series import month_number, monthly

# Mean 10 and moving ranges of 2 between them: limits 10 ± 5.32, two thirds of the way 10 ± 3.5467.
BASELINE = [9, 11] * 6
LOW, HIGH = 4.68, 15.32
GOOD, BAD = Variation.IMPROVEMENT, Variation.CONCERN
NEITHER, COMMON = Variation.NEITHER, Variation.COMMON_CAUSE


def after_baseline(*values: Value | None, wanted: Wanted = Wanted.LOWER) -> XmrChart:
    return xmr_chart(monthly([*BASELINE, *values]), wanted=wanted, baseline=12)


def flagged(chart: XmrChart, rule: Rule) -> list[int]:
    """The places after the baseline that one rule flags."""
    places = [place for place, point in enumerate(chart.points) if getattr(point, rule)]
    assert [place for place in places if place < 12] == []
    assert places == sorted({p for s in chart.signals if s.rule == rule for p in s.places})
    return [place - 12 for place in places]


def meanings(chart: XmrChart) -> list[Variation | None]:
    return [point.variation for point in chart.points[12:]]


# --- Mean and limits ------------------------------------------------------------------------


def test_limits_are_2_66_mean_moving_ranges_from_the_mean() -> None:
    chart = xmr_chart(monthly([3, 7, 2, 8]))
    # Moving ranges 4, 5, 6.
    assert {(p.mean, p.lower_limit, p.upper_limit) for p in chart.points} == {(5, -8.3, 18.3)}


def test_an_outlier_is_not_screened_out() -> None:
    (segment,) = xmr_chart(monthly([1, 1, 1, 1, 101])).segments
    assert (segment.mean, segment.lower_limit, segment.upper_limit) == (21, -45.5, 87.5)


def test_one_point_has_a_mean_and_no_limits() -> None:
    (point,) = xmr_chart(monthly([4])).points
    assert (point.mean, point.lower_limit, point.upper_limit) == (4, None, None)
    assert (point.outside_limits, point.variation) == (False, COMMON)


def test_two_points_have_limits() -> None:
    (segment,) = xmr_chart(monthly([4, 6])).segments
    assert (segment.mean, segment.lower_limit, segment.upper_limit) == (5, -0.32, 10.32)
    assert segment.is_short is True


def test_no_points_are_an_empty_chart() -> None:
    assert xmr_chart([], target=3) == XmrChart((), (), (), Wanted.NEITHER, 3.0, None)


def test_a_series_of_missing_values_has_no_mean() -> None:
    chart = xmr_chart(monthly([None, None]), target=3, wanted=Wanted.LOWER)
    assert [(p.value, p.mean, p.upper_limit, p.variation) for p in chart.points] == [
        (None, None, None, None)
    ] * 2
    assert chart.assurance is None


@pytest.mark.parametrize("value", [0.1, 0.7, 1 / 3, Decimal("1.10")])
def test_a_flat_series_has_limits_equal_to_its_mean_and_no_signal(value: Value) -> None:
    chart = xmr_chart(monthly([value] * 49))
    lines = {(p.mean, p.lower_limit, p.upper_limit, p.variation) for p in chart.points}
    assert lines == {(float(value), float(value), float(value), COMMON)}
    assert chart.signals == ()


def test_a_point_that_leaves_a_flat_baseline_is_outside() -> None:
    chart = xmr_chart(monthly([*[5] * 12, 5, 5.1]), baseline=12)
    assert flagged(chart, Rule.OUTSIDE_LIMITS) == [1]


def test_points_are_put_in_the_order_of_their_periods() -> None:
    in_order = monthly([3, 7, None, 8, 9, 1])
    assert xmr_chart(reversed(in_order), baseline=3) == xmr_chart(in_order, baseline=3)


def test_values_are_kept_in_full() -> None:
    assert [p.value for p in xmr_chart(monthly([0.1, 1e-7, 12345678.9])).points] == [
        0.1,
        1e-7,
        12345678.9,
    ]


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 1e101, 10**400, 1e-101, Decimal("NaN")]
)
def test_what_is_no_measured_number_is_refused(value: Value) -> None:
    with pytest.raises(NotANumber):
        xmr_chart(monthly([value]))


def test_two_values_of_one_period_are_refused() -> None:
    with pytest.raises(NotASeries, match="2024-01 is there twice"):
        xmr_chart([*monthly([1]), *monthly([2])])


def test_a_baseline_of_no_points_is_refused() -> None:
    with pytest.raises(NotASeries, match="at least one point"):
        xmr_chart(monthly([1]), baseline=0)


# --- Gaps -----------------------------------------------------------------------------------


@pytest.mark.parametrize("is_there", [True, False])
def test_a_missing_period_pairs_no_moving_range(*, is_there: bool) -> None:
    observations = monthly([2, 4, None, 9, 6])
    # Moving ranges 2 and 3; not the 5 across the gap.
    chart = xmr_chart([o for o in observations if is_there or o.value is not None])
    (segment,) = chart.segments
    assert (segment.mean, segment.lower_limit, segment.upper_limit) == (5.25, -1.4, 11.9)
    assert segment.count == 4


def test_values_with_a_gap_between_all_of_them_have_no_limits() -> None:
    (segment,) = xmr_chart(monthly([2, None, 4, None, 9])).segments
    assert (segment.mean, segment.lower_limit, segment.upper_limit) == (5, None, None)


def test_limits_that_are_undefined_leave_the_other_rules() -> None:
    chart = xmr_chart(monthly([5, None, *[6] * 7]), baseline=1)
    assert [p.shift for p in chart.points] == [False, False, *[True] * 7]
    assert [p.outside_limits for p in chart.points] == [False] * 9


def test_a_gap_breaks_no_rule_and_has_no_flag() -> None:
    shift = after_baseline(9, 11, 11, None, 11, 11, None, 11, 11, 11)
    assert flagged(shift, Rule.SHIFT) == [1, 2, 4, 5, 7, 8, 9]
    assert meanings(shift)[3] is None
    trend = after_baseline(7, 8, 9, None, 10, 11, 12, 13)
    assert flagged(trend, Rule.TREND) == [0, 1, 2, 4, 5, 6, 7]
    near = after_baseline(14, None, 11, 14)
    assert flagged(near, Rule.TWO_OF_THREE) == [0, 3]


# --- Outside the limits ---------------------------------------------------------------------


def test_a_point_on_the_limit_is_not_outside() -> None:
    chart = after_baseline(HIGH, 15.33, LOW, 4.67)
    assert flagged(chart, Rule.OUTSIDE_LIMITS) == [1, 3]
    assert meanings(chart) == [COMMON, BAD, COMMON, GOOD]


# --- Shift ----------------------------------------------------------------------------------


def test_six_points_on_one_side_are_no_shift() -> None:
    assert flagged(after_baseline(9, *[11] * 6), Rule.SHIFT) == []


def test_all_points_of_a_shift_are_flagged() -> None:
    chart = after_baseline(11, 9, *[11, 12] * 4, 9)
    assert flagged(chart, Rule.SHIFT) == list(range(2, 10))
    assert meanings(chart) == [COMMON, COMMON, *[BAD] * 8, COMMON]


def test_a_point_exactly_on_the_mean_breaks_a_shift() -> None:
    assert flagged(after_baseline(9, *[11] * 3, 10, *[11] * 4), Rule.SHIFT) == []


def test_the_mean_of_tenths_is_exact() -> None:
    # In floats the mean comes out a little under 0.2, and each 0.2 would be above it.
    values = [Decimal("0.1"), Decimal("0.2"), Decimal("0.3"), *[Decimal("0.2")] * 7]
    assert flagged(xmr_chart(monthly(values), baseline=3), Rule.SHIFT) == []
    assert xmr_chart(monthly([*map(float, values)]), baseline=3).signals == ()


# --- Trend ----------------------------------------------------------------------------------


def test_seven_rising_points_are_a_trend_and_six_are_none() -> None:
    assert flagged(after_baseline(7, 8, 9, 10, 11, 12, 13), Rule.TREND) == list(range(7))
    assert flagged(after_baseline(12, 8, 9, 10, 11, 12, 13), Rule.TREND) == []


def test_equal_neighbours_break_a_trend() -> None:
    assert flagged(after_baseline(7, 8, 9, 9, 10, 11, 12, 13), Rule.TREND) == []


def test_a_turning_point_belongs_to_both_trends_and_is_read_as_the_later() -> None:
    chart = after_baseline(7, 8, 9, 10, 11, 12, 13, 12, 11, 10, 9, 8, 7)
    assert flagged(chart, Rule.TREND) == list(range(13))
    assert meanings(chart) == [*[BAD] * 6, *[GOOD] * 7]


@pytest.mark.parametrize(
    ("wanted", "meaning"),
    [(Wanted.LOWER, NEITHER), (Wanted.HIGHER, GOOD), (Wanted.NEITHER, NEITHER)],
)
def test_a_rising_trend_that_sits_under_the_mean_is_no_concern(
    wanted: Wanted, meaning: Variation
) -> None:
    chart = after_baseline(5, 5.5, 6, 7, 8, 8.5, 9.5, wanted=wanted)
    assert flagged(chart, Rule.TREND) == flagged(chart, Rule.SHIFT) == list(range(7))
    assert meanings(chart) == [meaning] * 7


def test_a_falling_trend_that_sits_above_the_mean_is_no_concern() -> None:
    chart = after_baseline(15, 14, 13, 12, 11.5, 11, 10.5, wanted=Wanted.HIGHER)
    assert meanings(chart) == [NEITHER] * 7


def test_a_trend_that_crosses_the_mean_means_where_it_goes() -> None:
    assert meanings(after_baseline(7, 8, 9, 10, 11, 12, 13)) == [BAD] * 7


# --- Two of three ---------------------------------------------------------------------------


def test_only_the_near_points_of_two_in_three_are_flagged() -> None:
    chart = after_baseline(14, 11, 14)
    assert flagged(chart, Rule.TWO_OF_THREE) == [0, 2]
    assert meanings(chart) == [BAD, COMMON, BAD]


def test_all_three_must_be_on_one_side() -> None:
    assert flagged(after_baseline(14, 9, 14), Rule.TWO_OF_THREE) == []
    assert flagged(after_baseline(14, 10, 14), Rule.TWO_OF_THREE) == []
    assert flagged(after_baseline(9, 14, 14, 9), Rule.TWO_OF_THREE) == []


def test_three_near_points_and_overlapping_windows_are_one_signal() -> None:
    chart = after_baseline(14, 14, 11, 14, 14)
    assert flagged(chart, Rule.TWO_OF_THREE) == [0, 1, 3, 4]
    assert [s.places for s in chart.signals if s.rule == Rule.TWO_OF_THREE] == [(12, 13, 15, 16)]


def test_a_point_outside_is_not_near_and_can_be_the_third() -> None:
    chart = after_baseline(14, 16, 14)
    assert flagged(chart, Rule.TWO_OF_THREE) == [0, 2]
    assert flagged(chart, Rule.OUTSIDE_LIMITS) == [1]
    assert flagged(after_baseline(14, 16, 11), Rule.TWO_OF_THREE) == []


def test_the_limit_itself_is_near_and_two_thirds_of_the_way_are_not() -> None:
    assert flagged(after_baseline(HIGH, HIGH, 11), Rule.TWO_OF_THREE) == [0, 1]
    # Moving ranges of 3: limits 10 ± 7.98, two thirds of the way is 15.32 exactly.
    wide = monthly([*[8.5, 11.5] * 6, 15.32, 15.32, 11])
    assert flagged(xmr_chart(wide, baseline=12), Rule.TWO_OF_THREE) == []
    wide = monthly([*[8.5, 11.5] * 6, 15.33, 15.33, 11])
    assert flagged(xmr_chart(wide, baseline=12), Rule.TWO_OF_THREE) == [0, 1]


def test_near_the_lower_limit_is_good_where_lower_is_wanted() -> None:
    assert meanings(after_baseline(6, 6, 9)) == [GOOD, GOOD, COMMON]


# --- What outweighs what --------------------------------------------------------------------


def test_each_rule_is_on_its_own_whatever_another_says() -> None:
    chart = after_baseline(9, 11, 12, 13, 14, 14.5, 15, 16)
    assert flagged(chart, Rule.OUTSIDE_LIMITS) == [7]
    assert flagged(chart, Rule.TREND) == list(range(8))
    assert flagged(chart, Rule.SHIFT) == list(range(1, 8))
    assert flagged(chart, Rule.TWO_OF_THREE) == [4, 5, 6]


def test_a_trend_outweighs_a_shift_and_a_point_outside_outweighs_both() -> None:
    chart = after_baseline(17, 14, 13, 12, 11.5, 11, 10.5)
    assert meanings(chart) == [BAD, *[GOOD] * 6]


@pytest.mark.parametrize(
    ("wanted", "meaning"),
    [(Wanted.LOWER, BAD), (Wanted.HIGHER, GOOD), (Wanted.NEITHER, NEITHER)],
)
def test_the_wanted_direction_decides_what_a_signal_means(
    wanted: Wanted, meaning: Variation
) -> None:
    assert meanings(after_baseline(*[11, 12] * 4, 16, wanted=wanted)) == [meaning] * 9


# --- Baseline and re-bases ------------------------------------------------------------------


def test_a_baseline_counts_values_not_periods() -> None:
    chart = xmr_chart(monthly([2, None, 4, 6, 100]), baseline=3)
    (segment,) = chart.segments
    assert (segment.mean, segment.lower_limit, segment.baseline_count) == (4, -1.32, 3)


def test_a_baseline_longer_than_the_series_is_all_of_it() -> None:
    assert xmr_chart(monthly([2, 4]), baseline=12) == xmr_chart(monthly([2, 4]))


def test_a_re_base_begins_a_segment_with_lines_of_its_own() -> None:
    chart = xmr_chart(monthly([2, 4, 20, 26, None, 50, 50]), rebases=map(month_number, [2, 4]))
    assert [(p.segment, p.mean, p.upper_limit) for p in chart.points] == [
        (0, 3, 8.32),
        (0, 3, 8.32),
        (1, 23, 38.96),
        (1, 23, 38.96),
        (2, 50, 50),
        (2, 50, 50),
        (2, 50, 50),
    ]
    assert [s.is_short for s in chart.segments] == [True] * 3


def test_a_baseline_is_that_of_each_segment() -> None:
    chart = xmr_chart(monthly([2, 4, 9, 20, 26, 99]), baseline=2, rebases=[month_number(3)])
    assert [s.mean for s in chart.segments] == [3, 23]


def test_a_re_base_where_the_series_begins_changes_nothing() -> None:
    series = monthly([2, 4, 9])
    assert xmr_chart(series, rebases=[month_number(0), month_number(-4)]) == xmr_chart(series)


def test_a_re_base_in_a_missing_month_begins_at_the_next() -> None:
    series = [o for o in monthly([2, 4, None, 9]) if o.value is not None]
    assert [p.segment for p in xmr_chart(series, rebases=[month_number(2)]).points] == [0, 0, 1]


def test_no_rule_runs_across_a_re_base() -> None:
    values: list[Value | None] = [1, 2, 3, 4, 5, 6, 7, 8]
    assert Rule.TREND in {s.rule for s in xmr_chart(monthly(values)).signals}
    assert xmr_chart(monthly(values), rebases=[month_number(4)]).signals == ()


def test_twelve_points_are_enough() -> None:
    assert xmr_chart(monthly(BASELINE)).segments[0].is_short is False
    assert xmr_chart(monthly(BASELINE), baseline=11).segments[0].is_short is True


# --- Assurance ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "target", "expected"),
    [
        (Wanted.LOWER, 15.33, Assurance.HITS),
        (Wanted.LOWER, HIGH, Assurance.HITS),
        (Wanted.LOWER, 15.31, Assurance.HIT_AND_MISS),
        (Wanted.LOWER, LOW, Assurance.HIT_AND_MISS),
        (Wanted.LOWER, 4.67, Assurance.MISSES),
        (Wanted.HIGHER, 4.67, Assurance.HITS),
        (Wanted.HIGHER, LOW, Assurance.HITS),
        (Wanted.HIGHER, HIGH, Assurance.HIT_AND_MISS),
        (Wanted.HIGHER, 15.33, Assurance.MISSES),
        (Wanted.NEITHER, 15.33, None),
    ],
)
def test_what_to_expect_of_a_target(
    wanted: Wanted, target: float, expected: Assurance | None
) -> None:
    assert xmr_chart(monthly(BASELINE), wanted=wanted, target=target).assurance == expected


def test_assurance_is_that_of_the_last_segment() -> None:
    series = monthly([*BASELINE, *[1, 3] * 6])
    chart = xmr_chart(series, wanted=Wanted.LOWER, target=8, rebases=[month_number(12)])
    assert chart.assurance == Assurance.HITS
    assert xmr_chart(series, wanted=Wanted.LOWER, target=8).assurance == Assurance.HIT_AND_MISS


def test_no_limits_give_no_assurance() -> None:
    assert xmr_chart(monthly([4]), wanted=Wanted.LOWER, target=8).assurance is None


def test_periods_of_several_kinds_are_refused() -> None:
    other = Observation(month_number(1), 3)
    quarter = type(other.period)("quarter", 8100, "2025-Q1")  # type: ignore[arg-type]
    with pytest.raises(NotASeries, match="not all of one kind"):
        xmr_chart([other], rebases=[quarter])
