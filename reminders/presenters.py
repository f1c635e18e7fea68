"""The rules, what they would say, and what was said: for the campaign team's pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from core.text import nhs_date, time_of_day
from core.working_days import day_of
from organisations.models import Membership
from reminders import clock
from reminders.choices import ReminderState
from reminders.models import Looked, Reminder
from reminders.rules import RULES, Line, Rule, forecast
from reminders.rules.windows import since
from reminders.rules.wishes import quiet_until, unwanted_by, wants

# More lines than these no person reads; the sweep counts on.
MOST_LINES = 1000
PRIVATE = "Somebody who pledged for themselves"


@dataclass(frozen=True)
class Said:
    """One line of the dry run: who would hear, about whom, and why not where they would not."""

    to: str
    about: Membership | None
    period: date
    held: str = ""


@dataclass(frozen=True)
class RuleRow:
    """A rule, and what the next digests say by it."""

    rule: Rule
    lines: tuple[Said, ...]

    @property
    def going(self) -> list[Said]:
        return [line for line in self.lines if not line.held]

    @property
    def held(self) -> list[Said]:
        return [line for line in self.lines if line.held]


@dataclass(frozen=True)
class NextRun:
    """When the next digests go, and what they say, by rule."""

    at: datetime
    rules: tuple[RuleRow, ...]

    @property
    def when(self) -> str:
        return f"{nhs_date(self.at)} at {time_of_day(self.at)}"

    @property
    def count(self) -> int:
        return sum(len(row.going) for row in self.rules)

    @property
    def held(self) -> int:
        return sum(len(row.held) for row in self.rules)

    @property
    def people(self) -> int:
        """How many mails that makes: one a person."""
        return len({line.to for row in self.rules for line in row.going})


def next_run(now: datetime) -> NextRun:
    """The dry run of the next digests that are to come: nothing is written."""
    at = clock.next_opening(now)
    return NextRun(at, tuple(dry_runs(RULES, day_of(at))))


def dry_runs(rules: Iterable[Rule], day: date) -> list[RuleRow]:
    """What a digest of a day would say by these rules, as the ledger stands."""
    looked = dict(Looked.objects.values_list("kind", "up_to_date"))
    waiting = set(Reminder.objects.due().values_list("kind", flat=True))
    return [
        _row(rule, forecast(rule, day, start, has_waiting=rule.kind in waiting), day)
        for rule in rules
        for start in [since(day, looked.get(rule.kind))]
    ]


def _row(rule: Rule, found: list[Line], day: date) -> RuleRow:
    if not found:
        return RuleRow(rule, ())
    lines = found[:MOST_LINES]
    users = User.objects.in_bulk([line.person for line in lines if line.person])
    members = Membership.objects.select_related("organisation").in_bulk(
        [line.member for line in lines if line.member]
    )
    held = _held(rule, lines, users, day)
    said = [
        Said(
            # What people keep private about themselves, the campaign team does not read either.
            to=PRIVATE if line.own else users[line.person].email if line.person else line.address,
            about=members[line.member] if line.member else None,
            period=line.period,
            held=held.get(line, ""),
        )
        for line in lines
    ]
    said.sort(key=lambda line: (line.about.organisation.name if line.about else "", line.to))
    return RuleRow(rule, tuple(said))


def _held(rule: Rule, lines: list[Line], users: dict[int, User], day: date) -> dict[Line, str]:
    """Who would not hear, and why."""
    address = {line: users[line.person].email if line.person else line.address for line in lines}
    wishes = unwanted_by((line.person, address[line]) for line in lines)
    quiet = quiet_until({(line.member or 0, line.person or 0) for line in lines}, day)
    held = {}
    for line in lines:
        until = quiet.get((line.member or 0, line.person or 0))
        if not wants(wishes, line.person, address[line], rule.kind.topic):
            held[line] = "Does not want these"
        elif until:
            held[line] = f"Did something lately: not before {nhs_date(until)}"
    return held


@dataclass(frozen=True)
class Sent:
    """A reminder on a member's record: to whom, about what, and how it fared."""

    kind: str
    to: str
    on: datetime
    standing: str


def history(membership: Membership) -> list[Sent]:
    """What a member's people were reminded of, the newest first. For the page of its record."""
    rows = Reminder.objects.about(membership)
    return [
        Sent(row.get_kind_display(), row.address, row.created_at, _standing(row)) for row in rows
    ]


def _standing(row: Reminder) -> str:
    """In a digest it stands as the mail does."""
    mail = row.digest.mail if row.digest else None
    if row.state == ReminderState.WRITTEN and mail:
        return mail.get_state_display()
    return row.get_why_display() or row.get_state_display()
