"""Which priorities of another plan to begin with."""

from typing import Any

from django import forms


class ChoosePrioritiesForm(forms.Form):
    """Priorities to add. Which are ticked at first is for the page to say."""

    priorities = forms.MultipleChoiceField(
        label="Which priorities do you want to add?",
        help_text="Choose all that you want",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one priority to add",
            "invalid_choice": "One of these cannot be added any more. Choose from the list",
        },
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["priorities"].choices = offered  # type: ignore[attr-defined]
