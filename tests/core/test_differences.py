"""What tells two texts apart: exact to the letter, in whole words, and soon."""

import random
from itertools import pairwise
from time import process_time

import pytest

from core.differences import Kind, Run, difference, has_changes, tokens

S, R, A = Kind.SAME, Kind.REMOVED, Kind.ADDED
ALPHABET = [
    *("We", "will", "call", "family", "families", "1,000", "0.21", "won’t", "ward-led", "e\u0301"),
    *(" ", "  ", "\t", "\n", "\n\n", "\n- ", "\r\n", "\u00a0", "\u2028"),
    *(".", ",", ";", "(", ")", "“", "”", "…", "?", "-", "–", "•", "👩‍⚕️", "<b>", "&", "\\"),
]


def text_of(runs: list[Run], *kinds: Kind) -> str:
    return "".join(run.text for run in runs if run.kind in kinds)


def random_pairs(count: int) -> list[tuple[str, str]]:
    """Texts of words, marks and spaces, and what became of them by a few cuts and insertions."""
    dice, pairs = random.Random(15), []
    for _ in range(count):
        old = dice.choices(ALPHABET, k=dice.randrange(60))
        new = list(old)
        for _ in range(dice.randrange(8)):
            at = dice.randrange(len(new) + 1)
            new[at : at + dice.randrange(6)] = dice.choices(ALPHABET, k=dice.randrange(6))
        pairs.append(("".join(old), "".join(new)))
    return pairs


def test_the_runs_hold_both_texts_to_the_letter() -> None:
    wrong = [
        (old, new)
        for old, new in random_pairs(1000)
        for runs in [difference(old, new)]
        if (text_of(runs, S, R), text_of(runs, S, A)) != (old, new)
    ]
    assert wrong == []


def test_no_run_is_empty_and_no_neighbours_are_of_one_kind() -> None:
    careless = [
        (old, new)
        for old, new in random_pairs(1000)
        for runs in [difference(old, new)]
        if not all(run.text for run in runs) or any(a.kind == b.kind for a, b in pairwise(runs))
    ]
    assert careless == []


def test_the_words_of_a_text_joined_are_the_text() -> None:
    assert all("".join(map(str, tokens(old))) == old for old, _ in random_pairs(300))


@pytest.mark.parametrize(("text", "runs"), [("", []), ("One\ntwo.", [Run(S, "One\ntwo.")])])
def test_a_text_and_itself_have_nothing_between_them(text: str, runs: list[Run]) -> None:
    assert difference(text, text) == runs


@pytest.mark.parametrize(
    ("old", "new", "runs"),
    [
        ("", "New.", [Run(A, "New.")]),
        ("Old.", "", [Run(R, "Old.")]),
        (
            "We will call each family.",
            "We will visit each family.",
            [Run(S, "We will "), Run(R, "call "), Run(A, "visit "), Run(S, "each family.")],
        ),
        # A comma that both have by chance between two changes says nothing.
        (
            "by day, on wards for now",
            "by night, at home for now",
            [Run(S, "by "), Run(R, "day, on wards "), Run(A, "night, at home "), Run(S, "for now")],
        ),
        (
            "1,000 of 0.21",
            "1,200 of 0.21",
            [Run(R, "1,000 "), Run(A, "1,200 "), Run(S, "of 0.21")],
        ),
        (
            "- one\n- three",
            "- one\n- two\n- three",
            [Run(S, "- one\n- "), Run(A, "two\n- "), Run(S, "three")],
        ),
        ("a  b", "a b", [Run(S, "a"), Run(R, "  "), Run(A, " "), Run(S, "b")]),
    ],
    ids=["all new", "all gone", "a word", "between", "a number", "a bullet", "spaces"],
)
def test_what_changed_is_told_in_whole_words(old: str, new: str, runs: list[Run]) -> None:
    assert difference(old, new) == runs


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("We listen", "We listen", False),
        ("We  listen", "We listen", False),
        ("We listen\nand act", "We listen and act", False),
        ("We listen", "- We listen", False),
        ("We listen", "We listen.", True),
        ("We listen", "We act", True),
    ],
)
def test_spaces_line_breaks_and_bullets_are_no_change_of_words(
    old: str,
    new: str,
    changed: bool,  # noqa: FBT001
) -> None:
    assert has_changes(difference(old, new)) == changed


def prose(words: int, seed: int) -> str:
    """English in its proportions: few words often, many seldom."""
    dice = random.Random(seed)
    vocabulary = [f"word{number}" for number in range(2000)]
    weights = [1 / (rank + 3) for rank in range(2000)]
    return " ".join(dice.choices(vocabulary, weights, k=words))[:10_000]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (prose(1800, 1), prose(1800, 2)),
        ("a " * 5000, "b " + "a " * 4999),
        (
            " ".join("abcdefghijklmnopqrstuvwxyz" * 192),
            " ".join("zyxwvutsrqponmlkjihgfedcba" * 192),
        ),
        (" ".join(map(str, range(2500))), " ".join(map(str, reversed(range(2500))))),
    ],
    ids=["prose", "one word", "letters", "turned round"],
)
def test_no_two_texts_of_the_longest_kind_keep_a_reader_waiting(old: str, new: str) -> None:
    start = process_time()
    for _ in range(200_000):
        pass
    yardstick = process_time() - start
    start = process_time()
    runs = difference(old, new)
    # Less than counting to 40 million takes here.
    assert process_time() - start < 200 * yardstick
    assert (text_of(runs, S, R), text_of(runs, S, A)) == (old, new)
