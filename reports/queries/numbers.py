"""Aggregates as frozen dataclasses."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db.models import BooleanField, DateField, ExpressionWrapper, Max
from django.db.models import Count as CountOf
from django.db.models.functions import TruncMonth

from audit.models import Event
from organisations.choices import AuditEvent, OrganisationType, Region
from organisations.models import StateChange
from reports.choices import RegionGroup, Standing
from reports.queries.filters import Count, Filters
from reports.queries.rows import crosses, is_open, members, narrowed, net, register, start_of

MONTHS_SHOWN_BY_MONTH = 24


@dataclass(frozen=True)
class Tiles:
    """`plans` is missing where the filters leave only members without a plan."""

    members: Count
    pledges: Count
    plans: Count | None
    heard: Count


@dataclass(frozen=True)
class CoverageRow:
    """One type or region: members whose organisation is open, of all open organisations."""

    name: str
    members: Count
    organisations: Count


@dataclass(frozen=True)
class Coverage:
    """`closed` counts members whose organisation is closed in the register: in no row."""

    by_type: tuple[CoverageRow, ...]
    by_region: tuple[CoverageRow, ...]
    closed: Count


@dataclass(frozen=True)
class Point:
    """The members at the end of a day."""

    day: date
    members: Count


@dataclass(frozen=True)
class Growth:
    """Points at the end of each month or quarter since the first member, and today."""

    period: str
    points: tuple[Point, ...]


def count(filters: Filters, today: date) -> Count:
    return Count(members(filters, today).count(), filters)


def tiles(filters: Filters, today: date) -> Tiles:
    """Members, and how many have published pledges, published a plan, been heard from in a year."""
    year_ago = today - relativedelta(months=12)
    pledges = replace(filters, has_pledges=True)
    plans = replace(filters, has_plan=True)
    heard = replace(filters, heard_from=max(filters.heard_from or year_ago, year_ago))
    return Tiles(
        members=count(filters, today),
        pledges=count(pledges, today),
        plans=None if filters.has_plan is False else count(plans, today),
        heard=count(heard, today),
    )


def coverage(filters: Filters, today: date) -> Coverage:
    """Members by type and by region, with the register's open organisations beside them.

    Both tables from one pass over the members and one over the register.
    """
    stands_open = ExpressionWrapper(is_open(today, "organisation__"), BooleanField())
    counted = list(
        members(filters, today)
        .values_list("organisation__type", "organisation__region_code", stands_open)
        .annotate(number=CountOf("pk"))
        .order_by()
    )
    registered = (
        register(filters, today)
        .values_list("type", "region_code")
        .annotate(number=CountOf("pk"))
        .order_by()
    )
    types: Counter[str] = Counter()
    regions: Counter[str] = Counter()
    open_types: Counter[str] = Counter()
    open_regions: Counter[str] = Counter()
    for type_, region, number in registered:
        types[type_] += number
        regions[_region_key(region)] += number
    for type_, region, in_register, number in counted:
        if in_register:
            open_types[type_] += number
            open_regions[_region_key(region)] += number
    found = replace(filters, standing=Standing.OPEN)
    asked = Filters(type=filters.type, region=filters.region)
    return Coverage(
        by_type=tuple(
            CoverageRow(
                name,
                members=Count(open_types[key], replace(found, type=key)),
                organisations=Count(types[key], replace(asked, type=key)),
            )
            for key, name in OrganisationType.choices
            if types[key]
        ),
        by_region=tuple(
            CoverageRow(
                name,
                members=Count(open_regions[key], replace(found, region=key)),
                organisations=Count(regions[key], replace(asked, region=key)),
            )
            for key, name in [*Region.choices, *RegionGroup.choices]
            if regions[key]
        ),
        closed=Count(
            sum(number for *_, in_register, number in counted if not in_register),
            replace(filters, standing=Standing.CLOSED),
        ),
    )


def _region_key(code: str) -> str:
    if not code:
        return RegionGroup.NONE
    return code if code in Region.values else RegionGroup.OTHER


def growth(filters: Filters, today: date) -> Growth:
    """How many members there were at the end of each month or quarter, and today.

    Counted from `StateChange`, not from when today's members joined: a member that withdraws
    then leaves the count from that day on, and last year's number stays what it was.
    """
    changes = StateChange.objects.filter(crosses(filters), at__lt=start_of(today, days=1))
    if replace(filters, state="") != Filters():
        changes = changes.filter(membership__in=narrowed(filters, today))
    net_by_month = dict(
        changes.values_list(TruncMonth("at", output_field=DateField()))
        .annotate(net=net(filters))
        .order_by()
    )
    if not net_by_month:
        return Growth("month", ())
    first = min(net_by_month)
    by_month = _months_between(first, today) < MONTHS_SHOWN_BY_MONTH
    total = 0
    points = []
    for number in range(_months_between(first, today) + 1):
        month = first + relativedelta(months=number)
        total += net_by_month.get(month, 0)
        day = min(month + relativedelta(day=31), today)
        if by_month or month.month % 3 == 0 or day == today:
            points.append(Point(day, Count(total, replace(filters, on=day))))
    return Growth("month" if by_month else "quarter", tuple(points))


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def register_imported_at() -> datetime | None:
    """When the register was last imported."""
    events = Event.objects.filter(event=AuditEvent.REGISTER_IMPORTED)
    newest: datetime | None = events.aggregate(newest=Max("at"))["newest"]
    return newest
