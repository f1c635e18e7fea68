"""People with pledges of their own, and what the pages that count or show them cost."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from accounts.models import User
from individuals.choices import Visibility
from individuals.models import Individual, IndividualPledge
from organisations.models import Organisation
from pledges.models import PledgeWording
from tests.benchmarks.queries import queries

PEOPLE = 20_000
BATCH = 5000
START = datetime(2022, 1, 10, 9, tzinfo=UTC)
# Every fourth person is at one very large organisation.
LARGE = 4
VISIBILITIES = (Visibility.PRIVATE, Visibility.FULL, Visibility.FIRST_NAME_AND_ROLE)


@dataclass(slots=True)
class Cost:
    """A page's queries and database time, without anybody and with all of them."""

    page: str
    path: str
    without: tuple[int, float] = (0, 0.0)
    with_all: tuple[int, float] = (0, 0.0)

    def __str__(self) -> str:
        (_, before), (count, after) = self.without, self.with_all
        return f"{before:.1f} → {after:.1f} ({count})"


def costs() -> list[Cost]:
    """Read the pages, add 20,000 people, and read them again."""
    organisation = Organisation.objects.filter(memberships__isnull=False).earliest("pk")
    pages = [
        Cost("home", "/"),
        Cost("people", "/people/"),
        Cost(f"organisation of {PEOPLE // LARGE:,}", organisation.get_absolute_url()),
    ]
    for cost in pages:
        cost.without = read(cost.path)
    fill_individuals(organisation)
    return pages


def read_again(pages: list[Cost]) -> None:
    """After the database has brought its statistics up to date."""
    oldest = Individual.objects.order_by("pk")[30:31].get()
    pages.append(Cost("people, the last page", f"/people/?before={oldest.pk}"))
    for cost in pages:
        cost.with_all = read(cost.path)


def read(path: str) -> tuple[int, float]:
    found = queries(path)
    return len(found.seconds), 1000 * sum(found.seconds)


def fill_individuals(large: Organisation) -> None:
    keys = list(Organisation.objects.order_by("pk").values_list("pk", flat=True)[:2000])
    wording = PledgeWording.objects.in_force(START.date().replace(year=2100)).earliest("pk")
    for start in range(0, PEOPLE, BATCH):
        numbers = range(start, start + BATCH)
        users = User.objects.bulk_create(
            User(email=f"person{number}@people.example", password="!", created_at=START)
            for number in numbers
        )
        people = Individual.objects.bulk_create(
            Individual(
                user=user,
                first_name="Person",
                last_name=str(number),
                role="Staff nurse",
                organisation_id=keys[number % len(keys)] if number % LARGE else large.pk,
                visibility=VISIBILITIES[number % len(VISIBILITIES)],
                joined_at=START + timedelta(hours=number),
            )
            for number, user in zip(numbers, users, strict=True)
        )
        IndividualPledge.objects.bulk_create(
            IndividualPledge(
                individual=person,
                pledge_id=wording.pledge_id,
                wording=wording,
                text="I will ask when I am not sure, and thank whoever asks me. " * 4,
            )
            for person in people
        )
