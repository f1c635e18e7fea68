"""Working days."""

from datetime import date

import pytest

from core.working_days import working_days_before


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
def test_weekends_do_not_count(day: date, count: int, expected: date) -> None:
    assert working_days_before(day, count) == expected
