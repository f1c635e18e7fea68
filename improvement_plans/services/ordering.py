"""Rows in an order that a person chose."""

from collections.abc import Sequence

from django.db.models import F, Model

# Above every place, so that no two rows ever share one on the way.
ASIDE = 10_000


def put_in_order(*, rows: Sequence[Model]) -> None:
    """Number rows of one table from 1, as they stand here. The caller holds the plan's lock."""
    if not rows:
        return
    table = type(rows[0])._default_manager
    table.filter(pk__in=[row.pk for row in rows]).update(position=F("position") + ASIDE)
    for position, row in enumerate(rows, start=1):
        row.position = position  # type: ignore[attr-defined]
    table.bulk_update(rows, ["position"])
