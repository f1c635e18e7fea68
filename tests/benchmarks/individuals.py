"""People with pledges of their own, and what the pages that count or show them cost."""

from datetime import UTC, datetime, timedelta

from accounts.models import User
from individuals.choices import Visibility
from individuals.models import Individual, IndividualPledge
from organisations.models import Organisation
from pledges.models import PledgeWording
from tests.benchmarks.queries import Queries, queries

PEOPLE = 20_000
BATCH = 5000
START = datetime(2022, 1, 10, 9, tzinfo=UTC)
# Every fourth person is at one very large organisation.
LARGE = 4
VISIBILITIES = (Visibility.PRIVATE, Visibility.FULL, Visibility.FIRST_NAME_AND_ROLE)


def figures() -> list[tuple[str, str]]:
    """Of each page that counts or shows people: database time of the queries about them."""
    large, other = (
        Organisation.objects.filter(individuals__isnull=False).distinct().order_by("pk")[:2]
    )
    oldest = Individual.objects.order_by("pk")[30:31].get()
    pages = [
        ("home", "/"),
        (f"organisation of {PEOPLE // LARGE:,}", large.get_absolute_url()),
        ("another organisation", other.get_absolute_url()),
        ("people, first page", "/people/"),
        ("people, last page", f"/people/?before={oldest.pk}"),
    ]
    return [(page, in_words(queries(path, about="individuals_"))) for page, path in pages]


def in_words(found: Queries) -> str:
    return f"{1000 * sum(found.seconds):.1f} ({len(found.seconds)})"


def fill_individuals() -> None:
    large = Organisation.objects.filter(memberships__isnull=False).earliest("pk")
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
