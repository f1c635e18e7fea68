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
CO = re.compile(r"(?<=\bCo-)[A-Z]")  # Co-operative
# People leave these out, or add them: they tell no two bodies apart.
FILLING = frozenset({"NHS", "FOUNDATION", "TRUST", "THE", "AND", "OF"})
ABBREVIATIONS = {"ICB": "INTEGRATED CARE BOARD"}
APOSTROPHES = re.compile("['’‘`´ʼ′]")
# More words narrow a search no further, and each costs the database.
MOST_WORDS, MOST_CHARACTERS = 10, 200
# Of a longer word only so many letters are compared: each adds four spellings to look for.
SHORTEST_FORGIVEN, LONGEST_FORGIVEN = 4, 10
# Somebody who puts a space into a name types two or three words.
MOST_JOINS = 3
ORDINAL = re.compile(r"\d+(ST|ND|RD|TH)")


# Pages are full of the same towns and names: twenty thousand take some 4 MB.
@lru_cache(maxsize=20_000)
def display_name(name: str) -> str:
    """An ODS name in capitals as people write it: `Guy's and St Thomas' NHS Foundation Trust`.

    A name with a lower-case letter in it was written by a person and stays as it is.
    """
    if name != name.upper():
        return name
    shown = WORD.sub(lambda match: _cased(match.group()), name)
    shown = CO.sub(lambda match: match.group().lower(), shown)
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

    Case, accents, apostrophes and punctuation go; `&` is AND, SAINT is ST, G.P. is GP, THOMAS'S is
    THOMAS.
    """
    plain = re.sub(r"(?<=[sS])['’]s\b", "", text, flags=re.IGNORECASE)
    # Before accents are taken off: an acute accent in place of an apostrophe would leave a space.
    folded = unicodedata.normalize("NFKD", APOSTROPHES.sub("", plain)).upper()
    folded = folded.replace("&", " AND ").replace("+", " AND ")
    joined = re.sub(r"(?<=\b[A-Z])\.(?=[A-Z]\b)", "", folded)
    words = re.sub(r"[^A-Z0-9]+", " ", joined.encode("ascii", "ignore").decode()).split()
    return ["ST" if word == "SAINT" else word for word in words]


def wanted_words(query: str) -> tuple[list[str], list[str]]:
    """The words of a query, and those of them that a body must have.

    `NHS Foundation Trust` and the like need not be there, unless nothing else was asked for.
    """
    words = list(dict.fromkeys(search_words(query[:MOST_CHARACTERS])))[:MOST_WORDS]
    return words, [word for word in words if word not in FILLING] or words


def written_together(words: Sequence[str]) -> list[list[str]]:
    """The same words with two neighbours joined: CALDER MOSS is CALDERMOSS."""
    return [
        [*words[:i], words[i] + words[i + 1], *words[i + 2 :]]
        for i in range(min(len(words) - 1, MOST_JOINS))
    ]


def nearly(word: str) -> str:
    """A regular expression for the beginnings of words one letter away from this one.

    A letter (or a space) missing, one too many or wrong, or two the other way round. Words that
    are short or hold a digit are too easily somebody else's: only the word itself.
    """
    if not is_forgiven(word):
        return f" {word}"
    return f" ({_one_letter_away(word[:LONGEST_FORGIVEN])})"


def _one_letter_away(word: str) -> str:
    """The letter is in one half of the word or in the other, or the two in the middle are turned.

    A database puts a pattern together anew for each text: the shorter it is written, the better.
    All spellings side by side take four times as long.
    """
    if len(word) == 1:
        return f".?{word}?"
    half = len(word) // 2
    start, end = word[:half], word[half:]
    turned = f"{start[:-1]}{end[0]}{start[-1]}{end[1:]}"
    return f"({_one_letter_away(start)}){end}|{start}({_one_letter_away(end)})|{turned}"


def is_forgiven(word: str) -> bool:
    """Whether a search may take a word with one wrong letter for this one."""
    return len(word) >= SHORTEST_FORGIVEN and word.isalpha()


def telling_words(name: str) -> list[str]:
    """The words that tell a name from others; all of them where there is no such word."""
    words = list(dict.fromkeys(search_words(name)))
    return [word for word in words if word not in TELLS_NOTHING] or words


def search_text(*parts: str) -> str:
    """What `OrganisationQuerySet.matching` looks in: every word of the parts after a space."""
    return f" {' '.join(dict.fromkeys(search_words(' '.join(parts))))} "


def searchable(
    *,
    names: Sequence[str],
    ods_code: str | None,
    postcode: str,
    town: str,
    with_initials: bool = True,
) -> str:
    """The search text of an organisation, its present name first.

    The postcode is there in both spellings, and so are MERE-ON-FEN and ICB. Practices are better
    without initials: thousands of them would have those of somebody else.
    """
    places = (ods_code or "", postcode, postcode.replace(" ", ""), town)
    extra = [joined for text in (*names, town) for joined in _without_hyphens(text)]
    for short, long in ABBREVIATIONS.items():
        if any(f" {short} " in search_text(n) or long in search_text(n) for n in names):
            extra += [short, long]
    if with_initials:
        extra += [letters for name in names for letters in initials(name)]
    return search_text(*names, *places, *extra)


def _without_hyphens(text: str) -> list[str]:
    return [word.replace("-", "") for word in re.findall(r"\w+(?:-\w+)+", text)]


def initials(name: str) -> list[str]:
    """What people call a body for short: UCLH, and with the last words ELFT; with small words SLAM.

    Nothing of fewer than three letters, nor of more than anybody says.
    """
    words = search_words(name)
    core = [word for word in words if word not in {"NHS", "FOUNDATION", "TRUST", "THE"}]
    large = [word for word in core if word.lower() not in SMALL_WORDS]
    ends = ["", *(["FT"] if "FOUNDATION" in words else []), *(["T"] if "TRUST" in words else [])]
    found = [_first_letters(large) + end for end in ends] + [_first_letters(core)]
    return [letters for letters in dict.fromkeys(found) if 3 <= len(letters) <= 8]


def _first_letters(words: Sequence[str]) -> str:
    return "".join(word if word in CAPITALS else word[0] for word in words)


def slug_base(name: str) -> str:
    """The name as a web address part: `guys-and-st-thomas-nhs-foundation-trust`."""
    return "-".join(search_words(name)).lower()[:200].strip("-")
