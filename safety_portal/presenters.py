"""The directory's filters, as a form draws them and as a sentence says them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from improvement_plans.choices import Topic
from organisations.choices import OrganisationType, Region
from organisations.models import Organisation

TYPES: dict[str, str] = dict(OrganisationType.choices)
REGIONS: dict[str, str] = dict(Region.choices)
TOPICS: dict[str, str] = dict(Topic.choices)
LETTERS = ("0", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(frozen=True)
class Places:
    """Regions with the integrated care boards in them, by code."""

    boards: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, boards: Iterable[Organisation]) -> "Places":
        by_region: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for board in boards:
            by_region[board.region_code][board.ods_code or ""] = board.display_name
        return cls({code: by_region[code] for code in sorted(REGIONS, key=REGIONS.__getitem__)})

    def name(self, code: str) -> str:
        """What a code stands for, or the code."""
        names = {**REGIONS, **{c: n for found in self.boards.values() for c, n in found.items()}}
        return names.get(code, code)


def in_words(filters: Mapping[str, str], places: Places) -> list[str]:
    """What the list is narrowed to, for a person who came by a link."""
    letter = "a digit" if filters["letter"] == "0" else filters["letter"]
    return [
        words
        for words, is_set in (
            (f"“{filters['q']}”", filters["q"].strip()),
            (inside_a_sentence(TYPES.get(filters["type"], filters["type"])), filters["type"]),
            (f"in {places.name(filters['place'])}", filters["place"]),
            (f"working on {TOPICS.get(filters['topic'], filters['topic'])}", filters["topic"]),
            ("with a published plan", filters["plan"]),
            (f"names that begin with {letter}", filters["letter"]),
        )
        if is_set
    ]


def inside_a_sentence(label: str) -> str:
    """“Acute trust” is an acute trust, “GP practice” still a GP practice."""
    return label if label[:2].isupper() else f"{label[:1].lower()}{label[1:]}"


@dataclass(frozen=True)
class Letter:
    """A letter of the A to Z, and the way to the names that begin with it if there are any."""

    text: str
    href: str
    is_chosen: bool


def a_to_z(used: Mapping[str, bool], filters: Mapping[str, str]) -> list[Letter]:
    """The letters beside a list that the filters narrow; what was chosen can always be seen."""
    others = {name: value for name, value in filters.items() if value and name != "letter"}
    return [
        Letter(
            text="0–9" if letter == "0" else letter,
            href=f"?{urlencode({**others, 'letter': letter})}"
            if is_used or letter == filters["letter"]
            else "",
            is_chosen=letter == filters["letter"],
        )
        for letter, is_used in used.items()
    ]
