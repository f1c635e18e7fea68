"""People's own pledges as others may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from individuals.choices import FEWEST_ON_AN_ORGANISATION, Visibility
from individuals.models import Individual, IndividualPledge
from organisations.models import Organisation
from pledges.models import PledgeWording

NAMES_ON_AN_ORGANISATION = 20


@dataclass(frozen=True)
class PublicPledges:
    """One person as their choice shows them; what they keep to themselves is not in here."""

    pk: int
    name: str
    role: str
    organisation: str
    joined_at: datetime
    pledges: list[IndividualPledge]

    @classmethod
    def of(cls, individual: Individual) -> "PublicPledges":
        """Needs `IndividualQuerySet.shown`."""
        full = individual.visibility == Visibility.FULL
        return cls(
            pk=individual.pk,
            name=individual.shown_name,
            role=individual.role,
            organisation=str(individual.organisation or "") if full else "",
            joined_at=individual.joined_at,
            pledges=list(individual.pledges.all()),
        )


@dataclass(frozen=True)
class PeopleHere:
    """How many people of an organisation made pledges, and those who show who they are."""

    count: int
    named: list[str]


def people_here(organisation: Organisation) -> PeopleHere | None:
    """Nothing for fewer than five, whoever they are."""
    rows = list(Individual.objects.at_organisation(organisation)[:NAMES_ON_AN_ORGANISATION])
    count = rows[0][0]
    if count < FEWEST_ON_AN_ORGANISATION:
        return None
    named = [f"{f'{first} {last}'.strip()}, {role}" for _, first, last, role in rows if first]
    return PeopleHere(count, sorted(named, key=str.casefold))


def in_short(wording: PledgeWording) -> str:
    """A wording's first sentence."""
    return wording.text.partition(". ")[0].rstrip(".") + "."


def texts(pledges: Iterable[IndividualPledge]) -> dict[str, str]:
    """What the form's boxes hold of pledges already made."""
    return {f"pledge_{pledge.pledge.number}": pledge.text for pledge in pledges}
