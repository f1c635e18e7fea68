"""What the ledger keeps about a person: what was sent to them, and what their server said."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from reminders.choices import ReminderState
from reminders.models import Reminder


def personal_data(*, user: User) -> dict[str, Any]:
    """Every reminder to the person and how it ended."""
    return {
        "reminders": list(
            Reminder.objects.filter(user=user)
            .order_by("pk")
            .values(
                "membership__organisation__name",
                "kind",
                "period_date",
                "state",
                "created_at",
                "ended_at",
                "answer",
            )
        )
    }


@transaction.atomic
def erase(*, user: User, at: datetime) -> None:
    """Mail servers like to repeat the address in what they answer. Nothing more will be sent."""
    mine = Reminder.objects.filter(user=user)
    mine.filter(state=ReminderState.DUE).update(state=ReminderState.SUPPRESSED, ended_at=at)
    mine.update(answer="")
