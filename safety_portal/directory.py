"""What the directory reads: its members as the filters leave them, and what can be chosen."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from improvement_plans import topics
from improvement_plans.models import PlanVersion
from organisations.models import Membership, Organisation
from safety_portal.presenters import LETTERS, Places

COLUMNS = (
    *(f"organisation__{name}" for name in ("name", "slug", "type", "town", "region_code")),
    "organisation__closed_date",
    *("state", "joined_at", "last_heard_at", "state_at", "state_reason"),
)


class Everyone:
    """The list that most people read, without a filter.

    Its SQL is put together once for each page: doing that takes longer than the database does. Only
    PostgreSQL gives rows that need nothing more to be done to them.
    """

    def __getitem__(self, wanted: slice) -> Sequence[Any]:
        if connection.vendor != "postgresql":
            return list(everyone()[wanted])
        with connection.cursor() as cursor:
            cursor.execute(*statement(wanted.start, wanted.stop))
            return cursor.fetchall()


def rows(filters: Mapping[str, str]) -> "QuerySet[Any] | Everyone":
    """Members today that the filters leave, A to Z, as `DirectoryRow` wants them."""
    return members(filters).values_list(*COLUMNS) if any(filters.values()) else Everyone()


def everyone() -> QuerySet[Any]:
    return Membership.objects.for_directory().values_list(*COLUMNS)


@lru_cache
def statement(start: int, stop: int) -> tuple[str, tuple[Any, ...]]:
    return everyone()[start:stop].query.sql_with_params()


def members(filters: Mapping[str, str]) -> QuerySet[Membership]:
    """Members today that the filters leave, A to Z."""
    found = Membership.objects.for_directory(
        q=filters["q"], kind=filters["type"], place=filters["place"], letter=filters["letter"]
    )
    if filters["topic"]:
        on_it = topics.published().filter(
            topic=filters["topic"], version__plan__membership=OuterRef("pk")
        )
        return found.filter(Exists(on_it))
    if filters["plan"]:
        return found.filter(pk__in=PlanVersion.objects.published().values("plan__membership"))
    return found


def similar(query: str) -> list[Organisation]:
    """Members whose name is a letter away, for when none has the words as they are."""
    members_today = Membership.objects.current().values("organisation")
    return list(Organisation.objects.spelled_like(query).filter(pk__in=members_today)[:3])


def places() -> Places:
    """Regions and boards of today."""
    return Places.of(Organisation.objects.boards(timezone.localdate()))


def letters() -> dict[str, bool]:
    """Each letter, and whether the name of a member begins with it.

    Asked of the A to Z index letter by letter: reading every name would take far longer.
    """
    members = Membership.objects
    used = {f"has_{one}": Exists(members.for_directory(letter=one)) for one in LETTERS}
    found = members.annotate(**used).values_list(*used)[:1]
    return dict(zip(LETTERS, next(iter(found), [False] * len(LETTERS)), strict=True))
