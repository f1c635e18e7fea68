"""Working days: Monday to Friday. Bank holidays count as working days here."""

from datetime import date, timedelta

FRIDAY = 4


def is_working_day(day: date) -> bool:
    return day.weekday() <= FRIDAY


def after(day: date, working_days: int) -> date:
    """The day that lies so many working days after another."""
    while working_days:
        day += timedelta(days=1)
        working_days -= is_working_day(day)
    return day


def before(day: date, working_days: int) -> date:
    """The day that lies so many working days before another."""
    while working_days:
        day -= timedelta(days=1)
        working_days -= is_working_day(day)
    return day


def between(start: date, end: date) -> int:
    """How many working days have come after `start`, `end` among them."""
    days = max((end - start).days, 0)
    weeks, rest = divmod(days, 7)
    last = end - timedelta(days=rest)
    return 5 * weeks + sum(is_working_day(last + timedelta(days=n + 1)) for n in range(rest))
