"""Fields that let no NHS number through, and what the page around them knows."""

import random
from collections.abc import Collection
from typing import Any

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from core.forms import (
    EXPLANATION,
    LineField,
    NarrativeField,
    ask_for_explanation,
    guard_texts,
)
from core.guard import Guard, Texts, texts_of
from core.patient_data import Kind
from pledges.models import Commitment
from tests.nhs_numbers import nhs_number

NUMBER = nhs_number()
SAID = f"This looks like an NHS number: {NUMBER}. Remove it."


class StoryForm(forms.Form):
    line = LineField(label="Line", called="The line", max_length=200)
    story = NarrativeField(label="Story", called="The story", max_length=500, rows=4)


class LaidOutForm(StoryForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("line", "story")


class Known(Texts):
    """A lead's page, on which nothing was said yet but about `known`."""

    instead = "If it is something else, say what."
    may_explain = True

    def __init__(self, known: str = "") -> None:
        self.known, self.told = known, dict[str, str]()

    def is_explained(self, number: str) -> bool:
        return number == self.known

    def explain(self, numbers: Collection[str], reason: str) -> None:
        self.told |= dict.fromkeys(numbers, reason)


def said(form: forms.Form) -> dict[str, list[str]]:
    return {field: [str(error) for error in errors] for field, errors in form.errors.items()}


@pytest.mark.parametrize("field", ["line", "story"])
def test_a_field_without_a_page_refuses_every_number(field: str) -> None:
    assert said(StoryForm({field: f"We rang {NUMBER}."})) == {field: [SAID]}


def test_the_number_is_shown_as_it_was_typed_on_one_line() -> None:
    typed = f"{NUMBER[:3]}\n{NUMBER[3:6]} {NUMBER[6:]}"
    shown = f"{NUMBER[:3]} {NUMBER[3:6]} {NUMBER[6:]}"
    assert said(StoryForm({"story": typed})) == {
        "story": [f"This looks like an NHS number: {shown}. Remove it."]
    }


def test_several_numbers_are_named_once_each() -> None:
    other = nhs_number(random.Random(5))
    form = StoryForm({"story": f"{NUMBER}, {other} and {NUMBER}"})
    assert said(form) == {
        "story": [f"These look like NHS numbers: {NUMBER} and {other}. Remove them."]
    }


def test_a_page_says_what_else_can_be_done() -> None:
    form = StoryForm({"line": NUMBER})
    guard_texts(form, Known())
    assert said(form) == {"line": [f"{SAID} If it is something else, say what."]}


def test_a_number_that_was_explained_passes() -> None:
    form = StoryForm({"line": NUMBER})
    guard_texts(form, Known(NUMBER))
    assert (form.errors, form.cleaned_data["line"]) == ({}, NUMBER)


def test_a_number_passes_with_a_reason_and_is_remembered_with_it() -> None:
    texts = Known()
    form = StoryForm({"line": NUMBER, "story": NUMBER, EXPLANATION: "Our switchboard"})
    guard = guard_texts(form, texts)
    assert (form.is_valid(), texts.told) == (True, {})
    guard.remember()
    assert texts.told == {NUMBER: "Our switchboard"}


def test_nothing_is_remembered_where_nothing_was_found() -> None:
    texts = Known()
    form = StoryForm({"line": "Nothing", EXPLANATION: "Our switchboard"})
    guard = guard_texts(form, texts)
    assert form.is_valid()
    guard.remember()
    assert texts.told == {}


@pytest.mark.parametrize("reason", ["", "  ", NUMBER, "a\nb", "x" * 201])
def test_a_reason_that_says_nothing_lets_nothing_through(reason: str) -> None:
    form = StoryForm({"line": NUMBER, EXPLANATION: reason})
    guard_texts(form, Known())
    assert form.errors["line"] == [f"{SAID} If it is something else, say what."]


def test_a_reason_of_somebody_who_may_not_say_is_not_heard() -> None:
    form = StoryForm({"line": NUMBER, EXPLANATION: "Our switchboard"})
    guard_texts(form, Texts())
    assert (said(form), EXPLANATION in form.fields) == ({"line": [SAID]}, False)


def test_the_question_stands_last_in_a_form_with_a_layout() -> None:
    form = LaidOutForm({"line": NUMBER})
    ask_for_explanation(form)
    ask_for_explanation(form)
    assert form.helper.layout.fields == ["line", "story", EXPLANATION]


def test_nobody_is_asked_where_nobody_may_say() -> None:
    guard = Guard()
    with pytest.raises(forms.ValidationError):
        guard.check(NUMBER, "Story")
    assert guard.may_ask() is False
    with pytest.raises(NotImplementedError):
        guard.texts.explain({NUMBER}, "A reason")


def test_what_may_tell_who_a_patient_is_passes_and_is_remembered() -> None:
    form = StoryForm({"story": "An 82-year-old on ward 7 fell."})
    guard = guard_texts(form, Texts())
    assert form.is_valid()
    hints = [(label, f.kind, f.text) for label, f in guard.hints]
    assert hints == [("Story", Kind.AGE_AND_WARD, "82-year-old on ward 7")]


@pytest.mark.parametrize(
    ("help_text", "shown"),
    [
        ("", "Do not write anything about a patient."),
        ("A sentence.", "A sentence. Do not write anything about a patient."),
        ("A word", "A word. Do not write anything about a patient."),
        (
            "Do not write anything about a patient. Be short.",
            "Do not write anything about a patient. Be short.",
        ),
    ],
)
def test_every_box_asks_for_nothing_about_a_patient(help_text: str, shown: str) -> None:
    field = NarrativeField(called="It", max_length=5, rows=1, help_text=help_text)
    assert field.help_text == shown


@pytest.mark.parametrize(
    ("thing", "texts"),
    [
        ("A reason", ["A reason"]),
        (
            Commitment(
                text="We will.", kind="NEW", state="DRAFT", reason="Why.", published_role="Nurse"
            ),
            ["We will.", "Why.", "Nurse"],
        ),
    ],
)
def test_the_texts_of_a_row_are_what_was_typed(thing: Any, texts: list[str]) -> None:
    assert texts_of(thing) == texts
