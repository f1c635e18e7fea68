"""What the ledger keeps about a person: what was sent to them, and what their server said."""

from typing import Any

from django.db.models import F

from accounts.models import User
from reminders.models import Reminder


def personal_data(*, user: User) -> dict[str, Any]:
    """Every reminder to the person and how it ended."""
    return {
        "reminders": list(
            Reminder.objects.filter(user=user)
            .order_by("pk")
            .values(
                "kind",
                "period_date",
                "state",
                "created_at",
                "ended_at",
                "answer",
                organisation_name=F("membership__organisation__name"),
            )
        )
    }


def erase(*, user: User) -> None:
    """Mail servers like to repeat the address in what they answer.

    What is still due ends by itself as suppressed: nobody writes to a closed account.
    """
    Reminder.objects.filter(user=user).update(answer="")
