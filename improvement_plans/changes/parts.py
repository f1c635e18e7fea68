"""What a difference is made of: sections, their parts, and lines with a key of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from typing import TypeVar
from uuid import UUID

from core.differences import Run, difference, has_changes
from core.text import nhs_date

Texts = dict[str, str]
Known = TypeVar("Known", int, UUID)


@dataclass(frozen=True)
class Part:
    """One part whose words are not the same in both versions."""

    heading: str
    words: list[Run]


@dataclass(frozen=True)
class Item:
    """A line of a list (a driver, a milestone) that is not the same in both versions."""

    # What became of it, as “Change idea added”.
    said: str
    words: list[Run]
    notes: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """What changed in a section; nothing where it stayed as it was."""

    heading: str
    parts: list[Part]
    note: str = ""
    items: list[Item] = field(default_factory=list)


def parts_of(before: Texts, after: Texts) -> list[Part]:
    """The parts whose words changed, in the newer version's order."""
    compared = {
        heading: difference(before.get(heading, ""), after.get(heading, ""))
        for heading in (after or before)
    }
    return [Part(heading, words) for heading, words in compared.items() if has_changes(words)]


def came(what: str, name: str, parts: list[Part] | None = None) -> Item:
    return Item(f"{what} added", difference("", name), [], parts or [])


def went(what: str, name: str) -> Item:
    return Item(f"{what} removed", difference(name, ""))


def moved(before: Sequence[Known], after: Sequence[Known]) -> dict[Known, str]:
    """What stands elsewhere among the others than it did, and that it went up or down.

    What only makes room for something new, or closes a gap, has not moved.
    """
    left, right = [k for k in before if k in after], [k for k in after if k in before]
    match = SequenceMatcher(None, left, right, autojunk=False)
    stayed = {left[block.a + n] for block in match.get_matching_blocks() for n in range(block.size)}
    return {
        key: "up" if right.index(key) < left.index(key) else "down"
        for key in right
        if key not in stayed
    }


def as_list(names: Iterable[str]) -> str:
    return "\n".join(f"• {name}" for name in names)


def day(value: date | None) -> str:
    return nhs_date(value) if value else ""
