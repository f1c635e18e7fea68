"""Choosing two of several versions of a text."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class TwoVersionsForm(forms.Form):
    """Two versions to compare, in whichever order: what they were is shown from the older one."""

    def __init__(self, versions: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        """`versions` are number and name, newest first; there are two at least."""
        super().__init__(*args, **kwargs)
        (newest, _), (before, _) = versions[:2]
        for name, label, number in (("first", "From", before), ("second", "To", newest)):
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                choices=versions,
                coerce=int,
                initial=number,
                error_messages={
                    "required": "Choose two versions to compare",
                    "invalid_choice": "Choose versions that are in the list",
                },
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("first") and cleaned.get("first") == cleaned.get("second"):
            raise ValidationError("Choose two versions that are not the same")
        return cleaned

    @property
    def older_and_newer(self) -> tuple[int, int]:
        """Their numbers, once the form is valid."""
        first, second = sorted((self.cleaned_data["first"], self.cleaned_data["second"]))
        return first, second
