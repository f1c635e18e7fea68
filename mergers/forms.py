"""A successor's answer about one thing."""

from django import forms

from core.forms import NarrativeField
from mergers.choices import Answer


class SettleForm(forms.Form):
    """Why nobody is going to decide; the closed member's leads read it."""

    reason = NarrativeField(
        label="Why does nobody decide?",
        called="The reason",
        help_text="The leads of the closed organisation will read this. "
        "Do not write anything about a patient.",
        max_length=1000,
        required="Say why, in words that help the people who wrote the pledges",
        rows=4,
    )


class DecisionForm(forms.Form):
    """Carry on or end; why is up to the successor."""

    answer = forms.ChoiceField(
        label="What will you do with it?",
        choices=Answer,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you carry it on or end it"},
    )
    reason = NarrativeField(
        label="Why? (optional)",
        called="The reason",
        help_text="Everyone will be able to read this. Do not write anything about a patient.",
        max_length=1000,
        rows=4,
    )
