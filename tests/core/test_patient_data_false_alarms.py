"""How many numbers of other kinds the guard takes for a patient's: one in a hundred at most.

All numbers are made up while the tests run, from a seed that makes each run the same.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from core.patient_data import nhs_numbers
from tests.nhs_numbers import digits as some_digits
from tests.nhs_numbers import isbn_10, nhs_number

SEED = 20260615
NUMBERS = 1_000


def alarms(texts: Iterator[str], count: int) -> int:
    return sum(bool(nhs_numbers(f"Write to us: {next(texts)}, on weekdays.")) for _ in range(count))


PHONES = [
    ("07", 9, "{0}{1} {2}", (3, 6)),
    ("07", 9, "{0}{1} {2} {3}", (3, 3, 3)),
    ("07", 9, "{0}{1}", (9,)),
    ("07", 9, "{0}{1}-{2}", (3, 6)),
    ("07", 9, "{0}{1} {2} {3}", (1, 4, 4)),
    ("+44 7", 9, "{0}{1} {2}", (3, 6)),
    ("+447", 9, "{0}{1}", (9,)),
    ("+44 7", 9, "{0}{1}", (9,)),
    ("+44 (0)7", 9, "{0}{1} {2}", (3, 6)),
    ("+44(0)7", 9, "{0}{1}", (9,)),
    ("(+44) 7", 9, "{0}{1} {2}", (3, 6)),
    ("0044 7", 9, "{0}{1} {2} {3}", (3, 3, 3)),
    ("+44-7", 9, "{0}{1}-{2}", (3, 6)),
    ("(0)7", 9, "{0}{1}", (9,)),
    ("020 ", 8, "{0}{1} {2}", (4, 4)),
    ("0113 ", 7, "{0}{1} {2}", (3, 4)),
    ("(0151) ", 7, "{0}{1}-{2}", (3, 4)),
    ("01632 ", 6, "{0}{1}", (6,)),
    ("0300 ", 7, "{0}{1} {2}", (3, 4)),
    ("+44 3", 9, "{0}{1} {2} {3}", (2, 3, 4)),
    ("0044 3", 9, "{0}{1} {2} {3}", (2, 3, 4)),
    ("+44 20 ", 8, "{0}{1} {2}", (4, 4)),
    ("+1 4", 9, "{0}{1} {2} {3}", (2, 3, 4)),
    ("+353 ", 9, "{0}{1} {2} {3}", (2, 3, 4)),
]


def phones(rng: random.Random, ways: Sequence[Any] = PHONES) -> Iterator[str]:
    while True:
        for start, count, shape, sizes in ways:
            rest, parts = some_digits(rng, count), []
            for size in sizes:
                parts.append(rest[:size])
                rest = rest[size:]
            yield shape.format(start, *parts)


def isbns(rng: random.Random) -> Iterator[str]:
    """As reading lists write them; each kind of first digit, also those that the NHS issues."""
    while True:
        isbn = isbn_10(rng)
        publisher = rng.randrange(2, 7)
        groups = (isbn[0], isbn[1 : 1 + publisher], isbn[1 + publisher : 9], isbn[9])
        yield from (
            f"ISBN {isbn}",
            f"ISBN: {isbn}",
            f"ISBN-10: {isbn}",
            f"ISBN 10 {isbn}",
            f"(ISBN {isbn})",
            f"isbn no. {isbn}",
            f"ISBN {'-'.join(groups)}",
            f"ISBN {' '.join(groups)}",
            "-".join(groups),
            " ".join(groups),
        )


def dates(rng: random.Random) -> Iterator[str]:
    while True:
        day = date(1930, 1, 1) + timedelta(days=rng.randrange(40_000))
        end = day + timedelta(days=rng.randrange(2_000))
        yield from (
            f"{day:%d/%m/%Y}",
            f"{day:%d.%m.%y} {day:%H%M}",
            f"{day:%d %m %Y}",
            f"{day:%Y-%m-%d} {rng.randrange(24):02}:{rng.randrange(60):02}",
            f"{day:%d/%m/%Y} - {end:%d/%m/%Y}",
            f"{day:%d-%m-%y} to {end:%d-%m-%y}",
            f"{day:%d/%m/%y}–{end:%d/%m/%y}",
            f"{day:%Y%m%d}",
            f"{day:%d %B %Y}, {end:%d %B %Y}",
            f"{day:%d/%m/%Y} {end:%d/%m/%Y}",
            f"{day:%Y}/{day:%y} {end:%Y}/{end:%y}",
        )


def codes(rng: random.Random) -> Iterator[str]:
    letters = "ABCDEFGHJKLMNPQRSTUVWXY"
    while True:
        yield from (
            f"R{rng.choice(letters)}{rng.randrange(10)}",
            f"R{rng.choice(letters)}{rng.randrange(10)}{rng.randrange(100):02}",
            f"{rng.choice(letters)}{some_digits(rng, 5)}",
            f"{rng.choice(letters)}{some_digits(rng, 5)} {rng.choice(letters)}{some_digits(rng, 5)}",
            f"{some_digits(rng, 2)}{rng.choice(letters)} {some_digits(rng, 3)}",
            f"E{some_digits(rng, 8)}",
            f"GMC {rng.randrange(3, 8)}{some_digits(rng, 6)}",
            f"charity {rng.randrange(200_000, 1_200_000)}",
        )


def sums(rng: random.Random) -> Iterator[str]:
    while True:
        large = rng.randrange(3_000_000_000, 8_000_000_000)
        yield from (
            f"£{large}",
            f"£{large:,}",
            f"€ {large:,}",
            f"£{large}.50",
            f"{large:,}".replace(",", " "),
            f"£{rng.randrange(10_000_000):,}",
            f"{rng.randrange(300, 800)}, {rng.randrange(300, 800)}, {rng.randrange(1_000, 9_999)}",
            f"£{rng.randrange(1_000_000)}.{rng.randrange(100):02}",
            f"between {rng.randrange(100_000)} and {rng.randrange(100_000)}",
            f"0.{large}",
        )


@pytest.mark.parametrize(
    ("kind", "count"), [(phones, 1_000), (isbns, 500), (dates, 500), (codes, 500), (sums, 500)]
)
def test_at_most_one_in_a_hundred_is_a_false_alarm(
    kind: Callable[[random.Random], Iterator[str]], count: int
) -> None:
    assert alarms(kind(random.Random(SEED)), count) <= count / 100


@pytest.mark.parametrize("way", PHONES)
def test_no_way_of_writing_a_telephone_number_is_an_exception(way: Any) -> None:
    assert alarms(phones(random.Random(SEED), [way]), 300) <= 3


def test_what_is_no_telephone_number_is_still_found() -> None:
    """The other side of letting telephone numbers through."""
    number = nhs_number()
    told = [f"{number}", f"phone {number}", f"44 {number}", f"C+ {number}", f"ward 0 {number}"]
    assert [text for text in told if not nhs_numbers(text)] == []


def test_a_bare_isbn_that_could_be_issued_is_taken_for_a_number() -> None:
    """What remains: without the word or its hyphens nothing tells the two apart."""
    rng = random.Random(SEED)
    all_isbns = [isbn_10(rng) for _ in range(NUMBERS)]
    could_be = [isbn for isbn in all_isbns if isbn[0] in "3467" and isbn[-1] != "X"]
    assert [isbn for isbn in all_isbns if nhs_numbers(isbn)] == could_be


def test_bullets_tables_and_lists_are_no_number() -> None:
    n = nhs_number()
    a, b, c = n[:3], n[3:6], n[6:]
    lists = [f"- {a}\n- {b}\n- {c}", f"{a}\t{b}\t{c}", f"{a}, {b}, {c}", f"{a}\n{b}\n{c}"]
    assert [text for text in lists if nhs_numbers(text)] == []
