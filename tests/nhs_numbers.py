"""Numbers for the tests, made up as they run: none is written down anywhere."""

import random

from core.patient_data import is_nhs_number


def nhs_number(rng: random.Random | None = None) -> str:
    """Ten digits that begin as issued numbers do and end with their check digit."""
    rng = rng or random.Random(4)
    while True:
        first_nine = rng.choice("3467") + digits(rng, 8)
        for check in "0123456789":
            if is_nhs_number(first_nine + check):
                return first_nine + check


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def isbn_10(rng: random.Random) -> str:
    """Nine digits and the check digit of an ISBN, which may be an X."""
    nine = digits(rng, 9)
    total = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))
    return nine + "0123456789X"[-total % 11]
