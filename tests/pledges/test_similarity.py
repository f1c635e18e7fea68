"""How much of the standard wording a text repeats."""

import pytest

from pledges.similarity import largely_repeats, share_repeated

WORDING = (
    "We will be open about how we are doing on safety, and back our staff to be candid with "
    "patients and families when something goes wrong."
)
OWN = "We will ring each family the same day and tell them what we know and what we do not."


@pytest.mark.parametrize(
    ("text", "share"),
    [
        (WORDING, 1.0),
        (WORDING.upper().replace(",", "").replace(" ", "\n"), 1.0),
        (f"{OWN} {WORDING}", 1.0),
        (OWN, 0.0),
        ("", 0.0),
        ("be open about how", 0.0),
        ("be open about how we", 1 / 22),
    ],
    ids=[
        "copied",
        "other capitals and lines",
        "quoted",
        "own",
        "empty",
        "four words",
        "five words",
    ],
)
def test_the_share_is_that_of_the_wordings_runs_of_five_words(text: str, share: float) -> None:
    assert share_repeated(text, WORDING) == pytest.approx(share)


def test_an_apostrophe_straight_or_not_is_no_word_of_ones_own() -> None:
    assert share_repeated("what’s safe for one is safe", "What's safe for one is safe") == 1.0


def test_a_wording_shorter_than_a_run_is_repeated_by_nothing() -> None:
    assert share_repeated("Be kind.", "Be kind.") == 0.0


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        (WORDING.replace("candid", "honest"), True),
        (" ".join("so" if n % 10 == 9 else w for n, w in enumerate(WORDING.split())), True),
        ("We will be open about how we are doing on safety: a board in each hall.", False),
        (OWN, False),
    ],
    ids=["one word changed", "every tenth word changed", "a clause quoted", "own"],
)
def test_half_of_the_wording_is_a_repetition(text: str, repeats: bool) -> None:  # noqa: FBT001
    assert largely_repeats(text, WORDING) == repeats
