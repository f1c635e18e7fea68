"""What plans keep about a person: what they published, took back or changed, and as what."""

from typing import Any

from django.db.models import F

from accounts.models import User
from improvement_plans.models import MeasureChange, PlanVersion


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
        "measures_changed": list(
            MeasureChange.objects.filter(changed_by=user)
            .order_by("pk")
            .values(
                "changed_at",
                "changed_role",
                "reason",
                measure_name=F("measure__name"),
                organisation_name=F("measure__plan__membership__organisation__name"),
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
