"""Codes that can be read aloud, and in which slips are noticed."""

import pytest

from certificates import codes

CODE = "7K3M02WX9" + codes.check_character("7K3M02WX9")


def test_a_new_code_is_one() -> None:
    made = {codes.new_code() for _ in range(200)}
    assert (len(made), {codes.is_code(code) for code in made}) == (200, {True})


def test_no_two_characters_look_alike() -> None:
    assert set("ILOU") & set(codes.CHARACTERS) == set()


def test_every_single_wrong_character_is_noticed() -> None:
    wrong = [
        CODE[:place] + other + CODE[place + 1 :]
        for place in range(codes.LENGTH)
        for other in codes.CHARACTERS
        if other != CODE[place]
    ]
    assert (len(wrong), [code for code in wrong if codes.is_code(code)]) == (310, [])


def test_any_two_characters_that_changed_places_are_noticed() -> None:
    def swapped(one: int, other: int) -> str:
        letters = list(CODE)
        letters[one], letters[other] = letters[other], letters[one]
        return "".join(letters)

    pairs = [(a, b) for a in range(codes.LENGTH) for b in range(a) if CODE[a] != CODE[b]]
    assert [pair for pair in pairs if codes.is_code(swapped(*pair))] == []


@pytest.mark.parametrize(
    "typed",
    ["7K3M02WX9", f"{CODE}7", "7K3MU2WX9A", "", "KX7NN–B6J4"],
)
def test_what_is_too_short_too_long_or_has_other_letters_is_no_code(typed: str) -> None:
    assert codes.is_code(typed) is False


@pytest.mark.parametrize(
    "typed",
    ["7k3mO-2wx9a", " 7K3M0 2WX9A ", "7K3Mo – 2WX9A", "7K3M0.2WX9A\n"],
)
def test_case_spaces_and_hyphens_make_no_difference(typed: str) -> None:
    assert codes.normalised(typed) == "7K3M02WX9A"


def test_letters_are_read_as_the_figures_they_look_like() -> None:
    assert codes.normalised("oOiIlL") == "001111"


def test_a_members_code_has_two_groups_and_an_individuals_three() -> None:
    shown = (codes.in_groups("7K3M02WX9A"), codes.in_groups("7K3MQ2WX9FHT"))
    assert shown == ("7K3M0-2WX9A", "7K3M-Q2WX-9FHT")


@pytest.mark.parametrize(
    ("code", "worth_while"), [(CODE, True), ("7K3MQ2WX9FHT", True), ("7K3MQ2WX9FH", False)]
)
def test_only_what_could_be_a_code_is_looked_up(code: str, *, worth_while: bool) -> None:
    assert codes.could_be(code) is worth_while
