"""Finding texts by their words, and showing which words those were.

PostgreSQL compares word stems by an index; elsewhere (the demo) every text is read. What was found
is marked here, for both: in the text exactly as it was typed, escaped piece by piece.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connections
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import ConcatPair
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.text import BULLETS

CONFIG = "english"
# More words narrow a search no further, and each costs the database.
MOST_TERMS, MOST_CHARACTERS = 10, 200
PASSAGE = 240
# Texts with all words of a phrase that are read for the phrase itself. A phrase of the commonest
# words may be missed in texts beyond.
MOST_READ = 2000
# Of texts that are parts of something larger: enough that a search that stops there has found more
# than any page counts.
MOST_FOUND = 5000
# Between two fields that are read as one: a word, so that no phrase spans them.
BETWEEN = " §0§ "
BEFORE = 60
TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# PostgreSQL leaves these out of its index, and so does whoever marks them.
TELLS_NOTHING = frozenset(
    {
        *("a", "an", "and", "are", "as", "at", "be", "by", "do", "for", "from", "have", "if"),
        *("in", "is", "it", "of", "on", "or", "our", "so", "that", "the", "their", "them", "they"),
        *("this", "to", "was", "we", "what", "when", "who", "will", "with", "you", "your"),
    }
)
SHORTEST_STEM = 3
# “family” is no adverb.
SHORTEST_BEFORE_LY = 5
ENDINGS = ("ly", "ings", "ing", "ies", "ied", "ed", "es", "s", "y", "e")
# “e, es, ed, ely, er, ers, ing, ings, ingly, s, y, ies, ied, ier, ily, ly”, as short as can be: a
# database puts the pattern together anew for each text.
GROWN = "(?:e(?:s|d|ly|rs?)?|ing(?:s|ly)?|s|i(?:es|ed|er|ly)|l?y)?(?:['’]s)?"
APOSTROPHE = re.compile("['’]")


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: words, `"words together"`, and with a minus what must not be there.

    Nothing that can be typed is a mistake; what has no word in it asks for nothing.
    """

    terms: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: str) -> "Wanted":
        terms: list[str] = []
        unwanted: list[str] = []
        for minus, together, word in TERM.findall(query[:MOST_CHARACTERS]):
            if term := " ".join(WORD.findall(together or word)):
                (unwanted if minus else terms).append(term)
        return cls(_first(terms), _first(unwanted))

    @property
    def asks(self) -> bool:
        """Whether there is a word to look for: “the” and “-falls” would find nearly everything."""
        return any(word.lower() not in TELLS_NOTHING for word in " ".join(self.terms).split())

    @property
    def as_query(self) -> str:
        """For PostgreSQL's web search: each word in quotes, so that none is an operator.

        Words that belong together are asked for one by one. To see that they stand together,
        PostgreSQL would index each of those texts again, which takes seconds for common words.
        """
        wanted = [f'"{word}"' for term in self.terms for word in term.split()]
        return " ".join(wanted + [f'-"{term}"' for term in self.unwanted if " " not in term])

    @property
    def together(self) -> tuple[str, ...]:
        """Terms of several words."""
        return tuple(term for term in self.terms if " " in term)

    @property
    def never_together(self) -> tuple[str, ...]:
        return tuple(term for term in self.unwanted if " " in term)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Where the terms stand in a text, those that tell something."""
        telling = [t for t in self.terms if t.lower() not in TELLS_NOTHING]
        return re.compile("|".join(map(_spellings, telling)) or r"(?!)", re.IGNORECASE)

    def is_in(self, text: str) -> bool:
        return bool(self.pattern.search(text))


def _first(terms: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(terms))[:MOST_TERMS]


def _spellings(term: str, edge: str = r"\b") -> str:
    """A pattern for the words of a term one after the other, each with other endings too."""
    words = r"[\W_]+".join(_grown(word) for word in term.split())
    return f"{edge}{words}{edge}"


def _grown(word: str) -> str:
    """“learning” is found in “learn” and “learned”, “family” in “families” and “family’s”."""
    stem = word = re.sub("['’]s$", "", word)
    for ending in ENDINGS:
        shortest = SHORTEST_BEFORE_LY if ending == "ly" else SHORTEST_STEM
        if word.lower().endswith(ending) and len(word) - len(ending) >= shortest:
            stem = word[: -len(ending)]
            break
    if len(stem) < SHORTEST_STEM or not stem.isalpha():
        return "['’]".join(map(re.escape, APOSTROPHE.split(word)))
    # “planning” has one letter more than “plan”, or the other way round.
    single = stem[:-1] if stem[-1] == stem[-2] and stem != word else stem
    return f"{single}{stem[-1]}?{GROWN}"


Rows = TypeVar("Rows", bound=QuerySet[Any])


def saying(found: Rows, wanted: Wanted, *fields: str) -> Rows:
    """Those rows whose fields, taken together, have every term and nothing unwanted.

    On PostgreSQL by an index over exactly `vector(*fields)`, which a migration makes.
    """
    if not wanted.asks:
        return found.none()
    if connections[found.db].vendor == "postgresql":
        query = SearchQuery(wanted.as_query, config=CONFIG, search_type="websearch")
        indexed = found.alias(words=vector(*fields)).filter(words=query)
        if not (wanted.together or wanted.never_together):
            return indexed
        found = found.filter(pk__in=indexed.order_by().values("pk")[:MOST_READ])
        return _reading(found, fields, wanted.together, wanted.never_together, r"\y")
    telling = tuple(term for term in wanted.terms if term.lower() not in TELLS_NOTHING)
    return _reading(found, fields, telling, wanted.unwanted, r"\b")


def _reading(
    found: Rows,
    fields: tuple[str, ...],
    terms: tuple[str, ...],
    unwanted: tuple[str, ...],
    edge: str,
) -> Rows:
    """What is found by reading the texts themselves; `edge` is how the database's patterns write
    the edge of a word."""
    parts = [part for field in fields for part in (F(field), Value(BETWEEN))]
    found = found.alias(read=_joined(parts))
    for term in terms:
        found = found.filter(read__iregex=_spellings(term, edge))
    for term in unwanted:
        found = found.exclude(read__iregex=_spellings(term, edge))
    return found


def _joined(parts: list[F | Value]) -> Any:
    """The parts as one text, in halves of halves: SQLite refuses what is nested deeper."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return ConcatPair(_joined(parts[:half]), _joined(parts[half:]), output_field=TextField())


def vector(*fields: str) -> SearchVector:
    """The words of these fields as PostgreSQL indexes them."""
    return SearchVector(*fields, config=CONFIG)


def passage(text: str, wanted: Wanted) -> SafeString:
    """The part of a text with the first word that was found; its beginning where there is none."""
    plain = " ".join(map(_in_line, text.split("\n"))).strip()
    first = wanted.pattern.search(plain)
    start = max(0, min(first.start() - BEFORE, len(plain) - PASSAGE)) if first else 0
    if start and first:
        # At a word, unless the word that was found is part of something very long.
        start = plain.find(" ", start, first.start()) + 1 or start
    end = start + PASSAGE
    if end < len(plain):
        end = max(plain.rfind(" ", start, end), first.end() if first else 0, start + 1)
    before, after = "… " if start else "", " …" if end < len(plain) else ""
    return format_html("{}{}{}", before, marked(plain[start:end], wanted), after)


def _in_line(line: str) -> str:
    """A line of a text among others; a bullet stays one, whichever mark it was typed with."""
    words = " ".join(line.split())
    mark = next((mark for mark in BULLETS if words.startswith(mark)), "")
    return f"• {words[len(mark) :]}" if mark else words


def marked(text: str, wanted: Wanted) -> SafeString:
    """A text with the words that were looked for marked, and every piece of it escaped."""
    pieces, done = [], 0
    for found in wanted.pattern.finditer(text):
        pieces += [
            format_html("{}", text[done : found.start()]),
            format_html("<mark>{}</mark>", found.group()),
        ]
        done = found.end()
    return format_html_join("", "{}", ((piece,) for piece in (*pieces, text[done:])))
