"""How memberships and organisations are put into words on pages."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from core.text import month, opening
from organisations.choices import (
    CURRENT_STATES,
    SIGN_UP_STATES,
    MembershipState,
    OrganisationType,
    OtherNameKind,
    Region,
)
from organisations.models import Membership, Organisation, OtherName
from organisations.naming import display_name

TYPES, REGIONS = dict(OrganisationType.choices), dict(Region.choices)


@dataclass(frozen=True)
class SearchResult:
    """One organisation in the sign-up search; without a note it can sign up."""

    organisation: Organisation
    note: str = ""
    successors: tuple[Organisation, ...] = ()

    @property
    def what_and_where(self) -> str:
        """Type, town and code, as far as they are known: `Acute trust, Harrowmere (ZZ1)`."""
        found = self.organisation
        place = ", ".join(filter(None, (TYPES[found.type], display_name(found.town))))
        return f"{place} ({found.ods_code})" if found.ods_code else place

    @property
    def standing(self) -> str:
        """The note with the successors, in one line."""
        successors = " and ".join(map(str, self.successors))
        return f"{self.note}, continued by {successors}" if successors else self.note

    @property
    def can_sign_up(self) -> bool:
        return not self.note

    @classmethod
    def of(cls, organisation: Organisation, today: date) -> "SearchResult":
        """Needs `OrganisationQuerySet.with_campaign_state`, or `queries.search_register`."""
        if organisation.closed_date and organisation.is_closed(today):
            successors = tuple(organisation.continued_by(today))
            return cls(organisation, f"Closed in {month(organisation.closed_date)}", successors)
        if not organisation.open_memberships:
            return cls(organisation)
        return cls(organisation, _membership_note(organisation.open_memberships[0]))


def _membership_note(membership: Membership) -> str:
    if membership.state in CURRENT_STATES and membership.joined_at:
        return f"Member since {month(membership.joined_at)}"
    if membership.state in SIGN_UP_STATES:
        return "Sign-up in progress"
    return f"{membership.get_state_display()} in {month(membership.state_at)}"


def known_as(other_name: OtherName | None) -> str:
    """Why a search found an organisation whose present name is another."""
    if other_name is None:
        return ""
    formerly = other_name.kind == OtherNameKind.FORMER
    return f"{'Formerly' if formerly else 'Also known as'} {other_name}"


class DirectoryRow(NamedTuple):
    """The few columns that the directory shows of a member, without building whole models."""

    name: str
    slug: str
    type: str
    town: str
    region_code: str
    closed_date: date | None
    state: str
    joined_at: datetime
    last_heard_at: datetime
    state_at: datetime
    state_reason: str


class DirectoryEntry(NamedTuple):
    """One member in the directory, in words."""

    slug: str
    name: str
    what_and_where: str
    standing: str
    pause: str

    @classmethod
    def of(cls, row: DirectoryRow, today: date) -> "DirectoryEntry":
        """Type, town and region as far as they are known, and since when it is a member."""
        region = REGIONS.get(row.region_code, row.region_code)
        where = (TYPES[row.type], display_name(row.town), region)
        joined = month(row.joined_at)
        standing = f"Member since {joined}, last heard from {month(row.last_heard_at)}"
        if row.closed_date and row.closed_date <= today:
            standing = (
                f"Was a member from {joined} until it closed in {month(row.closed_date)}. "
                "What it wrote stays readable."
            )
        pause = ""
        if row.state == MembershipState.PAUSED:
            # A long reason does not fill the directory.
            pause = f"Paused since {month(row.state_at)}: {opening(row.state_reason, 160)}"
        return cls(
            row.slug, display_name(row.name), ", ".join(filter(None, where)), standing, pause
        )
