"""Examples for every kind of organisation, within what real commitments measure."""

import pytest

from organisations.choices import OrganisationType
from pledges.examples import FAMILIES, FAMILY_OF, examples_for
from pledges.models import PledgeWording
from pledges.similarity import share_repeated
from tests.conftest import TODAY

ALL = [
    (family, number, example)
    for family, types in FAMILIES.items()
    for number in range(1, 6)
    for example in examples_for(types[0], number)
]


def test_every_type_belongs_to_one_family() -> None:
    listed = [type_ for types in FAMILIES.values() for type_ in types]
    assert (sorted(listed), set(FAMILY_OF)) == (sorted(OrganisationType), set(OrganisationType))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("number", range(1, 6))
def test_each_pledge_has_two_or_three_examples(family: str, number: int) -> None:
    assert len(examples_for(FAMILIES[family][0], number)) in {2, 3}


def test_no_two_examples_are_the_same() -> None:
    assert len({example for _, _, example in ALL}) == len(ALL)


@pytest.mark.parametrize(("family", "number", "example"), ALL)
def test_an_example_is_as_long_as_real_commitments(family: str, number: int, example: str) -> None:
    words = [word for word in example.split() if word != "-"]
    assert 23 <= len(words) <= 124


@pytest.mark.django_db
def test_no_example_repeats_the_wording() -> None:
    wordings = {w.pledge.number: w.text for w in PledgeWording.objects.in_force(TODAY)}
    assert max(share_repeated(example, wordings[number]) for _, number, example in ALL) < 0.1
