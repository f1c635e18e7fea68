"""The one definition of the rows behind each number."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Upper
from django.utils import timezone

from improvement_plans.models import PlanVersion
from organisations.choices import Region
from organisations.models import Membership, Organisation, StateChange
from organisations.models.membership import MembershipQuerySet
from organisations.models.register import OrganisationQuerySet
from pledges.models import Commitment
from reports.choices import RegionGroup, Standing
from reports.queries.filters import Filters

PUBLISHED_PLAN = PlanVersion.objects.published().filter(plan__membership=OuterRef("pk"))
HAS_PLAN = Q(Exists(PUBLISHED_PLAN))
HAS_PLEDGES = Q(Exists(Commitment.objects.published().filter(membership=OuterRef("pk"))))


def is_open(today: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}closed_date": None}) | Q(**{f"{prefix}closed_date__gt": today})


def in_region(region: str, prefix: str = "") -> Q:
    if region == RegionGroup.NONE:
        return Q(**{f"{prefix}region_code": ""})
    if region == RegionGroup.OTHER:
        return ~Q(**{f"{prefix}region_code__in": ["", *Region.values]})
    return Q(**{f"{prefix}region_code": region})


def start_of(day: date, days: int = 0) -> datetime:
    """The first moment of a day, or of the day so many days later, in London."""
    return timezone.make_aware(datetime.combine(day + timedelta(days), time.min))


def in_standing(standing: str, today: date) -> Q:
    stands_open = is_open(today, "organisation__")
    return stands_open if standing == Standing.OPEN else ~stands_open


# What each filter asks of a membership. `state` and `on` are asked by `members` itself.
CONDITIONS: dict[str, Callable[[Any, date], Q]] = {
    "type": lambda type_, _: Q(organisation__type=type_),
    "region": lambda region, _: in_region(region, "organisation__"),
    "joined_from": lambda day, _: Q(joined_at__gte=start_of(day)),
    "joined_to": lambda day, _: Q(joined_at__lt=start_of(day, days=1)),
    "has_plan": lambda yes, _: HAS_PLAN if yes else ~HAS_PLAN,
    "has_pledges": lambda yes, _: HAS_PLEDGES if yes else ~HAS_PLEDGES,
    "heard_from": lambda day, _: Q(last_heard_at__gte=start_of(day)),
    "plan_from": lambda day, _: Q(Exists(PUBLISHED_PLAN.filter(published_at__gte=start_of(day)))),
    "standing": in_standing,
}


def narrowed(filters: Filters, today: date) -> MembershipQuerySet:
    """Memberships in any state, sign-ups too, under every filter in `CONDITIONS`."""
    rows = Membership.objects.all()
    for name, condition in CONDITIONS.items():
        if (value := getattr(filters, name)) not in ("", None):
            rows = rows.filter(condition(value, today))
    return rows


def crosses(filters: Filters) -> Q:
    return Q(to_state__in=filters.states) | Q(from_state__in=filters.states)


def net(filters: Filters) -> Combinable:
    """Entries into the states less departures: 1 for a membership that stands in them, else 0."""
    enters, leaves = Q(to_state__in=filters.states), Q(from_state__in=filters.states)
    return Count("pk", filter=enters & ~leaves) - Count("pk", filter=leaves & ~enters)


def members(filters: Filters, today: date) -> MembershipQuerySet:
    """The memberships that a number with these filters counts."""
    rows = narrowed(filters, today)
    if filters.on:
        stood = (
            StateChange.objects.filter(crosses(filters), at__lt=start_of(filters.on, days=1))
            .values("membership")
            .annotate(net=net(filters))
            .filter(net__gt=0)
        )
        return rows.filter(pk__in=stood.values("membership"))
    return rows.filter(state__in=filters.states)


def listed(filters: Filters, today: date) -> MembershipQuerySet:
    """The same rows A to Z, with the day each published its plan.

    Names from the register are in capitals and names that people typed are not: `Upper` brings
    them into one alphabet.
    """
    return (
        members(filters, today)
        .annotate(plan_published_at=Subquery(PUBLISHED_PLAN.values("published_at")))
        .order_by(Upper("organisation__name"), "organisation_id")
    )


def register(filters: Filters, today: date) -> OrganisationQuerySet:
    """Open organisations of the type and region, A to Z: what coverage is measured against."""
    rows = Organisation.objects.filter(is_open(today))
    if filters.type:
        rows = rows.filter(type=filters.type)
    if filters.region:
        rows = rows.filter(in_region(filters.region))
    return rows.order_by(Upper("name"), "pk")
