"""What mergers keep about a person: what they decided, and as what."""

from typing import Any

from django.db.models import F

from accounts.models import User
from mergers.models import Decision


def personal_data(*, user: User) -> dict[str, Any]:
    """Decisions name their author's role for good; the author is a number."""
    return {
        "decided_in_mergers": list(
            Decision.objects.filter(decided_by=user)
            .order_by("pk")
            .values(
                "answer",
                "reason",
                "decided_at",
                "decided_role",
                organisation_name=F("merger__succession__successor__name"),
            )
        )
    }
