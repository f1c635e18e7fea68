"""What plans keep about a person: which versions they published or took back, and as what."""

from typing import Any

from django.db.models import F

from accounts.models import User
from improvement_plans.models import PlanVersion


def personal_data(*, user: User) -> dict[str, Any]:
    """Published versions name their author's role for good; the author is a number."""
    return {
        "plans_published": list(
            PlanVersion.objects.filter(published_by=user)
            .order_by("pk")
            .values(
                "title",
                "number",
                "published_at",
                "published_role",
                organisation_name=F("plan__membership__organisation__name"),
            )
        ),
        "plans_taken_back": list(
            PlanVersion.objects.filter(unpublished_by=user)
            .order_by("pk")
            .values(
                "title",
                "number",
                "unpublished_at",
                "unpublished_role",
                organisation_name=F("plan__membership__organisation__name"),
            )
        ),
    }
