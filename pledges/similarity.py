"""How much of a pledge's standard wording a member's text repeats. Pure calculation."""

import re

# Five words in a row are seldom the same by chance, even in texts about the same thing, while a
# copied sentence keeps them where a word was swapped here and there.
IN_A_ROW = 5
# From half of the wording on, a text repeats it. One of two sentences quoted and answered stays
# below; a copy with every tenth word changed, which is 0.50 to 0.55 of each wording, does not.
LARGELY = 0.5


def share_repeated(text: str, wording: str) -> float:
    """The share of the wording's runs of five words that are in the text, from 0 to 1."""
    runs = _runs(wording)
    return len(runs & _runs(text)) / len(runs) if runs else 0.0


def largely_repeats(text: str, wording: str) -> bool:
    return share_repeated(text, wording) >= LARGELY


def _runs(text: str) -> set[tuple[str, ...]]:
    # Quotation marks, hyphens and capitals are no words of one's own.
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text.lower()))
    return {tuple(words[at : at + IN_A_ROW]) for at in range(len(words) - IN_A_ROW + 1)}
