"""Numbers for the tests, made up as they run: none is written down anywhere."""

import random


def nhs_number(rng: random.Random | None = None) -> str:
    """Ten digits that begin as issued numbers do and end with their check digit."""
    rng = rng or random.Random(4)
    while True:
        first_nine = rng.choice("3467") + digits(rng, 8)
        if (check := check_digit(first_nine)) != "X":
            return first_nine + check


def check_digit(first_nine: str) -> str:
    """By modulus 11, in words other than the code's; an X where no digit will do."""
    remainder = sum((10 - i) * int(digit) for i, digit in enumerate(first_nine)) % 11
    return "0123456789X"[(11 - remainder) % 11]


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def isbn_10(rng: random.Random) -> str:
    """Nine digits and the check digit of an ISBN, which may be an X."""
    nine = digits(rng, 9)
    return nine + check_digit(nine)
