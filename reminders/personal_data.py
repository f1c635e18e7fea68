"""What reminders keep about a person: what was due, how it ended, and what they do not want."""

from typing import Any

from django.db.models import F, Q

from accounts.models import User
from accounts.personal_data import addresses_of
from reminders.models import Digest, Reminder, Unwanted


def personal_data(*, user: User) -> dict[str, Any]:
    """Every reminder to the person, also as a sponsor before they had an account."""
    mine = Q(user=user) | Q(user=None, email__in=addresses_of(user))
    return {
        "reminders": list(
            Reminder.objects.filter(mine)
            .order_by("pk")
            .values(
                "kind",
                "email",
                "period_date",
                "state",
                "why",
                "created_at",
                "ended_at",
                "answer",
                organisation_name=F("membership__organisation__name"),
                digest_on=F("digest__on_date"),
                digest_to=F("digest__email"),
            )
        ),
        "unwanted_reminders": list(
            Unwanted.objects.of(user, user.email).order_by("pk").values("topic", "since_at")
        ),
    }


def erase(*, user: User) -> None:
    """Forget the addresses of who was a sponsor; mail servers repeat one in what they answer, too.

    What is still due ends by itself as suppressed: nobody writes to a closed account, nor to no
    address. What they did not want stays of an address, as a digest that names nobody.
    """
    addresses = addresses_of(user)
    Reminder.objects.filter(user=user).update(answer="")
    Reminder.objects.filter(user=None, email__in=addresses).update(email="", answer="")
    Digest.objects.filter(user=None, email__in=addresses).update(email="")
    Unwanted.objects.filter(user=user).delete()
