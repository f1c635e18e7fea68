"""Forms of the pages that several apps make up."""

from django import forms


class EraseForm(forms.Form):
    """A box to tick, so that one slip of the finger erases nobody."""

    sure = forms.MultipleChoiceField(
        label="Are you sure?",
        choices=[("YES", "Yes, erase my account and what names me")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick the box if you want your account erased"},
    )
