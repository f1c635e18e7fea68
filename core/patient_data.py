"""What in a text may tell who a patient is. Free of Django, and of anybody's data.

An NHS number stops a text. A date of birth, a hospital number, an age with a ward, and a name with
a postcode are only pointed out, because a safe text can have each of them.

NHS number, by the NHS Data Dictionary (attribute NHS NUMBER): ten digits, the last of which checks
the others by modulus 11. The first nine are multiplied by 10 down to 2; the remainder of the sum by
11, taken from 11, is the check digit; 11 stands for 0, and with 10 there is no such number. It is
shown 3-3-4. Issued are numbers that begin with 4, 6 and 7, and in England with 3. From 320 on those
are shared with Northern Ireland, and below they look like Scotland's CHI numbers: they tell of a
patient as well. Numbers that begin with 999 are for tests and never issued.

ISBN-10 has the very same check digit, so that only its surroundings tell one from the other.
"""

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterator
from enum import StrEnum
from itertools import chain
from operator import mul
from typing import NamedTuple


class Kind(StrEnum):
    """What was found; the value says it in words."""

    NHS_NUMBER = "an NHS number"
    BIRTH_DATE = "a date of birth"
    HOSPITAL_NUMBER = "a hospital number"
    AGE_AND_WARD = "an age with a ward"
    NAME_AND_POSTCODE = "a name with a full postcode"


class Finding(NamedTuple):
    """A passage of a text, and what it looks like."""

    kind: Kind
    text: str
    start: int
    end: int


def find(text: str) -> list[Finding]:
    """All that may tell who a patient is, in the order of the text."""
    if not DIGIT.search(text):
        return []  # each of them has one
    plain = _Plain.of(text)
    found = {Kind.NHS_NUMBER: _nhs_numbers(text, plain)}
    found |= {kind: plain.original(look(plain.text)) for kind, look in HINTS.items()}
    return sorted(
        (
            Finding(kind, text[start:end], start, end)
            for kind, spans in found.items()
            for start, end in spans
        ),
        key=lambda finding: finding.start,
    )


def nhs_numbers(text: str) -> list[Finding]:
    """NHS numbers in any usual grouping."""
    return [finding for finding in find(text) if finding.kind == Kind.NHS_NUMBER]


def hints(text: str) -> list[Finding]:
    """What often tells who a patient is, and may be harmless here."""
    return [finding for finding in find(text) if finding.kind != Kind.NHS_NUMBER]


def digits(text: str) -> str:
    """The digits of a number without what groups them, whatever script they are written in."""
    return "".join(c for c in _Plain.of(text).text if c in "0123456789")


def is_nhs_number(number: str) -> bool:
    """Whether ten digits begin as issued numbers do and end with their check digit."""
    total = sum(map(mul, map(int, number), WEIGHTS))
    return number[0] in ISSUED and total % 11 == 0


class _Characters(dict[int, str]):
    """Each character as its plainest relative: one for one, so that places stay what they were."""

    def __missing__(self, code: int) -> str:
        self[code] = _plainest(chr(code))
        return self[code]


def _plainest(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return BY_CATEGORY.get(category, character)


IGNORED = "\0"
# Format characters are zero-width joiners and soft hyphens; marks come with keycap digits.
BY_CATEGORY = {
    **dict.fromkeys(("Cf", "Cc", "Mn", "Me"), IGNORED),
    **dict.fromkeys(("Zl", "Zp"), "\n"),
    **{"Zs": " ", "Pd": "-", "Ps": "(", "Pe": ")"},
}
CHARACTERS = _Characters(
    {
        **{ord(c): c for c in "\n\t"},
        **{ord(c): "-" for c in "−⁃~"},
        **{ord(c): "." for c in "·•∙․．‧"},
        **{ord(c): "/" for c in "\\|⁄∕／_*"},
        **{ord(c): "'" for c in "’ʼ"},
        ord("，"): ",",
    }
)


class _Plain(NamedTuple):
    """A text in its plainest characters, and where in the original each of them stood."""

    text: str
    places: range | list[int]

    @classmethod
    def of(cls, text: str) -> "_Plain":
        plain = cls(text.translate(CHARACTERS), range(len(text)))
        return plain.without(INVISIBLE) if IGNORED in plain.text else plain

    def without(self, passages: re.Pattern[str]) -> "_Plain":
        """The same with some passages left out."""
        kept: list[int] = []
        begin = 0
        for passage in passages.finditer(self.text):
            kept += range(begin, passage.start())
            begin = passage.end()
        if not begin:
            return self
        kept += range(begin, len(self.text))
        return _Plain("".join(self.text[i] for i in kept), [self.places[i] for i in kept])

    def original(self, spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Where in the original text these passages stand."""
        return ((self.places[start], self.places[end - 1] + 1) for start, end in spans)


DIGIT = re.compile(r"\d")
INVISIBLE = re.compile(IGNORED)
BROKEN_LINE = re.compile(r"(?<=\d)-? *\n *(?=\d)")

ISSUED = frozenset("3467")
# With the check digit itself the sum leaves no remainder.
WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
WITHOUT_GAPS = dict.fromkeys(map(ord, " -./(),\n"))
# What stands between the groups of one number. A new line that begins with a hyphen is a bullet, a
# comma with a space is a list, and a tab is a table: none of these is one number.
GAP = r"(?:[ \-./()]{1,5}|,|-? {0,5}\n {0,5})"
# 3-3-4 is the NHS's own; these are how people read a number out, or type it without thinking. Four
# groups that end in one digit after a single first one are an ISBN, and 1-3-3-3 is a sum of money.
GROUPINGS = (
    (10,),
    *((3, 3, 4), (3, 7), (6, 4), (3, 4, 3), (4, 3, 3), (5, 5), (4, 4, 2)),
    *((3, 3, 2, 2), (3, 3, 3, 1), (9, 1)),
)
GROUPED = "|".join(GAP.join(rf"\d{{{n}}}" for n in grouping) for grouping in GROUPINGS)
# Digit by digit, and in pairs; longer rows of these are something else.
SINGLES = rf"(?<!\d[ \-./\n])\d(?:{GAP}\d){{9}}(?![ \-./\n]\d)"
PAIRS = r"(?<!\d[ \-./])\d\d(?P<gap>[ \-./])\d\d(?:(?P=gap)\d\d){3}(?!(?P=gap)\d)"
NUMBER = re.compile(rf"(?<!\d)(?=[3467])(?=(?P<number>{GROUPED}|{SINGLES}|{PAIRS})(?!\d))")
# What makes ten digits something else: an international telephone number, the zero of a national
# one, an ISBN that says so, a sum of money, a fraction.
SOMETHING_ELSE = re.compile(
    r"""(?:
        (?:\+|(?<!\d)00)[ (]?\d{1,3}[ \-./()]{0,3}(?:\(?0\)?[ \-./]{0,2})?
        | \(0\)[ ]?
        | \bISBN(?:[ -]?1[03])?(?:[ ](?:no|number))?[ :.\#()-]{0,3}
        | (?:[£$€]|\bGBP)[ ]?
        | (?<!\d)0\.
    )$""",
    re.VERBOSE | re.IGNORECASE,
)


def _nhs_numbers(text: str, plain: _Plain) -> Iterator[tuple[int, int]]:
    # A second look where the end of a line may have cut a group of digits in two.
    looks = [plain, plain.without(BROKEN_LINE)]
    spans = chain.from_iterable(look.original(_numbers_in(look.text)) for look in looks)
    return ((start, end) for start, end in set(spans) if text.count("\n", start, end) <= 1)


def _numbers_in(plain: str) -> Iterator[tuple[int, int]]:
    for found in NUMBER.finditer(plain):
        start, end = found.span("number")
        number = found["number"].translate(WITHOUT_GAPS)
        if is_nhs_number(number) and not SOMETHING_ELSE.search(plain, max(0, start - 24), start):
            yield start, end


MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"
YEAR = r"(?:18|19|20)\d\d"
DATE = re.compile(
    rf"""(?<!\d)(?:
        \d{{1,2}}[-/. ]\d{{1,2}}[-/. ](?:{YEAR}|\d\d)
        | {YEAR}-\d\d-\d\d
        | \d{{1,2}}(?:st|nd|rd|th)?(?:\ of)?[ -]{MONTH},?[ -](?:{YEAR}|\d\d)
        | \b{MONTH}\ \d{{1,2}}(?:st|nd|rd|th)?,?\ {YEAR}
    )(?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
BIRTH = r"\b(?:born|d\.? ?o\.? ?b|date of birth|birth ?da(?:te|y))\b"
AGE = (
    r"\b(?:aged?:? \d{1,3}|\d{1,3}[ -]?(?:years?|yrs?)[ -](?:of age|old)|\d{1,3} ?y/?o)\b"
    # Whom care is for, not somebody who had it.
    r"(?! ?(?:\+|-|to|and|or) ?(?:\d|over|above|older|under|below|younger)|\+)"
)
PERSON = re.compile(rf"{BIRTH}|{AGE}", re.IGNORECASE)
BORN_BEFORE = re.compile(rf"{BIRTH}[^\n]{{0,25}}$|{AGE}[ ,;:(-]{{1,4}}$", re.IGNORECASE)
BORN_AFTER = re.compile(rf"^[^\n\w]{{0,4}}(?:{BIRTH}|{AGE})", re.IGNORECASE)
HOSPITAL_NUMBER = re.compile(
    r"\b(?:(?:hospital|hosp\.?|patient|unit|case ?note|medical record)[ -]"
    r"(?:number|num|no|id|ref(?:erence)?)|MRN)\b\.?[ :#=-]{0,3}(?:is |was |of )?"
    r"(?:[A-Z]{1,3}[ -]?)?\d[\d-]{3,11}",
    re.IGNORECASE,
)
WARD = re.compile(
    r"\b(?:[Ww]ard|WARD) (?:[A-Z]?\d{1,3}[A-Z]?|[A-Z][A-Za-z]*)\b|\b[A-Z][a-z]+ [Ww]ard\b"
)
OLD = re.compile(AGE, re.IGNORECASE)
NAME = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Master|Dr|Prof|Sir|Dame|Lord|Lady|Rev)\b\.? "
    r"(?:[A-Z][\w'-]*\.? ){0,3}[A-Z][\w'-]+"
)
POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2})\b")
# How far apart two things still speak of one person.
NEAR = 100


def _birth_dates(plain: str) -> Iterator[tuple[int, int]]:
    for found in DATE.finditer(plain) if PERSON.search(plain) else ():
        start, end = found.span()
        before = BORN_BEFORE.search(plain[max(0, start - NEAR) : start])
        if before or BORN_AFTER.search(plain[end : end + NEAR]):
            yield start, end


def _hospital_numbers(plain: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in HOSPITAL_NUMBER.finditer(plain))


def _ages_with_wards(plain: str) -> Iterator[tuple[int, int]]:
    return _together(OLD, WARD, plain)


def _names_with_postcodes(plain: str) -> Iterator[tuple[int, int]]:
    return _together(NAME, POSTCODE, plain)


def _together(
    one: re.Pattern[str], other: re.Pattern[str], plain: str
) -> Iterator[tuple[int, int]]:
    """Where both stand near each other, in either order: each of the second with its nearest."""
    firsts = [found.span() for found in one.finditer(plain)]
    for found in other.finditer(plain) if firsts else ():
        start, end = found.span()
        place = bisect(firsts, (start, end))
        nearest = min(firsts[max(0, place - 1) : place + 1], key=lambda s: _apart(s, (start, end)))
        if _apart(nearest, (start, end)) <= NEAR:
            yield min(start, nearest[0]), max(end, nearest[1])


def _apart(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(one[0] - other[1], other[0] - one[1])


HINTS = {
    Kind.BIRTH_DATE: _birth_dates,
    Kind.HOSPITAL_NUMBER: _hospital_numbers,
    Kind.AGE_AND_WARD: _ages_with_wards,
    Kind.NAME_AND_POSTCODE: _names_with_postcodes,
}
