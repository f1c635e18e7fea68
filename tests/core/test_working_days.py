"""Counting Monday to Friday."""

from datetime import date, timedelta

import pytest

from core.working_days import after, between

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
