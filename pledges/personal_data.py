"""What pledges keep about a person: which versions they published, and as what, or wrote."""

from typing import Any

from django.db.models import F

from accounts.models import User
from pledges.models import Commitment


def personal_data(*, user: User) -> dict[str, Any]:
    """Published versions name their author's role for good; the author is a number."""
    return {
        "pledges_published": list(
            Commitment.objects.filter(published_by=user)
            .order_by("pk")
            .values(
                "version",
                "reason",
                "published_at",
                "published_role",
                pledge_number=F("pledge__number"),
                organisation_name=F("membership__organisation__name"),
            )
        ),
        "pledges_drafted": list(
            Commitment.objects.drafts()
            .filter(saved_by=user)
            .order_by("pk")
            .values(
                "version",
                "saved_at",
                pledge_number=F("pledge__number"),
                organisation_name=F("membership__organisation__name"),
            )
        ),
    }
