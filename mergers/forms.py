"""A successor's answer about one thing."""

from django import forms

from core.forms import NarrativeField
from mergers.choices import Answer


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
