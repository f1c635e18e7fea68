"""Counting Monday to Friday."""

from datetime import date, timedelta

import pytest

from core.working_days import after, before, between

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
