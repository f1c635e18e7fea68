"""Days on which offices work. Pure functions."""

from datetime import date, timedelta


def working_days_before(day: date, count: int) -> date:
    """The date `count` working days earlier; Saturdays and Sundays do not count."""
    while count:
        day -= timedelta(days=1)
        count -= day.weekday() < 5
    return day
