"""How wide a text is in a picture, and where its lines break.

Pure. The estimate is never too small: in thousandths of the size of the letters,
for Arial and what stands in for it, bold or not.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

FONT = 14
WIDTH_OF: dict[str, int] = {
    character: width
    for width, characters in {
        280: " ',./I\\ijl|",
        340: "!()-:;[]`ft",
        395: "*r{}",
        475: '"',
        560: "#$0123456789J_aceksvxyz",
        615: "+<=>?FLTZ^bdghnopqu~",
        670: "EPSVXY",
        725: "&ABCDHKNRU",
        780: "GOQw",
        850: "M",
        890: "%m",
        950: "W",
        1020: "@",
    }.items()
    for character in characters
}
# Letters of other scripts, pictures: wider than any of them.
UNKNOWN = 1400
# What a reader's own font may be wider by.
SPARE = 1.04


@lru_cache(maxsize=8192)
def width_of(text: str) -> float:
    """How wide a text is at most, in the picture's own units."""
    known = WIDTH_OF
    return sum([known.get(c) or _width_of_other(c) for c in text]) * FONT * SPARE / 1000


@lru_cache(maxsize=4096)
def _width_of_other(character: str) -> int:
    if character in "‘’·":
        return 280
    if character in "“”–£€•":
        return 560
    bare = unicodedata.normalize("NFD", character)
    if len(bare) > 1:
        return sum(WIDTH_OF.get(c, UNKNOWN) for c in bare if not unicodedata.combining(c))
    return 0 if unicodedata.combining(character) else UNKNOWN


def wrap(text: str, room: float) -> tuple[str, ...]:
    """Lines that are no wider than this; a word that is wider is broken."""
    lines, line, used = [], "", 0.0
    gap = width_of(" ")
    for word in text.split():
        wide = width_of(word)
        if line and used + gap + wide <= room:
            line, used = f"{line} {word}", used + gap + wide
            continue
        if line:
            lines.append(line)
        *whole_lines, word = _broken(word, room) if wide > room else [word]
        lines += whole_lines
        line, used = word, width_of(word)
    return (*lines, line) if line else tuple(lines)


def _broken(word: str, room: float) -> list[str]:
    """A word in pieces, each but the last with a hyphen if it ends in a letter."""
    pieces, piece = [], ""
    for cluster in clusters(word):
        if piece and width_of(f"{piece}{cluster}-") > room:
            pieces.append(f"{piece}-" if piece[-1].isalpha() else piece)
            piece = ""
        piece += cluster
    return [*pieces, piece]


def clusters(word: str) -> Iterator[str]:
    """Letters with their accents, and pictures that are made of several, which are never parted."""
    cluster, flags = "", 0
    for character in word:
        is_flag = "\U0001f1e6" <= character <= "\U0001f1ff"
        flags = flags + 1 if is_flag else 0
        if cluster and not (
            cluster[-1] == "\u200d"
            or character == "\u200d"
            or unicodedata.category(character).startswith("M")
            or "\U0001f3fb" <= character <= "\U0001f3ff"
            or (is_flag and flags % 2 == 0)
        ):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster
