"""What reports keep about a person: which versions they published or took back, and as what."""

from typing import Any

from django.db.models import F

from accounts.models import User
from progress_reports.models import Report

WHICH = ("number", "version", "period_start_date", "period_end_date")


def personal_data(*, user: User) -> dict[str, Any]:
    """Published versions name their author's role for good; the author is a number."""
    organisation = F("plan__membership__organisation__name")
    published = Report.objects.filter(published_by=user).order_by("pk")
    taken_back = Report.objects.filter(unpublished_by=user).order_by("pk")
    return {
        "reports_published": list(
            published.values(
                *WHICH, "published_at", "published_role", organisation_name=organisation
            )
        ),
        "reports_taken_back": list(
            taken_back.values(
                *WHICH, "unpublished_at", "unpublished_role", organisation_name=organisation
            )
        ),
    }
