"""The demo's days."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo


def moment(day: date | str) -> datetime:
    """Ten o'clock in London on a day."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(day, time(10), ZoneInfo("Europe/London"))
