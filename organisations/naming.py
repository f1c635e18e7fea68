"""Names of NHS bodies: how people write them, and how they are found. Pure functions."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

SMALL_WORDS = frozenset(
    {"and", "at", "by", "for", "in", "of", "on", "the", "to", "under", "upon", "with"}
)
CAPITALS = frozenset(
    {
        *("NHS", "ICB", "CCG", "GP", "UK", "PCN", "PCT", "CIC", "UHCW", "LLP", "HMP", "YOI"),
        *("ADHD", "COPD", "ENT", "HIV", "MIU", "OOH", "UCC", "UTC", "WIC", "BMI", "II", "III"),
    }
)
# Other words without a vowel are initials and stay in capitals, and so are other pairs of letters.
NO_VOWEL = frozenset({"CTR", "CWM", "DR", "DRS", "LTD", "MR", "MRS", "MT", "RD", "ST"})
PAIRS = frozenset(
    {
        *("AL", "AS", "BE", "CO", "DE", "EL", "GO", "HE", "IS", "IT", "JO", "LA", "LE", "ME", "MY"),
        *("NO", "OR", "TY", "UP", "US", "WE"),
    }
)
# In so many names that they tell none from another.
TELLS_NOTHING = frozenset(
    {
        *(word.upper() for word in SMALL_WORDS),
        *("NHS", "TRUST", "FOUNDATION", "UNIVERSITY", "COLLEGE", "ROYAL", "HEALTH", "HEALTHCARE"),
        *("CARE", "SERVICE", "SERVICES", "HOSPITAL", "HOSPITALS", "CIC", "LTD", "LIMITED", "UK"),
        *("A", "S", "CHARITY", "NATIONAL", "GROUP", "ORGANISATION", "CENTRE"),
    }
)
WORD = re.compile(r"[^\W_](?:[^\W_]|')*")
ORDINAL = re.compile(r"\d+(ST|ND|RD|TH)")


def display_name(name: str) -> str:
    """An ODS name in capitals as people write it: `Guy's and St Thomas' NHS Foundation Trust`.

    A name with a lower-case letter in it was written by a person and stays as it is.
    """
    if name != name.upper():
        return name
    shown = WORD.sub(lambda match: _cased(match.group()), name)
    return shown[:1].upper() + shown[1:]


# The register has some 10,000 different words, and most of its names are made of a few hundred.
@lru_cache(maxsize=20_000)
def _cased(word: str) -> str:
    start, apostrophe, end = word.partition("'")
    if apostrophe:
        is_name = start in {"O", "D", "L"}  # O'NEILL, but GEORGE'S
        return f"{_cased(start)}'{end.capitalize() if is_name else end.lower()}"
    if word.lower() in SMALL_WORDS or ORDINAL.fullmatch(word):
        return word.lower()
    if word.endswith("S") and word[:-1] in CAPITALS:  # GPS
        return f"{word[:-1]}s"
    if _are_initials(word):
        return word
    if word.startswith("MC") and len(word) > 5:  # MCKENZIE
        return f"Mc{word[2:].capitalize()}"
    return word.capitalize()


def _are_initials(word: str) -> bool:
    if word in CAPITALS or len(word) == 1 or any(letter.isdigit() for letter in word):
        return True
    if all(letter in "BCDFGHJKLMNPQRSTVWXZ" for letter in word):
        return word not in NO_VOWEL
    return len(word) == 2 and word not in PAIRS


def search_words(text: str) -> list[str]:
    """The words of a name or a query with spelling differences taken out.

    Case, accents, apostrophes and punctuation go; `&` is AND, SAINT is ST, G.P. is GP.
    """
    folded = unicodedata.normalize("NFKD", text).upper().replace("&", " AND ").replace("+", " AND ")
    joined = re.sub(r"['’`]|(?<=\b[A-Z])\.(?=[A-Z]\b)", "", folded)
    words = re.sub(r"[^A-Z0-9]+", " ", joined.encode("ascii", "ignore").decode()).split()
    return ["ST" if word == "SAINT" else word for word in words]


def telling_words(name: str) -> list[str]:
    """The words that tell a name from others; all of them where there is no such word."""
    words = list(dict.fromkeys(search_words(name)))
    return [word for word in words if word not in TELLS_NOTHING] or words


def search_text(*parts: str) -> str:
    """What `OrganisationQuerySet.matching` looks in: every word of the parts after a space."""
    return f" {' '.join(dict.fromkeys(search_words(' '.join(parts))))} "


def searchable(*, names: Sequence[str], ods_code: str | None, postcode: str, town: str) -> str:
    """The search text of an organisation: all its names, and the postcode in both spellings."""
    return search_text(*names, ods_code or "", postcode, postcode.replace(" ", ""), town)


def slug_base(name: str) -> str:
    """The name as a web address part: `guys-and-st-thomas-nhs-foundation-trust`."""
    return "-".join(search_words(name)).lower()[:200].strip("-")
