"""What tells two texts apart, word by word. Pure: two texts in, runs of words out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import Enum
from typing import NamedTuple

# A line break, a word, or one mark; each with the spaces that follow it. Spaces before the first
# word are a token without a word. What stands inside a word (1,000, won't) is part of it.
MARKS = r".,;:!?()\"“”…"
TOKEN = re.compile(
    rf"(?P<word>\n|[^\s{MARKS}]+(?:[.,:][^\s{MARKS}]+)*|[{MARKS}]|)(?P<gap>[^\S\n]*)"
)
# Pairs of equal words to compare. Prose of 10,000 characters has 50,000; one word over and over
# has millions, and would keep a reader waiting.
MOST_PAIRS = 500_000


class Kind(Enum):
    """What became of some words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Run(NamedTuple):
    """Words next to each other that met the same fate."""

    kind: Kind
    text: str


class Token(NamedTuple):
    word: str
    gap: str

    def __str__(self) -> str:
        return f"{self.word}{self.gap}"


def difference(old: str, new: str) -> list[Run]:
    """How the old text became the new one.

    What stayed and what was removed, joined, is the old text to the letter; what stayed and what
    was added is the new one.
    """
    before, after = tokens(old), tokens(new)
    runs: list[Run] = []
    for is_same, a, b in _aligned(before, after):
        if is_same:
            runs += _same(before[a], after[b])
        else:
            runs += [Run(Kind.REMOVED, _text(before[a])), Run(Kind.ADDED, _text(after[b]))]
    return _joined(runs)


def has_changes(runs: Sequence[Run]) -> bool:
    """Whether a reader would see a change: spaces, line breaks and bullet marks are none."""
    return any(run.kind != Kind.SAME and run.text.strip("-*•– \t\r\n") for run in runs)


def tokens(text: str) -> list[Token]:
    """The words of a text; joined, they are the text."""
    return [Token(m["word"], m["gap"]) for m in TOKEN.finditer(text) if m.group()]


def _aligned(
    before: Sequence[Token], after: Sequence[Token]
) -> Iterator[tuple[bool, slice, slice]]:
    """The stretches of both texts in their order, and whether the words are the same in both.

    Between two changes, one word or mark that happens to be the same tells a reader nothing: it
    counts as changed with its neighbours.
    """
    a, b = [token.word for token in before], [token.word for token in after]
    opcodes = _opcodes(a, b)
    changed: tuple[int, int] | None = None
    for index, (tag, a1, a2, b1, b2) in enumerate(opcodes):
        is_between = 0 < index < len(opcodes) - 1
        if tag == "equal" and not (is_between and a2 - a1 == 1 and a[a1] != "\n"):
            if changed:
                yield False, slice(changed[0], a1), slice(changed[1], b1)
                changed = None
            yield True, slice(a1, a2), slice(b1, b2)
        elif changed is None:
            changed = a1, b1
    if changed:
        yield False, slice(changed[0], len(a)), slice(changed[1], len(b))


def _opcodes(a: Sequence[str], b: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    counts = Counter(b)
    if sum(counts[word] for word in a) > MOST_PAIRS:
        return [("equal" if a == b else "replace", 0, len(a), 0, len(b))]
    return list(SequenceMatcher(None, a, b, autojunk=False).get_opcodes())


def _same(before: Sequence[Token], after: Sequence[Token]) -> Iterator[Run]:
    """The same words; the spaces after one may still differ."""
    for old, new in zip(before, after, strict=True):
        if old.gap == new.gap:
            yield Run(Kind.SAME, str(old))
        else:
            yield from (
                Run(Kind.SAME, old.word),
                Run(Kind.REMOVED, old.gap),
                Run(Kind.ADDED, new.gap),
            )


def _text(words: Sequence[Token]) -> str:
    return "".join(map(str, words))


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Neighbours of one kind as one run, and none that is empty."""
    found: list[Run] = []
    for run in runs:
        if found and found[-1].kind == run.kind:
            found[-1] = Run(run.kind, found[-1].text + run.text)
        elif run.text:
            found.append(run)
    return found
