"""What of a text can be seen, and what no file of text can hold. Free of Django."""

import unicodedata

# Unicode keeps these free for programs: XML holds none of them, so no feed and no picture does.
NO_CHARACTERS = frozenset("\ufffe\uffff")


def can_be_seen(text: str) -> bool:
    """Whether there is a letter, a number or a sign in it; spaces and invisible marks are none."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)
