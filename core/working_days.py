"""Days. Working days are Monday to Friday; bank holidays count as working days here."""

from datetime import date, datetime, timedelta

from django.utils.timezone import get_default_timezone

FRIDAY = 4


def day_of(at: datetime) -> date:
    """The day in London on which something happens."""
    return at.astimezone(get_default_timezone()).date()


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
