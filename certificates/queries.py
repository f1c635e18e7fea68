"""What somebody who checks a certificate may know, and a member about its badge."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min, Q, Sum

from certificates import codes
from certificates.models import BadgeDay, Certificate
from individuals.models import Individual
from organisations.models import Membership

DAYS = 30


def certificate_with(code: str) -> Certificate | None:
    """The certificate of a member."""
    return Certificate.objects.filter(code=code).first()


def individual_with(code: str) -> Individual | None:
    """Who pledged for themselves and has this code, unless they have left."""
    found = Individual.objects.current().filter(certificate_code=codes.in_groups(code))
    return found.select_related("organisation").first()


def badge_member(slug: str) -> Membership | None:
    """The member of whom a badge speaks, in one query."""
    return (
        Membership.objects.public()
        .filter(organisation__slug=slug)
        .select_related("organisation")
        .with_rejoined_at()
        .first()
    )


@dataclass(frozen=True)
class BadgeCounts:
    """How often a member's badge was asked for."""

    last_days: int
    ever: int
    since: date | None


def badge_counts(membership: Membership, today: date) -> BadgeCounts:
    """In one query."""
    days = BadgeDay.objects.filter(membership=membership)
    recent = Q(day_date__gt=today - timedelta(days=DAYS))
    found = days.aggregate(
        last_days=Sum("shown", filter=recent, default=0),
        ever=Sum("shown", default=0),
        since=Min("day_date"),
    )
    return BadgeCounts(**found)
