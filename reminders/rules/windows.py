"""Which dates a rule is about today. Pure: dates in, dates out.

A rule is about a *date of its own*: when a plan is meant to be published, when a sign-up was last
worked on. It is due `after` so many days (before, where that is negative), and says nothing any
more from `until` days on, where the next rule speaks.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.utils.timezone import make_aware

LONG_AGO = date(2000, 1, 1)
# Somebody who joins a team, or a member that comes back, so many days after its day still hears.
LOOK_BACK_DAYS = 3


@dataclass(frozen=True)
class Window:
    """Dates from `first` to `last`, both among them; none where `first` is later."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        """Midnight in London at which the first day begins."""
        return midnight(self.first)

    @property
    def ends(self) -> datetime:
        """Midnight in London at which the last day ends: no longer in it."""
        return midnight(self.last + timedelta(days=1))

    def years_back(self, since: date) -> "list[Window]":
        """The same days of each earlier year down to `since`, the last year's first.

        At the end of February a day too many may be among them: `anniversary` decides.
        """
        found, years = [], 1
        while (last := self.last - relativedelta(years=years)) >= since:
            found.append(Window(self.first - relativedelta(years=years), _to_the_29th(last)))
            years += 1
        return found


def window(today: date, after: int, until: int | None, since: date | None = None) -> Window:
    """The dates that have come due up to `today`, since a day where one is given."""
    last = today - timedelta(days=after)
    first = today - timedelta(days=until - 1) if until is not None else LONG_AGO
    if since:
        first = max(first, since - timedelta(days=after))
    return Window(first, last)


def since(today: date, looked_up_to: date | None) -> date:
    """From which day on to look for what came due: a few days back, or as long as nobody looked.

    A rule that has never looked begins there too: what lay waiting before is not all sent at once.
    """
    return min(looked_up_to or today, today) - timedelta(days=LOOK_BACK_DAYS)


def anniversary(of: date, up_to: date) -> date:
    """The last yearly return of a day that is not after another."""
    day = of + relativedelta(years=up_to.year - of.year)
    return day if day <= up_to else of + relativedelta(years=up_to.year - of.year - 1)


def _to_the_29th(day: date) -> date:
    """In a leap year 28 February is the return of the 29th too, in a year that has none."""
    following = day + timedelta(days=1)
    return following if (following.month, following.day) == (2, 29) else day


def midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
