"""Counting Monday to Friday, but for bank holidays."""

from datetime import date, timedelta

import pytest

from core.working_days import after, before, between, is_working_day

MONDAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("start", "day"),
    [(0, 17), (3, 22), (4, 23), (5, 23), (6, 23)],
    ids=["Mo", "Th", "Fr", "Sa", "Su"],
)
def test_two_working_days_after(start: int, day: int) -> None:
    assert after(MONDAY + timedelta(days=start), 2) == date(2026, 6, day)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (0, 0, 0),
        (0, 1, 1),
        (0, 4, 4),
        (4, 6, 0),
        (4, 7, 1),
        (5, 7, 1),
        (0, 14, 10),
        (3, 15, 8),
        (2, 0, 0),
    ],
)
def test_working_days_between(start: int, end: int, count: int) -> None:
    assert between(MONDAY + timedelta(days=start), MONDAY + timedelta(days=end)) == count


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 6, 15), 0, date(2026, 6, 15)),
        (date(2026, 6, 15), 1, date(2026, 6, 12)),  # Monday to Friday
        (date(2026, 6, 15), 5, date(2026, 6, 8)),
        (date(2026, 6, 14), 5, date(2026, 6, 8)),
        (date(2026, 6, 19), 5, date(2026, 6, 12)),
    ],
)
def test_working_days_before(day: date, count: int, expected: date) -> None:
    assert before(day, count) == expected


# Bank holidays


@pytest.mark.parametrize(
    ("asked", "promised"),
    [
        (date(2026, 12, 23), date(2026, 12, 29)),  # Wednesday; 26 December is a Saturday
        (date(2026, 12, 24), date(2026, 12, 30)),
        (date(2026, 12, 30), date(2027, 1, 4)),
        (date(2027, 12, 24), date(2027, 12, 30)),  # Christmas and Boxing Day on a weekend
        (date(2027, 12, 31), date(2028, 1, 5)),  # New Year's Day on a Saturday
        (date(2027, 3, 24), date(2027, 3, 30)),  # Good Friday is 26 March
        (date(2027, 3, 25), date(2027, 3, 31)),
        (date(2026, 4, 2), date(2026, 4, 8)),  # Good Friday is 3 April
        (date(2026, 8, 28), date(2026, 9, 2)),
    ],
)
def test_two_working_days_over_bank_holidays(asked: date, promised: date) -> None:
    seen = after(asked, 2), before(promised, 2), between(asked, promised)
    assert seen == (promised, asked, 2)


@pytest.mark.parametrize("day", [date(2026, 11, 30), date(2026, 7, 13), date(2026, 8, 3)])
def test_what_only_scotland_or_northern_ireland_keeps_is_a_working_day(day: date) -> None:
    assert is_working_day(day)


def test_counting_agrees_with_looking_at_each_day() -> None:
    start = date(2026, 11, 1)
    days = [start + timedelta(days=n) for n in range(1, 500)]
    looked_at = [sum(map(is_working_day, days[: n + 1])) for n in range(len(days))]
    assert [between(start, day) for day in days] == looked_at
    assert between(days[-1], start) == 0


def test_a_start_after_the_end_counts_nothing_over_a_year_either() -> None:
    assert between(date(2027, 1, 10), date(2026, 12, 1)) == 0
