"""What the database itself holds to."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from individuals.models import Departure, Individual, IndividualPledge
from tests.conftest import NOW, TODAY

MakeIndividual = Callable[..., Individual]


@pytest.mark.parametrize(
    "broken",
    [
        {"visibility": "EVERYTHING"},
        {"first_name": ""},
        {"role": ""},
        {"left_at": NOW - timedelta(seconds=1)},
    ],
)
def test_the_database_refuses_a_broken_individual(
    broken: dict[str, object], make_individual: MakeIndividual
) -> None:
    individual = make_individual()
    with pytest.raises(IntegrityError), transaction.atomic():
        Individual.objects.filter(pk=individual.pk).update(**broken)


@pytest.mark.parametrize("text", ["", "x" * 501])
def test_the_database_refuses_an_empty_pledge_and_one_of_501_characters(
    text: str, make_individual: MakeIndividual
) -> None:
    make_individual()
    with pytest.raises(IntegrityError), transaction.atomic():
        IndividualPledge.objects.update(text=text)


def test_five_hundred_characters_beyond_the_basic_plane_fit(
    make_individual: MakeIndividual,
) -> None:
    make_individual(pledges={1: "🏥" * 500})
    assert IndividualPledge.objects.get().text == "🏥" * 500


def test_a_text_too_long_is_said_in_words(make_individual: MakeIndividual) -> None:
    pledge = make_individual().pledges.get()
    pledge.text = "x" * 501
    with pytest.raises(ValidationError, match="A pledge must be 500 characters or fewer"):
        pledge.validate_constraints()


def test_one_text_under_each_pledge(make_individual: MakeIndividual) -> None:
    pledge = make_individual().pledges.get()
    pledge.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        pledge.save()


def test_nobody_departs_before_joining(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Departure.objects.create(joined_date=TODAY, left_date=TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("visibility", "shown"),
    [("PRIVATE", ""), ("FIRST_NAME_AND_ROLE", "Ines"), ("FULL", "Ines Own")],
)
def test_a_name_is_shown_as_its_owner_chose(visibility: str, shown: str) -> None:
    person = Individual(first_name="Ines", last_name="Own", visibility=visibility)
    assert person.shown_name == shown


def test_a_single_name_has_no_space_after_it() -> None:
    assert Individual(first_name="Ines").full_name == "Ines"


def test_every_certificate_has_a_code_of_its_own(make_individual: MakeIndividual) -> None:
    codes = [make_individual().certificate_code for _ in range(3)]
    assert (len(set(codes)), {len(code) for code in codes}) == (3, {14})


def test_rows_name_nobody(make_individual: MakeIndividual) -> None:
    individual = make_individual()
    pledge, gone = individual.pledges.get(), Departure(joined_date=TODAY, left_date=TODAY)
    assert [str(individual), str(pledge), str(gone)] == [
        f"{individual.pk} PRIVATE",
        f"{individual.pk} pledge {pledge.pledge_id}",
        "2026-06-15 – 2026-06-15",
    ]
