"""Periods: what they are read from, how a sentence says them, and where one is missing."""

from datetime import date

import pytest

from improvement_plans.periods import (
    Kind,
    NotAPeriod,
    Period,
    gaps,
    month,
    named,
    read_period,
)


@pytest.mark.parametrize(
    ("label", "kind", "first_day", "words"),
    [
        ("2026-03", Kind.MONTH, date(2026, 3, 1), "March 2026"),
        ("2026-03-09", Kind.DAY, date(2026, 3, 9), "9 March 2026"),
        ("2026-W03", Kind.WEEK, date(2026, 1, 12), "the week of 12 January 2026"),
        ("2026-w53", Kind.WEEK, date(2026, 12, 28), "the week of 28 December 2026"),
        ("2026-Q1", Kind.QUARTER, date(2026, 1, 1), "quarter 1 of 2026"),
        ("2026-q4", Kind.QUARTER, date(2026, 10, 1), "quarter 4 of 2026"),
        ("17", Kind.NUMBER, None, "17"),
    ],
)
def test_a_period_is_read(label: str, kind: Kind, first_day: date | None, words: str) -> None:
    period = read_period(label)
    assert period is not None
    assert (period.kind, period.first_day, period.words) == (kind, first_day, words)
    assert period.label == label


@pytest.mark.parametrize(
    "label",
    ["2026-13", "2026-00", "0000-01", "2026-02-30", "2025-W53", "2026-Q5", "0000-Q1", "01/02/2026"],
)
def test_what_looks_like_a_date_and_is_none_is_refused(label: str) -> None:
    with pytest.raises(NotAPeriod):
        read_period(label)


@pytest.mark.parametrize("label", ["Before", "2016/17", "January", ""])
def test_other_text_is_a_name(label: str) -> None:
    assert read_period(label) is None
    assert named(label, 3) == Period(Kind.NAME, 3, label)
    assert (named("Before", 3).words, named("Before", 3).first_day) == ("Before", None)


def test_a_month_is_that_of_a_day() -> None:
    assert month(date(2026, 3, 31)) == read_period("2026-03")


@pytest.mark.parametrize(
    ("labels", "missing_after"),
    [
        ("2025-11 2025-12 2026-01 2026-03 2026-04", ["2026-01"]),
        # A quarterly measure whose periods are months.
        ("2026-03 2026-06 2026-12 2027-03", ["2026-06"]),
        ("2025-W51 2025-W52 2026-W01 2026-W03", ["2026-W01"]),
        ("2025-Q3 2025-Q4 2026-Q2", ["2025-Q4"]),
        ("1 2 3 5", ["3"]),
        # The first of each month, and the last of each month.
        ("2026-01-01 2026-02-01 2026-03-01 2026-05-01", ["2026-03-01"]),
        ("2026-01-31 2026-02-28 2026-03-31 2026-05-31", ["2026-03-31"]),
        ("2026-01-05 2026-01-12 2026-01-19 2026-02-02", ["2026-01-19"]),
        # Thursday, Friday, Monday: no week-end is missing; of the next days a Wednesday is.
        ("2026-01-08 2026-01-09 2026-01-12 2026-01-13 2026-01-15", ["2026-01-13"]),
        ("2026-01-09 2026-01-10 2026-01-11 2026-01-13", ["2026-01-11"]),
        # Days on which something happened.
        ("2026-01-09 2026-01-10 2026-01-29 2026-02-17", []),
        ("1 2 9 30", []),
        ("2026-01", []),
        ("2026-01 2026-04", []),
        ("North South", []),
        ("", []),
    ],
)
def test_gaps_are_where_a_period_of_the_series_is_missing(
    labels: str, missing_after: list[str]
) -> None:
    periods = [
        read_period(label) or named(label, place) for place, label in enumerate(labels.split())
    ]
    found = gaps(periods)
    assert len(found) == max(0, len(periods) - 1)
    assert [
        period.label for period, gap in zip(periods, found, strict=False) if gap
    ] == missing_after
