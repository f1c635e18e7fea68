"""Two people who write the same text: the second is told, sees both, and loses nothing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.text import nhs_date, time_of_day


@dataclass(frozen=True)
class Saved:
    """What is stored of a page: its fields, and which save that was. Nothing saved yet is 0."""

    revision: int
    values: Mapping[str, Any]
    by: object = None
    at: datetime | None = None

    def changed_by(self, reader: object) -> str:
        """Who saved it and when, for the reader whose own text could not be saved."""
        when = f" on {nhs_date(self.at)} at {time_of_day(self.at)}" if self.at else ""
        if self.by == reader:
            return f"You changed this{when}, in another window or on another device."
        return f"{self.by or 'Somebody else'} changed this{when}, after you had opened it."


class EditedMeanwhile(Exception):
    """The text was saved by somebody after this author had opened it. Nothing was changed."""

    def __init__(self, saved: Saved) -> None:
        super().__init__("This was changed meanwhile.")
        self.saved = saved


def says_nothing(value: Any) -> bool:
    """Whether a field was left empty. A nought says something."""
    return value is None or value in ("", [])


def fingerprint(values: Mapping[str, Any]) -> int:
    """A revision for what is saved in parts and counts no saves: the same for equal values."""
    said = sorted((name, str(value)) for name, value in values.items() if not says_nothing(value))
    if not said:
        return 0
    digest = hashlib.sha256(repr(said).encode("utf-8", "backslashreplace")).digest()
    return int.from_bytes(digest[:6], "big")
