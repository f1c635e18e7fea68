"""What people write about one priority."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms

from core.forms import DateField, LineField, NarrativeField
from core.guard import NO_PATIENTS
from improvement_plans.choices import (
    AmountKind,
    Direction,
    Scope,
    Topic,
)
from improvement_plans.models import NARRATIVE_LIMIT
from pledges.models import Pledge, PledgeWording

NEEDS_AMOUNT = frozenset({AmountKind.PERCENT, AmountKind.NUMBER})


class PriorityForm(forms.Form):
    """What the plan works on, and the aim: how much, by when."""

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
    scope = forms.ChoiceField(
        label="Is this a national or a local priority?",
        choices=Scope,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether this is a national or a local priority"},
    )
    why = NarrativeField(
        label="Why this matters here",
        called="Why this matters",
        max_length=NARRATIVE_LIMIT,
        required="Write why this matters in your organisation",
        rows=8,
        help_text="What your own data and your patients and staff tell you, in general terms. "
        f"{NO_PATIENTS}",
    )
    aim_direction = forms.ChoiceField(
        label="What do you want to do?",
        choices=Direction,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you will reduce, increase or maintain it"},
    )
    aim_measure = LineField(
        label="What will you measure?",
        called="What you will measure",
        max_length=200,
        required="Enter what you will measure",
        help_text="In words that carry on the sentence. For example, falls with harm per 1,000 bed "
        f"days, or the percentage of observations taken on time. {NO_PATIENTS}",
    )
    aim_amount_kind = forms.ChoiceField(
        label="By how much?",
        choices=[
            (AmountKind.PERCENT, "By a percentage, such as by 50%"),
            (AmountKind.NUMBER, "To a number, such as to 0.9"),
            (AmountKind.ZERO, "To zero"),
            (AmountKind.YEAR_ON_YEAR, "Year on year, without a number"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you will say how much"},
    )
    aim_amount = forms.DecimalField(
        label="How much?",
        help_text="Only for a percentage or a number. For example, 50 or 0.9",
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
    aim_by_date = DateField(
        label="By when?",
        help_text="For example, 31 3 2028",
        error_messages={"required": "Enter the date you aim to reach this by"},
    )
    pledges = forms.MultipleChoiceField(
        label="Which pledges does this serve?",
        help_text="Choose all that apply",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one pledge that this serves"},
    )

    def __init__(self, *args: Any, wordings: list[PledgeWording], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wordings = {str(w.pledge.number): w for w in wordings}
        self.fields["pledges"].choices = [  # type: ignore[attr-defined]
            (number, f"{number}. {wording.title}") for number, wording in self.wordings.items()
        ]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *("title", "topic", "own_topic", "scope", "why"),
            HTML('<h2 class="nhsuk-heading-m">Your aim</h2>'),
            HTML(
                "<p>Your answers make one sentence. For example: Reduce falls with harm per 1,000 "
                "bed days by 50% by 31 March 2028.</p>"
            ),
            *("aim_direction", "aim_measure", "aim_amount_kind", "aim_amount", "aim_by_date"),
            HTML('<h2 class="nhsuk-heading-m">Your pledges</h2>'),
            "pledges",
        )

    def clean_pledges(self) -> list[Pledge]:
        return [self.wordings[number].pledge for number in self.cleaned_data["pledges"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("topic") == Topic.OTHER and cleaned.get("own_topic") == "":
            self.add_error("own_topic", "Enter your own topic, or choose one from the list")
        if "aim_amount_kind" in cleaned and "aim_amount" in cleaned:
            self.check_amount(cleaned["aim_amount_kind"], cleaned["aim_amount"])
        return cleaned

    def check_amount(self, kind: str, amount: Any) -> None:
        if kind in NEEDS_AMOUNT and amount is None:
            self.add_error("aim_amount", "Enter how much, such as 50 or 0.9")
        elif kind not in NEEDS_AMOUNT and amount is not None:
            self.add_error(
                "aim_amount",
                "Delete this number, or choose “By a percentage” or “To a number” above",
            )
        elif kind == AmountKind.PERCENT and amount <= 0:
            self.add_error("aim_amount", "Enter a percentage above 0, such as 50")
