"""What the official files say, as plain data."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypedDict


class Kind(Enum):
    """What a file holds, in words."""

    TRUSTS = "NHS trusts"
    CARE_TRUSTS = "care trusts"
    SUB_ICB_LOCATIONS = "CCGs and sub-ICB locations"
    PRACTICES = "GP practices and other prescribing settings"
    TRUST_TYPES = "types of NHS trusts"
    ICBS = "integrated care boards"
    ICB_SUCCESSIONS = "successions of integrated care boards"
    COLLEGES = "royal colleges and faculties"
    INNOVATION_NETWORKS = "health innovation networks"
    REGIONS = "a code list of regions, nothing to import"
    ROLES = "a code list of ODS roles, nothing to import"

    @property
    def slug(self) -> str:
        return self.name.lower().replace("_", "-")


class Facts(TypedDict, total=False):
    """Facts about an organisation, under the register's own field names."""

    name: str
    type: str
    town: str
    postcode: str
    region_code: str
    icb_code: str
    opened_date: date | None
    closed_date: date | None


@dataclass(frozen=True, slots=True)
class Body:
    """One body. `key` is its ODS code, or its acronym where ODS has no code for it.

    The file decides what it `says`; `if_new` fills in for a body that the register lacks.
    """

    line: int
    key: str
    says: Facts
    if_new: Facts
    has_code: bool = True
    also_known_as: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """One body continuing another. The names are empty where the file gives none."""

    line: int
    predecessor: str
    successor: str
    date: date | None
    predecessor_name: str = ""
    successor_name: str = ""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be taken: what is wrong with it, and what to do."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class File:
    """What was read. `kind` is None for a file that is not known. Bad lines leave no content."""

    kind: Kind | None
    rows: int
    bodies: tuple[Body, ...] = ()
    links: tuple[Link, ...] = ()
    bad_lines: tuple[BadLine, ...] = ()
