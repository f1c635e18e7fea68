"""The one place that moves reminders."""

from collections.abc import Collection
from datetime import datetime

from reminders.choices import OPEN_STATES, TRANSITIONS, ReminderState, Why
from reminders.models import Digest, Reminder


def move(
    *,
    reminders: Collection[Reminder],
    to: ReminderState,
    at: datetime,
    why: Why | str = "",
    digest: Digest | None = None,
) -> int:
    """Move reminders along the table, in one query; how many had not been moved meanwhile."""
    may_come_from = [before for before, after in TRANSITIONS.items() if to in after]
    rows = Reminder.objects.filter(pk__in=[row.pk for row in reminders], state__in=may_come_from)
    ended_at = None if to in OPEN_STATES else at
    return rows.update(state=to, why=why, digest=digest, ended_at=ended_at)
