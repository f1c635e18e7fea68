"""What people write about one priority, part by part.

Only the title and the topic are asked for. All else may wait: a draft keeps what there is.
"""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms

from core.autosave import RevisedForm
from core.forms import DateField, LineField, NarrativeField, TickedField
from core.guard import NO_PATIENTS
from improvement_plans.choices import (
    WITHOUT_AMOUNT,
    AmountKind,
    ContributoryFactor,
    Direction,
    Foundation,
    Scope,
    Topic,
)
from improvement_plans.models import NARRATIVE_LIMIT
from pledges.models import Pledge, PledgeWording


class TopicForm(forms.Form):
    """What a priority is called, and what it is about: enough to add one."""

    title = LineField(
        label="What will you work on?",
        called="What you will work on",
        max_length=150,
        required="Enter what you will work on",
        help_text=f"For example, fewer falls with harm at night. {NO_PATIENTS}",
    )
    topic = forms.ChoiceField(
        label="Topic",
        choices=[("", "Choose a topic"), *Topic.choices],
        error_messages={"required": "Choose a topic, or “Something else”"},
    )
    own_topic = LineField(
        label="Your own topic",
        called="Your own topic",
        max_length=80,
        help_text=f"Only if you chose “Something else”. {NO_PATIENTS}",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "topic" in self.errors and (topic := topic_in(cleaned.get("title", ""))):
            self.errors["topic"] = self.error_class([f"Choose a topic. Is this about {topic}?"])
        if cleaned.get("topic") == Topic.OTHER and not cleaned.get("own_topic"):
            # Without its name the topic is not saved either; the rest is.
            del cleaned["topic"]
            if "own_topic" in cleaned:
                self.add_error("own_topic", "Enter your own topic, or choose one from the list")
        return cleaned


def topic_in(title: str) -> str:
    """The topic that a title names in so many words, as a sentence says it; "" if it names none."""
    names = (name.lower() for name in Topic.labels)
    return next((name for name in names if name in title.lower()), "")


class WhatForm(TopicForm, RevisedForm):
    """What is worked on, for whom and led by whom."""

    scope = forms.ChoiceField(
        label="Is this a national or a local priority?",
        choices=Scope,
        widget=forms.RadioSelect,
        required=False,
    )
    lead_role = LineField(
        label="Who leads this work?",
        called="Who leads this work",
        max_length=120,
        help_text="A role, such as associate director of nursing. Everyone will be able to read "
        "it. Do not name a patient.",
    )
    pledges = TickedField(
        label="Which pledges does this serve?",
        help_text="Choose all that apply",
        required=False,
    )

    def __init__(self, *args: Any, wordings: list[PledgeWording], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wordings = {str(w.pledge.number): w for w in wordings}
        self.fields["pledges"].choices = [  # type: ignore[attr-defined]
            (number, f"{number}. {wording.title}") for number, wording in self.wordings.items()
        ]

    def clean_pledges(self) -> list[Pledge]:
        return [self.wordings[number].pledge for number in self.cleaned_data["pledges"]]


class WhyForm(RevisedForm):
    why = NarrativeField(
        label="Why this matters here",
        called="Why this matters",
        max_length=NARRATIVE_LIMIT,
        rows=12,
        help_text="What your own data show, and what your patients and staff tell you, in general "
        f"terms. Name the figures you have: how many, how often, since when. {NO_PATIENTS}",
    )


class PeopleForm(RevisedForm):
    affected_differently = NarrativeField(
        label="Who is affected differently?",
        called="Who is affected differently",
        max_length=NARRATIVE_LIMIT,
        rows=8,
        help_text="Health inequalities: groups who come to harm more often, or are helped less. "
        "For example by age, ethnicity, language, disability or where they live. If you do not "
        f"know yet, say so, and how you will find out. {NO_PATIENTS}",
    )
    how_patients_are_involved = NarrativeField(
        label="How do patients, families and carers take part in this work?",
        called="How patients take part",
        max_length=NARRATIVE_LIMIT,
        rows=8,
        help_text=f"“Not yet” is an honest answer. {NO_PATIENTS}",
    )


class CausesForm(RevisedForm):
    contributory_factors = TickedField(
        label="What makes this harm more likely?",
        help_text="Systems and conditions, not people to blame. Choose all that your incidents, "
        "audits and staff tell you of",
        choices=ContributoryFactor,
        required=False,
    )
    foundations = TickedField(
        label="Which foundations of safer care will this work build?",
        help_text="Choose all that apply",
        choices=Foundation,
        required=False,
    )


class AimForm(RevisedForm):
    """The parts of one sentence, or the member's own words for it."""

    aim_direction = forms.ChoiceField(
        label="What do you want to do?",
        choices=Direction,
        widget=forms.RadioSelect,
        required=False,
    )
    aim_measure = LineField(
        label="What will you measure?",
        called="What you will measure",
        max_length=200,
        help_text="In words that carry on the sentence. For example, falls with harm per 1,000 bed "
        f"days, or the percentage of observations taken on time. {NO_PATIENTS}",
    )
    aim_from = LineField(
        label="From what? (optional)",
        called="Where it stands today",
        max_length=120,
        help_text="Where it stands today, and when that was. For example, 1.8 in 2025. "
        f"{NO_PATIENTS}",
    )
    aim_amount_kind = forms.ChoiceField(
        label="By how much?",
        choices=[
            (AmountKind.PERCENT, "By a percentage, such as by 50%"),
            (AmountKind.NUMBER, "To a number, such as to 0.9"),
            (AmountKind.ZERO, "To zero"),
            (AmountKind.YEAR_ON_YEAR, "Year on year, without a number"),
            (AmountKind.BEST, "To be among the best, such as the best 10%"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    aim_amount = forms.DecimalField(
        label="How much?",
        help_text="The percentage or the number, in digits: 50 or 0.9. “To zero” and “Year on "
        "year” need none and keep none",
        max_digits=12,
        decimal_places=3,
        required=False,
        error_messages={
            "invalid": "Enter how much in digits only, such as 50 or 0.9",
            "max_digits": "Enter a number of 12 digits or fewer",
            "max_whole_digits": "Enter a number below 1,000,000,000",
            "max_decimal_places": "Enter a number with 3 decimal places or fewer",
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "nhsuk-input--width-5"}),
    )
    aim_by_date = DateField(label="By when?", help_text="For example, 31 3 2028", required=False)
    aim_wording = LineField(
        label="The aim in your own words (optional)",
        called="The aim in your own words",
        max_length=400,
        help_text="Leave this empty to use the sentence that your answers make. For example, Halve "
        f"falls with harm within three years. {NO_PATIENTS}",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *("revision", "aim_direction", "aim_measure", "aim_from"),
            *("aim_amount_kind", "aim_amount", "aim_by_date"),
            HTML('<h2 class="nhsuk-heading-m">Your own words</h2>'),
            "aim_wording",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("aim_amount_kind") in WITHOUT_AMOUNT:
            cleaned["aim_amount"] = None
            self.errors.pop("aim_amount", None)
        return cleaned


class MoveForm(forms.Form):
    """Which priority goes up or down, and to which place. No box of it is typed in."""

    priority = forms.IntegerField(min_value=1, max_value=2**31)
    up = forms.IntegerField(min_value=1, max_value=10_000, required=False)
    down = forms.IntegerField(min_value=1, max_value=10_000, required=False)

    @property
    def pressed(self) -> str:
        return "up" if self.cleaned_data["up"] else "down"

    @property
    def place(self) -> int:
        return self.cleaned_data[self.pressed]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("up") or cleaned.get("down")):
            raise forms.ValidationError("Press one of the buttons.", code="required")
        return cleaned
