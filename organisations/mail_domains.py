"""Mail domains as people mistype them. Pure functions."""

from collections.abc import Iterable

# Nobody's staff have addresses there, though it is what one would guess.
GUESSES = {
    "nhs.co.uk": "nhs.net",
    "nhs.com": "nhs.net",
    "nhs.gov.uk": "nhs.net",
    "nhs.org": "nhs.net",
    "nhs.org.uk": "nhs.net",
    "gmail.co.uk": "gmail.com",
}
TRUSTS = "nhs.uk"


def domain_meant(typed: str, known: Iterable[str]) -> str:
    """The domain that was probably meant by one that is a slip away from it; else nothing.

    Slips are a letter too many, one too few, a wrong one, or two the wrong way round.
    """
    typed = typed.lower()
    known = tuple(known)
    if typed in known or typed.endswith(f".{TRUSTS}"):
        return ""
    if typed in GUESSES:
        return GUESSES[typed]
    labels = typed.split(".")
    for ending in (2, 3):
        trust, rest = labels[:-ending], ".".join(labels[-ending:])
        if trust and (is_one_slip(rest, TRUSTS) or GUESSES.get(rest) == "nhs.net"):
            return ".".join([*trust, TRUSTS])
    return next((domain for domain in known if is_one_slip(typed, domain)), "")


def is_one_slip(typed: str, meant: str) -> bool:
    """Whether one slip of the fingers lies between the two (a Damerau distance of one)."""
    pairs = zip(typed, meant, strict=False)
    at = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(typed), len(meant)))
    rest, wanted = typed[at:], meant[at:]
    return rest != wanted and (
        rest[1:] == wanted[1:]
        or rest[1:] == wanted
        or rest == wanted[1:]
        or (rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:])
    )
