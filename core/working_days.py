"""Days. Working days are Monday to Friday, but for the bank holidays of England."""

from datetime import date, datetime, timedelta
from functools import cache

from django.utils.timezone import get_default_timezone

FRIDAY = 4


def day_of(at: datetime) -> date:
    """The day in London on which something happens."""
    return at.astimezone(get_default_timezone()).date()


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The days from Monday to Friday of a year on which England does not work."""
    # Imported when first asked: the list of every country takes a while to load.
    from holidays import country_holidays

    days = country_holidays("GB", subdiv="ENG", years=year)
    return frozenset(day for day in days if day.weekday() <= FRIDAY)


def is_working_day(day: date) -> bool:
    return day.weekday() <= FRIDAY and day not in bank_holidays(day.year)


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
    mondays_to_fridays = 5 * weeks + sum(
        (last + timedelta(days=n + 1)).weekday() <= FRIDAY for n in range(rest)
    )
    off = sum(
        start < holiday <= end
        for year in range(start.year, end.year + 1)
        for holiday in bank_holidays(year)
    )
    return mondays_to_fridays - off
