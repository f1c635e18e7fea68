"""Who changed a text meanwhile, and the number that a form carries for what it was filled in on."""

from datetime import date

import pytest

from core.autosave import RevisionField
from core.revisions import Saved, fingerprint
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("typed", "revision"),
    [("7", 7), ("", 0), (None, 0), ("-1", 0), ("seven", 0), ("٧", 0), ("9" * 15, 10**15 - 1)],
)
def test_a_revision_is_a_number_or_none(typed: str | None, revision: int) -> None:
    assert RevisionField().clean(typed) == revision


def test_a_number_too_long_for_any_database_is_none() -> None:
    assert RevisionField().clean("9" * 16) == 0


@pytest.mark.parametrize("empty", [{}, {"title": "", "day": None}])
def test_nothing_saved_yet_is_0(empty: dict[str, object]) -> None:
    assert fingerprint(empty) == 0


def test_equal_values_have_one_fingerprint_whatever_their_order() -> None:
    day = date(2026, 7, 1)
    assert fingerprint({"a": "x", "b": day}) == fingerprint({"b": day, "a": "x"}) > 0


@pytest.mark.parametrize("other", [{"a": "y"}, {"b": "x"}, {"a": "x", "b": "z"}, {"a": "\ud800"}])
def test_other_values_have_another(other: dict[str, object]) -> None:
    assert fingerprint(other) != fingerprint({"a": "x"})


@pytest.mark.parametrize(
    ("saved", "said"),
    [
        (
            Saved(1, {}, "Eddie Editor", NOW),
            "Eddie Editor changed this on 15 June 2026 at 10:00, after you had opened it.",
        ),
        (
            Saved(1, {}, "Lena Lead", NOW),
            "You changed this on 15 June 2026 at 10:00, in another window or on another device.",
        ),
        (Saved(1, {}), "Somebody else changed this, after you had opened it."),
    ],
)
def test_it_is_said_who_changed_a_text_and_when(saved: Saved, said: str) -> None:
    assert saved.changed_by("Lena Lead") == said
