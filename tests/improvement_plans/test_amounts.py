"""Numbers of a measure as people write them."""

import pytest

from improvement_plans.amounts import amount, figure, places_of, places_of_calculated


@pytest.mark.parametrize(
    ("values", "places"),
    [([], 0), ([100.0, 5.0], 0), ([1.5, 2.25], 2), ([0.1, 1e-7], 4), ([1e22], 0)],
)
def test_as_many_places_as_the_most_exact_value(values: list[float], places: int) -> None:
    assert places_of(values) == places


def test_a_calculated_number_has_one_more_place_and_two_are_enough() -> None:
    assert [places_of_calculated(places) for places in range(4)] == [1, 2, 2, 3]


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(1204.5, 2, "1,204.5"), (3.0, 2, "3"), (100, 0, "100"), (-2.5, 1, "−2.5"), (-0.001, 1, "0")],
)
def test_a_figure_has_no_noughts_at_its_end(value: float, places: int, text: str) -> None:
    assert figure(value, places) == text


def test_a_unit_follows_its_number() -> None:
    assert [amount(12.5, 1, unit) for unit in ("%", "days", "")] == ["12.5%", "12.5 days", "12.5"]
