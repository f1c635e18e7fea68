"""Every day of 2026 to 2029: clock changes, month ends, 29 February, days on which nothing ran."""

from bisect import bisect_left
from collections import Counter
from datetime import UTC, date, datetime, timedelta

from core.working_days import day_of, is_working_day
from reminders import clock
from reminders.rules import RULES
from reminders.rules.windows import Window, anniversary, since, window

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FIRST, LAST = date(2026, 1, 1), date(2029, 12, 31)
DAYS = [FIRST + n * DAY for n in range((LAST - FIRST).days + 1)]
# Each Easter, three weeks of one summer, and every other Tuesday: nothing ran.
AWAY = {
    *(day for day in DAYS if date(2027, 7, 5) <= day <= date(2027, 7, 26)),
    *(day for day in DAYS if date(2028, 2, 27) <= day <= date(2028, 3, 1)),
    *(day for day in DAYS if day.isocalendar().week % 2 and day.weekday() == 1),
}


def looks(after: int, until: int | None, looked: list[date]) -> dict[date, list[date]]:
    """For each date a rule can be about, the days on which a sweep with an empty ledger finds it."""
    found: dict[date, list[date]] = {}
    up_to: date | None = None
    for today in looked:
        seen = window(today, after, until, since(today, up_to))
        about = seen.first
        while about <= seen.last:
            found.setdefault(about, []).append(today)
            about += DAY
        up_to = max(today, up_to or today)
    return found


def test_every_date_is_found_on_its_day_or_on_the_first_day_that_ran_after_it() -> None:
    looked = [day for day in DAYS if day not in AWAY]
    wrong = {}
    for after, until in {(rule.after, rule.until) for rule in RULES}:
        found = looks(after, until, looked)
        for about in DAYS[60:-60]:
            due = about + after * DAY
            ends = about + until * DAY if until is not None else date.max
            first = looked[bisect_left(looked, due)]
            expected = first if first < ends else None
            if next(iter(found.get(about, [])), None) != expected:
                wrong[after, about] = expected
    # Whoever is away for the three weeks that a rule speaks misses it: the next rule speaks then.
    assert wrong == {}


def test_a_clock_that_goes_an_hour_wrong_either_way_finds_no_date_early_or_twice() -> None:
    """The period is the date itself, whenever it was found: a second finding is the same row."""
    for midnight in (datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 24, 23, tzinfo=UTC)):
        days = [day_of(midnight + wrong * HOUR) for wrong in (-1, 0, 1)]
        assert days == [day_of(midnight) - DAY, day_of(midnight), day_of(midnight)]


def test_a_sweep_that_ran_ahead_looks_back_from_the_day_it_is() -> None:
    assert since(date(2026, 6, 15), date(2026, 6, 16)) == date(2026, 6, 12)
    assert since(date(2026, 6, 15), date(2026, 5, 1)) == date(2026, 4, 28)


def test_a_day_returns_once_a_year_and_29_february_on_the_28th() -> None:
    for joined in (date(2024, 2, 29), date(2024, 2, 28), date(2024, 3, 1), date(2025, 12, 31)):
        returns = Counter(anniversary(joined, day) for day in DAYS)
        years = {day.year for day in returns if day > joined}
        assert (len([day for day in returns if day > joined]), years) == (
            len(years),
            set(range(max(joined.year + 1, 2025), 2030)),
        ), joined
    assert anniversary(date(2024, 2, 29), date(2027, 2, 28)) == date(2027, 2, 28)
    assert anniversary(date(2024, 2, 29), date(2028, 2, 28)) == date(2027, 2, 28)


def test_each_day_of_joining_is_in_the_ranges_of_its_return() -> None:
    joined = [date(2024, 1, 1) + n * DAY for n in range(366)]
    lost = [
        (day, today)
        for day in joined
        for year in (2026, 2027, 2028, 2029)
        for today in [anniversary(day, date(year, 12, 31))]
        if not any(
            range_.first <= day <= range_.last
            for range_ in Window(today, today).years_back(date(2024, 1, 1))
        )
    ]
    assert lost == []


def test_digests_open_once_on_every_working_day_at_nine_in_london() -> None:
    opened = set()
    for day in DAYS:
        for hour in (0, 8, 9, 23):
            at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
            opening = clock.next_opening(at)
            assert opening > at
            assert clock.next_run(at) in {at, opening}
            assert clock.is_time(opening)
            assert not clock.is_time(opening - timedelta(minutes=1))
            opened.add(opening)
    days = sorted(day_of(opening) for opening in opened)
    assert days[:-1] == [day for day in DAYS if is_working_day(day)]
    # Summer and winter: nine o'clock in London is not always nine o'clock in UTC.
    assert {opening.astimezone(UTC).hour for opening in opened} == {8, 9}


def test_no_digest_goes_at_night_or_on_a_bank_holiday() -> None:
    at = [
        datetime(2026, 12, day, hour, tzinfo=UTC)
        for day in (24, 25, 28, 29)
        for hour in (8, 10, 17)
    ]
    assert [clock.is_time(moment) for moment in at] == [
        *(False, True, False),
        *(False, False, False),
        *(False, False, False),
        *(False, True, False),
    ]


def test_the_kinds_that_speak_of_one_date_never_speak_on_the_same_day() -> None:
    """What begins where another ends leaves one thing to say a day."""
    for kinds in (("PLAN_IN_30_DAYS", "PLAN_IN_7_DAYS", "PLAN_DATE_GONE_BY"),
                  ("REPORT_COMING", "REPORT_DUE", "REPORT_GONE_BY"),
                  ("DRAFT_RESTING_7", "DRAFT_RESTING_21")):  # fmt: skip
        rules = [rule for rule in RULES if rule.kind in kinds]
        about = date(2028, 2, 29)
        for day in DAYS:
            speak = [
                rule.kind
                for rule in rules
                for seen in [window(day, rule.after, rule.until)]
                if seen.first <= about <= seen.last
            ]
            assert len(speak) <= 1
