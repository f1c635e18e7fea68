"""The member list as a file for a spreadsheet.

A cell that people typed never becomes a formula. No column holds a text or a value of a plan: plans
are the members' own, and the campaign compares nobody.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, F
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Left, TruncDate

from accounts.models import User
from audit.services import record
from core.data_files import ROWS_AT_ONCE, as_csv
from organisations.choices import MembershipState, OrganisationType
from reports.choices import AuditEvent
from reports.presenters import REGIONS
from reports.queries import Filters, listed, members


def day(moment: str) -> Combinable:
    """The London date of a moment as 2026-03-31, written by the database.

    Reading and writing a million moments one by one takes longer than all the rest.
    """
    return Cast(TruncDate(moment), CharField())


COLUMNS: dict[str, Combinable] = {
    "Organisation": F("organisation__name"),
    "ODS code": F("organisation__ods_code"),
    "Type": F("organisation__type"),
    "Region": F("organisation__region_code"),
    "State": F("state"),
    "Joined": day("joined_at"),
    "Plan published": day("plan_published_at"),
    "Last heard from": Left(day("last_heard_at"), 7),
}
# What a stored value is called, by column.
WORDS: dict[str, dict[str, str]] = {
    "Type": dict(OrganisationType.choices),
    "Region": REGIONS,
    "State": dict(MembershipState.choices),
}


def export_members(*, filters: Filters, by: User, at: datetime, today: date) -> Iterator[bytes]:
    """The list under these filters as CSV, in pieces. Who took what is on record before it goes."""
    record(
        AuditEvent.MEMBERS_EXPORTED,
        by=by,
        subject="organisations.membership",
        at=at,
        filters=filters.parameters(),
        rows=members(filters, today).count(),
    )
    rows = listed(filters, today).values_list(*COLUMNS.values())
    return as_csv(list(COLUMNS), _in_words(rows.iterator(chunk_size=ROWS_AT_ONCE)))


def _in_words(rows: Iterable[Iterable[Any]]) -> Iterator[list[Any]]:
    words = [WORDS.get(heading, {}) for heading in COLUMNS]
    for row in rows:
        yield [known.get(cell, cell) for known, cell in zip(words, row, strict=True)]
