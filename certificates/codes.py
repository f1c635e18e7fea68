"""The code of a certificate: hard to guess, easy to read aloud, and a slip of the pen is noticed.

Nine random characters of Crockford's base 32, in which no two look alike, and a tenth to check
them by. The check is a polynomial over the field of 32 elements: any one wrong character is
noticed, and so are any two that changed places.
"""

import secrets

CHARACTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
# People who pledge for themselves have twelve characters in groups of four, and none to check by.
INDIVIDUALS_LENGTH = 12
# What people write for what they see.
READ_AS = str.maketrans("OIL", "011")
# x⁵ + x² + 1, by which products in the field are reduced.
REDUCE_BY = 0b100101
CARRY = 0b100000


def new_code() -> str:
    """A code that nobody has: one guess in 35 million million would find a given one."""
    body = "".join(secrets.choice(CHARACTERS) for _ in range(LENGTH - 1))
    return body + check_character(body)


def check_character(body: str) -> str:
    remainder = 0
    for character in body:
        remainder = _doubled(remainder ^ CHARACTERS.index(character))
    return CHARACTERS[remainder]


def is_code(code: str) -> bool:
    """Whether this could be a member's: long enough, and its last character fits the others."""
    if len(code) != LENGTH or not set(code) <= set(CHARACTERS):
        return False
    return code[-1] == check_character(code[:-1])


def could_be(code: str) -> bool:
    """Whether looking it up is worth while."""
    return is_code(code) or len(code) == INDIVIDUALS_LENGTH


def normalised(typed: str) -> str:
    """A code as it is stored, however somebody typed it: `7k3mo 2wx9f` is 7K3M02WX9F."""
    letters = "".join(c for c in typed.upper() if c.isascii() and c.isalnum())
    return letters.translate(READ_AS)


def in_groups(code: str) -> str:
    """A code as people read it: 7K3M0-2WX9F, or 7K3M-Q2WX-9FHT of an individual."""
    size = 4 if len(code) == INDIVIDUALS_LENGTH else 5
    return "-".join(code[n : n + size] for n in range(0, len(code), size))


def _doubled(value: int) -> int:
    doubled = value << 1
    return doubled ^ REDUCE_BY if doubled & CARRY else doubled
