"""How many numbers of patients the guard finds.

All numbers are made up while the tests run, from a seed that makes each run the same.
"""

import random
from collections.abc import Callable

import pytest

from core.patient_data import digits, find, is_nhs_number, nhs_numbers
from tests.nhs_numbers import digits as some_digits
from tests.nhs_numbers import nhs_number

SEED = 20260615
NUMBERS = 1_000


def grouped(separator: str) -> Callable[[str, random.Random], str]:
    return lambda n, rng: separator.join((n[:3], n[3:6], n[6:]))


def in_script(zero: int) -> Callable[[str, random.Random], str]:
    return lambda n, rng: "".join(chr(zero + int(digit)) for digit in n)


def broken(n: str, rng: random.Random) -> str:
    """A line that ends somewhere inside the number, as a letter's lines do."""
    place = rng.randrange(1, 10)
    return f"{n[:place]}{rng.choice([chr(10), ' ' + chr(10), '-' + chr(10)])}{n[place:]}"


def broken_between_groups(n: str, rng: random.Random) -> str:
    first, second = rng.sample([" ", "\n"], 2)
    return f"{n[:3]}{first}{n[3:6]}{second}{n[6:]}"


FORMATS: dict[str, Callable[[str, random.Random], str]] = {
    "plain": lambda n, rng: n,
    "spaces": grouped(" "),
    "hyphens": grouped("-"),
    "dots": grouped("."),
    "slashes": grouped("/"),
    "no-break spaces": grouped("\u00a0"),
    "thin spaces": grouped("\u2009"),
    "narrow no-break spaces": grouped("\u202f"),
    "no-break hyphens": grouped("\u2011"),
    "en dashes": grouped("–"),
    "spaced dashes": grouped(" – "),
    "underscores": grouped("_"),
    "commas": grouped(","),
    "two spaces": grouped("  "),
    "brackets": lambda n, rng: f"({n[:3]}) {n[3:6]} {n[6:]}",
    "square brackets": lambda n, rng: f"[{n[:3]}][{n[3:6]}][{n[6:]}]",
    "NHS No:": lambda n, rng: f"NHS No: {n[:3]} {n[3:6]} {n[6:]}",
    "glued to words": lambda n, rng: f"NHS{n}born",
    "three and seven": lambda n, rng: f"{n[:3]} {n[3:]}",
    "five and five": lambda n, rng: f"{n[:5]} {n[5:]}",
    "six and four": lambda n, rng: f"{n[:6]}-{n[6:]}",
    "in pairs": lambda n, rng: " ".join(n[i : i + 2] for i in range(0, 10, 2)),
    "digit by digit": lambda n, rng: rng.choice(" -.").join(n),
    "in boxes": lambda n, rng: f"|{'|'.join(n)}|",
    "full width": in_script(0xFF10),
    "Arabic-Indic": in_script(0x0660),
    "Bengali": in_script(0x09E6),
    "mathematical": in_script(0x1D7CE),
    "keycaps": lambda n, rng: "".join(f"{digit}\ufe0f\u20e3" for digit in n),
    "zero-width inside": lambda n, rng: rng.choice("\u200b\u200d\u2060\ufeff\u00ad").join(n),
    "broken by a line": broken,
    "broken between groups": broken_between_groups,
    "broken after spaces": lambda n, rng: f"{n[:3]} {n[3:6]}   \n  {n[6:]}",
    "after a ward": lambda n, rng: f"ward {rng.randrange(1, 30)} {n[:3]} {n[3:6]} {n[6:]}",
    "at the end": lambda n, rng: f"{n[:3]} {n[3:6]} {n[6:]}. 2 of us were there.",
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_thousand_of_a_thousand_numbers_are_found(name: str) -> None:
    rng = random.Random(f"{SEED}{name}")
    missed = 0
    for _ in range(NUMBERS):
        number = nhs_number(rng)
        found = nhs_numbers(f"We spoke to the family of {FORMATS[name](number, rng)}, who agreed.")
        missed += [digits(finding.text) for finding in found] != [number]
    assert missed == 0


def test_a_finding_says_where_it_is() -> None:
    number = nhs_number()
    text = f"é\u200b {number[:3]}\u200b {number[3:6]} {number[6:]} é"
    [found] = find(text)
    assert (found.start, found.text) == (3, text[3:-2])
    assert text[found.start : found.end] == found.text


def test_two_numbers_are_two_findings() -> None:
    rng = random.Random(SEED)
    first, second = nhs_number(rng), nhs_number(rng)
    found = nhs_numbers(f"{first}, {second} and {first}")
    assert [finding.text for finding in found] == [first, second, first]


def test_a_number_with_a_wrong_digit_is_none() -> None:
    rng = random.Random(SEED)
    numbers = [nhs_number(rng) for _ in range(NUMBERS)]
    wrong = [f"{n[:-1]}{(int(n[-1]) + rng.randrange(1, 10)) % 10}" for n in numbers]
    assert [n for n in wrong if nhs_numbers(n)] == []


@pytest.mark.parametrize("first", "012589")
def test_a_number_that_begins_as_none_is_issued_is_none(first: str) -> None:
    rng = random.Random(SEED)
    valid = [
        number
        for number in (first + some_digits(rng, 9) for _ in range(NUMBERS))
        if sum(int(d) * w for d, w in zip(number, range(10, 0, -1), strict=True)) % 11 == 0
    ]
    assert len(valid) > 50
    assert [n for n in valid if is_nhs_number(n) or nhs_numbers(n)] == []


def test_the_test_numbers_of_the_nhs_are_none() -> None:
    rng = random.Random(SEED)
    assert [n for _ in range(NUMBERS) if nhs_numbers(n := f"999{some_digits(rng, 7)}")] == []


def test_a_number_inside_a_longer_one_is_none() -> None:
    number = nhs_number()
    longer = [f"1{number}", f"{number}1", f"12-{number}9", f"0.{number}"]
    assert [text for text in longer if nhs_numbers(text)] == []
