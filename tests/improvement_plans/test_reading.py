"""What a chart says in plain English: whole readings, word by word."""

from collections.abc import Sequence
from typing import Any

import pytest

from improvement_plans.amounts import Measured
from improvement_plans.periods import named, read_period
from improvement_plans.reading import read_chart
from improvement_plans.spc import Observation, Value, Wanted, run_chart, xmr_chart
from tests.improvement_plans.spc.series import month_number, monthly

FALLS = Measured("Falls with harm", "per 1,000 bed days")
# Mean 10, limits 4.68 and 15.32.
BASELINE: list[Value | None] = [9, 11] * 6
USUAL = (
    "Falls with harm: the average of the first 12 values is 10 per 1,000 bed days. While nothing "
    "changes, values from 4.7 to 15.3 are to be expected."
)
USUAL_TO_TWO_PLACES = USUAL.replace("4.7 to 15.3", "4.68 to 15.32")
STABLE = "Nothing here points to a change: the process is stable, and varies by chance."
ON_THE_MOVE = "As the values are on the move, what comes next is less certain than the limits say."
ONE_IS_NOTHING = "One unusual value does not show that anything has changed for good."
TOO_SOON = "which is too soon to say what is usual. From 12 the chart shows limits."


def after_baseline(
    *values: Value | None, wanted: str = "lower", measured: Measured = FALLS, **options: Any
) -> list[str]:
    """What is said of values after the baseline, beyond what is usual."""
    chart = xmr_chart(monthly([*BASELINE, *values]), wanted=Wanted(wanted), baseline=12, **options)
    first, *others = read_chart(chart, measured).sentences
    assert first in (USUAL, USUAL_TO_TWO_PLACES)
    return others


def run_reading(values: Sequence[Value | None], **options: Any) -> list[str]:
    chart = run_chart(monthly(values), wanted=options.pop("wanted", Wanted.LOWER), **options)
    return list(read_chart(chart, FALLS).sentences)


# --- What is stable -------------------------------------------------------------------------


def test_a_stable_process_and_what_a_target_is_likely_to_see() -> None:
    series = monthly(BASELINE)
    readings = [
        str(read_chart(xmr_chart(series, wanted=Wanted.LOWER, target=target), FALLS))
        for target in (16, 14, 4)
    ]
    usual = f"{USUAL.replace(' of the first 12 values', '')} {STABLE} While nothing changes, the "
    assert readings == [
        f"{usual}target of 16 per 1,000 bed days is likely to be met every month.",
        f"{usual}target of 14 per 1,000 bed days will be met at some times and missed at others, by "
        "chance.",
        f"{usual}target of 4 per 1,000 bed days is not likely to be met: that needs a change in how "
        "things are done.",
    ]


def test_a_series_of_names_is_met_every_time() -> None:
    series = [Observation(named(f"Ward {n}", n), 9 + n % 2) for n in range(12)]
    chart = xmr_chart(series, wanted=Wanted.LOWER, target=50)
    assert read_chart(chart, Measured("Falls")).sentences[-1] == (
        "While nothing changes, the target of 50 is likely to be met every time."
    )


def test_a_flat_series_does_not_vary() -> None:
    assert read_chart(xmr_chart(monthly([4] * 12)), Measured("Never events")).sentences == (
        "Never events: the average is 4, and the values it is made of do not vary.",
        STABLE,
    )


@pytest.mark.parametrize(
    ("values", "measured", "expected"),
    [
        ([0, 4] * 6, Measured("Falls"), "values up to 12.6 are"),
        ([0, 4] * 6, Measured("Change", lowest=None), "values from −8.6 to 12.6 are"),
        ([94, 98] * 6, Measured("Audits", "%", 0, 100), "values from 85.4% up are"),
    ],
)
def test_limits_beyond_what_a_measure_can_be_are_not_said(
    values: list[Value], measured: Measured, expected: str
) -> None:
    assert expected in read_chart(xmr_chart(monthly(values)), measured).sentences[0]


# --- What changed, and when -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "meaning"),
    [
        ("lower", "a sign of improvement"),
        ("higher", "a sign of change in the wrong direction, to look into"),
        ("neither", "a sign that something has changed"),
    ],
)
def test_a_shift_that_lasts(wanted: str, meaning: str) -> None:
    assert after_baseline(*[8] * 7, wanted=wanted) == [
        "Since January 2025, 7 values in a row have been below the average, which chance seldom "
        f"does: {meaning}.",
        ON_THE_MOVE,
    ]


def test_a_shift_that_lasts_a_year_may_be_a_new_level() -> None:
    assert after_baseline(*[8] * 11, None, 8)[-1] == (
        "If you know why, think about calculating the limits anew from January 2025."
    )


def test_a_shift_that_ended() -> None:
    assert after_baseline(10, *[12] * 7, 10) == [
        "From February 2025 to August 2025, 7 values in a row were above the average, which chance "
        "seldom does: a sign of change in the wrong direction, to look into."
    ]


def test_one_spike_is_unusual_and_never_an_improvement() -> None:
    assert after_baseline(4, 10) == [
        "The value of January 2025 (4 per 1,000 bed days) is below the lower limit: that is "
        "unusual, so look into what happened.",
        ONE_IS_NOTHING,
    ]


def test_several_spikes_are_one_sentence_a_side() -> None:
    assert after_baseline(17, 10, 16, 10, 3) == [
        "The values of January 2025 (17 per 1,000 bed days) and March 2025 (16 per 1,000 bed days) "
        "are above the upper limit: that is unusual, so look into what happened.",
        "The value of May 2025 (3 per 1,000 bed days) is below the lower limit: that is unusual, "
        "so look into what happened.",
        ONE_IS_NOTHING,
    ]


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("lower", ""),
        ("higher", ", in the direction that is wanted"),
        ("neither", ""),
    ],
)
def test_a_rising_trend_under_the_average_is_called_that(wanted: str, says: str) -> None:
    assert after_baseline(5.5, 6, 6.5, 7, 8, 9, 9.5, wanted=wanted) == [
        f"Since January 2025, 7 values in a row have risen: a rising trend{says}, though all of "
        "them are still below the average.",
        ON_THE_MOVE,
    ]


def test_a_falling_trend_above_the_average_that_ended() -> None:
    assert after_baseline(10, 15, 14, 13.5, 13, 12, 11.5, 11, 11.5, 10, wanted="higher")[0] == (
        "From February 2025 to August 2025, 7 values in a row fell: a falling trend, though all of "
        "them are above the average."
    )


def test_a_trend_across_the_average() -> None:
    assert after_baseline(7, 8, 9, 10, 11, 12, 13) == [
        "Since January 2025, 7 values in a row have risen: a rising trend, away from what is "
        "wanted, to look into.",
        ON_THE_MOVE,
    ]


@pytest.mark.parametrize(
    ("wanted", "meaning"),
    [
        ("lower", "an early sign of change in the wrong direction, to watch"),
        ("higher", "an early sign of improvement, to watch"),
        ("neither", "an early sign of change, to watch"),
    ],
)
def test_values_near_a_limit_are_an_early_sign(wanted: str, meaning: str) -> None:
    assert after_baseline(14, 14, 14, 9, wanted=wanted) == [
        "The values of January 2025, February 2025 and March 2025 are close to the upper limit: "
        f"{meaning}."
    ]
    assert after_baseline(6, 6, 9) == [
        "The values of January 2025 and February 2025 are close to the lower limit: an early sign "
        "of improvement, to watch."
    ]


def test_of_many_signs_the_latest_are_told() -> None:
    told = after_baseline(*[17, 10] * 5)
    assert told[0] == "The table marks all that is unusual; these are the latest signs."
    assert told[1].startswith("The values of March 2025 (17 per 1,000 bed days), May 2025 (17")


# --- Re-bases -------------------------------------------------------------------------------


def test_a_re_base_tells_both_levels() -> None:
    chart = xmr_chart(monthly([*BASELINE, *[5, 6] * 6]), rebases=[month_number(12)])
    assert read_chart(chart, FALLS).sentences == (
        "Falls with harm: the average since January 2025 is 5.5 per 1,000 bed days. While nothing "
        "changes, values from 2.8 to 8.2 are to be expected.",
        "The limits are calculated anew from January 2025: the average went from 10 to 5.5.",
        STABLE,
    )


def test_a_short_segment_is_too_soon_to_rely_on() -> None:
    series = monthly([*BASELINE, 5, 6, 5])
    chart = xmr_chart(series, wanted=Wanted.LOWER, target=9, rebases=[month_number(12)])
    assert read_chart(chart, FALLS).sentences[2:] == (
        "It is too soon to rely on these limits, or to say what to expect of the target: they rest "
        "on 3 values, and are worth trusting from 12.",
    )


def test_one_value_has_no_limits() -> None:
    assert read_chart(xmr_chart(monthly([5])), FALLS).sentences == (
        "Falls with harm: the average is 5 per 1,000 bed days.",
        "It is too soon for limits: they need 2 values in a row, and 12 to be relied on.",
    )


def test_nothing_since_a_re_base() -> None:
    series, cut = monthly([5, 6, None]), [month_number(2)]
    said = ("Falls with harm: there are no values since March 2024.",)
    assert read_chart(xmr_chart(series, rebases=cut), FALLS).sentences == said
    assert read_chart(run_chart(series, rebases=cut), FALLS).sentences == said


# --- Run charts -----------------------------------------------------------------------------


def test_no_values_yet() -> None:
    assert run_reading([None]) == ["Falls with harm: there are no values yet."]


def test_few_values_are_too_soon() -> None:
    assert run_reading([4], target=5) == [
        f"Falls with harm: there is 1 value so far, {TOO_SOON}",
        "The target of 5 per 1,000 bed days was met 1 time out of 1; it is too soon to say what to "
        "expect of it.",
    ]
    assert run_reading([4, 6, 5], target=5, wanted=Wanted.HIGHER) == [
        f"Falls with harm: there are 3 values so far, {TOO_SOON}",
        "The middle value, the median, is 5 per 1,000 bed days.",
        "The target of 5 per 1,000 bed days was met 2 times out of 3; it is too soon to say what to "
        "expect of it.",
    ]
    assert len(run_reading([4, 6, 5], target=5, wanted=Wanted.NEITHER)) == 2


@pytest.mark.parametrize(
    ("wanted", "means"),
    [
        (Wanted.LOWER, "a sign of improvement"),
        (Wanted.HIGHER, "a sign of change in the wrong direction, to look into"),
        (Wanted.NEITHER, "a sign that something has changed"),
    ],
)
def test_a_change_of_level_in_few_values(wanted: Wanted, means: str) -> None:
    assert run_reading([9, 8, 9, 8, 9, 2, 1, 2, 1, 2], wanted=wanted)[2:] == [
        "From June 2024 on the values are lower than before, with one change of level that chance "
        f"seldom makes: {means}, from few values."
    ]
    assert run_reading([2, 1, 2, 1, 2, None, 9, 8, 9, 8, 9])[2].startswith(
        "From July 2024 on the values are higher than before"
    )


def test_signals_of_a_run_chart_speak_of_the_median() -> None:
    told = run_reading([4, 6, 4, 6, 3, 2, 3, 2, 3, 2, 3], baseline=4)
    assert told[2:] == [
        "Since May 2024, 7 values in a row have been below the median, which chance seldom does: a "
        "sign of improvement."
    ]
    (trend,) = run_reading([1, 2, 3, 4, 5, 6, 7])[2:]
    assert trend.startswith("Since January 2024, 7 values in a row have risen: a rising trend")


def test_a_median_since_a_re_base() -> None:
    assert run_reading([1, 2, 8, 9], rebases=[month_number(2)])[1] == (
        "The middle value since March 2024, the median, is 8.5 per 1,000 bed days."
    )


def test_periods_are_said_as_people_say_them() -> None:
    labels = [f"2026-W{week:02}" for week in range(1, 14)]
    values = [*[9, 11] * 6, 30]
    series = [
        Observation(period, value)
        for label, value in zip(labels, values, strict=True)
        if (period := read_period(label))
    ]
    chart = xmr_chart(series, baseline=12)
    assert "The value of the week of 23 March 2026 (30) is above" in str(
        read_chart(chart, Measured("Falls"))
    )
