"""What people will notice when one body's facts change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from organisations.ods.content import Facts


@dataclass(frozen=True, slots=True)
class Change:
    """A body was `renamed`, `closed`, `reopened` or `moved` to another region or ICB."""

    code: str
    change: str
    before: str | None
    after: str | None


def changes(code: str, before: Facts, after: Facts, today: date) -> Iterator[Change]:
    """The changes from all the facts known before to all those known after."""
    if before["name"].casefold() != after["name"].casefold():
        yield Change(code, "renamed", before["name"], after["name"])
    closed = is_closed(after["closed_date"], today)
    if closed != is_closed(before["closed_date"], today):
        change = "closed" if closed else "reopened"
        yield Change(code, change, _iso(before["closed_date"]), _iso(after["closed_date"]))
    if _place(before) != _place(after):
        yield Change(code, "moved", _place(before), _place(after))


def is_closed(day: date | None, today: date) -> bool:
    """The close date decides, whatever the status says; before that day a body is open."""
    return day is not None and day <= today


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _place(facts: Facts) -> str:
    return f"{facts['region_code']}/{facts['icb_code']}"
