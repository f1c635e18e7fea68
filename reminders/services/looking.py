"""The look at every rule: once each London day, whatever runs and how often."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from reminders.models import Looked, Reminder
from reminders.rules import RULES, Line, Rule, missing
from reminders.rules.windows import since

BATCH = 1000


def look(*, at: datetime, today: date, again: bool = False) -> int:
    """Write a row for all that has come due by any rule; how many, among them what was there.

    A rule that was looked at today is left alone, unless it is to be looked at `again`: one query
    for all of them. Two looks at once write nothing twice: the ledger's keys see to that.
    """
    up_to = dict(Looked.objects.values_list("kind", "up_to_date"))
    return sum(
        _look_at(rule, up_to.get(rule.kind), at=at, today=today)
        for rule in RULES
        if again or up_to.get(rule.kind, date.min) < today
    )


@transaction.atomic
def _look_at(rule: Rule, up_to: date | None, *, at: datetime, today: date) -> int:
    """The rows and the mark that they are written stand together, or neither does."""
    found = missing(rule, today, since(today, up_to))
    _write(rule, found, at)
    Looked.objects.bulk_create(
        [Looked(kind=rule.kind, up_to_date=max(today, up_to or today), looked_at=at)],
        update_conflicts=True,
        unique_fields=["kind"],
        update_fields=["up_to_date", "looked_at"],
    )
    return len(found)


def _write(rule: Rule, lines: Iterable[Line], at: datetime) -> None:
    Reminder.objects.bulk_create(
        (
            Reminder(
                membership_id=line.member,
                individual_id=line.own,
                user_id=line.person,
                email=line.address,
                kind=rule.kind,
                period_date=line.period,
                created_at=at,
                next_try_at=at,
            )
            for line in lines
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
