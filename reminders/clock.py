"""When digests go. Pure: moments in, moments out."""

from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_default_timezone

from core import working_days
from core.working_days import day_of

OPENS, CLOSES = time(9), time(17)


def is_time(at: datetime) -> bool:
    """Whether digests go now: from 09:00 in London on a working day, and not into the evening.

    Whatever ran late catches up on the same day, and otherwise on the next working day.
    """
    there = at.astimezone(get_default_timezone())
    return working_days.is_working_day(there.date()) and OPENS <= there.time() < CLOSES


def next_run(at: datetime) -> datetime:
    """When the next digests go: at once where it is time, else at 09:00 of a working day."""
    if is_time(at):
        return at
    there = at.astimezone(get_default_timezone())
    day = there.date()
    if there.time() >= CLOSES or not working_days.is_working_day(day):
        day = working_days.after(day, 1)
    return opening(day)


def next_opening(at: datetime) -> datetime:
    """The next 09:00 of a working day that is to come."""
    day = day_of(at)
    if working_days.is_working_day(day) and at < opening(day):
        return opening(day)
    return opening(working_days.after(day, 1))


def opening(day: date) -> datetime:
    """09:00 in London."""
    return datetime.combine(day, OPENS, get_default_timezone())


def good_for(at: datetime, days: int) -> timedelta:
    """From a moment to the end of the working day that is so many working days later."""
    end = datetime.combine(working_days.after(day_of(at), days), CLOSES, get_default_timezone())
    return end - at
