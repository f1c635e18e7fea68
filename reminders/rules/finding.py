"""What a rule finds, for the sweep and for the campaign team's page alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.choices import CampaignRole
from accounts.models import User
from core.working_days import day_of
from reminders.models import Reminder, ReminderQuerySet
from reminders.rules.rule import Audience, Rule
from reminders.rules.windows import anniversary, window

MUCH_OF_A_YEAR = timedelta(days=300)
TEAM = (CampaignRole.OFFICER, CampaignRole.ADMINISTRATOR)


@dataclass(frozen=True)
class Line:
    """Somebody, and what they are to hear about: a member, or pledges of their own."""

    period: date
    member: int | None = None
    own: int | None = None
    person: int | None = None
    # Only of somebody without an account.
    address: str = ""


def missing(rule: Rule, today: date, since: date) -> list[Line]:
    """All that came due from `since` up to `today` and has no row in the ledger."""
    rows = rule.rows(today, since)
    return _lines(rule, rows.filter(~Exists(_known(rule, today))), today)


def forecast(rule: Rule, today: date, since: date, *, has_waiting: bool) -> list[Line]:
    """All that a digest of `today` would say by this rule: what waits, and what comes due."""
    waiting = _waiting(rule, today) if has_waiting else []
    return [*waiting, *missing(rule, today, since)]


def is_still_due(rule: Rule, reminder: Reminder, today: date) -> bool:
    """Whether the thing is still to be done, and this person is still the one to do it."""
    member, person, own = reminder.membership_id, reminder.user_id, reminder.individual_id
    ways: dict[Audience, dict[str, Any]] = {
        Audience.LEADS: {"member": member, "person": person},
        Audience.SPONSOR: {"member": member, "address": reminder.address.lower()},
        Audience.TEAM: {"member": member},
        Audience.PERSON: {"own": own, "person": person},
    }
    if rule.audience == Audience.TEAM and reminder.user_id not in _team():
        return False
    rows = _lines(rule, rule.rows(today).filter(**ways[rule.audience]), today, is_one=True)
    return reminder.period_date in {line.period for line in rows}


def _waiting(rule: Rule, today: date) -> list[Line]:
    """What the ledger has due already, but for what was done meanwhile."""
    waiting = Reminder.objects.due().filter(kind=rule.kind).order_by("pk").select_related("user")
    if rule.audience == Audience.LEADS:
        due = set(_lines(rule, rule.rows(today).filter(Exists(_known(rule, today).due())), today))
        return [line for line in map(line_of, waiting) if line in due]
    return [line_of(row) for row in waiting if is_still_due(rule, row, today)]


def line_of(row: Reminder) -> Line:
    return Line(row.period_date, row.membership_id, row.individual_id, row.user_id, row.email)


def _known(rule: Rule, today: date) -> ReminderQuerySet:
    """The rows of the ledger that are the same as one that the rule finds."""
    of_kind = Reminder.objects.filter(kind=rule.kind)
    if rule.audience == Audience.PERSON:
        # The day is the last return of the day they joined: the database does not know it.
        return of_kind.filter(individual=OuterRef("own"), period_date__gt=today - MUCH_OF_A_YEAR)
    same = {field: OuterRef(name) for field, name in rule.audience.key.items()}
    return of_kind.filter(period_date=OuterRef("period"), **same)


def _lines(
    rule: Rule, rows: QuerySet[Any, Any], today: date, *, is_one: bool = False
) -> list[Line]:
    """The rows, for each person that they are for."""
    if rule.audience == Audience.TEAM:
        team = [None] if is_one else _team()
        found = rows.values_list("period", "member")
        return [Line(period, member, None, person) for period, member in found for person in team]
    if rule.audience == Audience.SPONSOR:
        return _with_accounts(rows.values_list("period", "member", "address"))
    if rule.audience == Audience.PERSON:
        return _anniversaries(rule, rows, today)
    found = rows.values_list("period", "member", "person")
    return [Line(period, member, None, person) for period, member, person in found]


def _team() -> list[int]:
    """Whoever decides what waits on the desk."""
    team = User.objects.filter(is_active=True, campaign_role__in=TEAM)
    return list(team.order_by("pk").values_list("pk", flat=True))


def _with_accounts(rows: Iterable[tuple[date, int, str]]) -> list[Line]:
    """An address that somebody signs in with is theirs: one person gets one mail."""
    found = list(rows)
    known = User.objects.filter(is_active=True, email__in={address for *_, address in found})
    users = dict(known.values_list("email", "pk"))
    return [
        Line(period, member, None, users.get(address), "" if address in users else address)
        for period, member, address in found
    ]


def _anniversaries(rule: Rule, rows: QuerySet[Any, Any], today: date) -> list[Line]:
    days = window(today, rule.after, rule.until)
    lines = [
        Line(anniversary(day_of(joined), today), None, own, person)
        for own, person, joined in rows.values_list("own", "person", "joined_at")
    ]
    return [line for line in lines if days.first <= line.period <= days.last]
