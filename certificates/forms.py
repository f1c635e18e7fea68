"""The code that somebody reads from a certificate."""

from django import forms
from django.core.exceptions import ValidationError

from certificates import codes


class CheckForm(forms.Form):
    """Typed as it comes: small letters, spaces, hyphens, O for 0."""

    code = forms.CharField(
        label="Certificate code",
        help_text="10 or 12 letters and numbers, such as 7K3M0-2WX9F.",
        max_length=40,
        widget=forms.TextInput(
            attrs={"class": "nhsuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={
            "required": "Enter the code that is on the certificate",
            "max_length": "A code has 10 or 12 letters and numbers",
        },
    )

    def clean_code(self) -> str:
        code = codes.normalised(self.cleaned_data["code"])
        if codes.could_be(code):
            return code
        if len(code) == codes.LENGTH:
            raise ValidationError(
                "No certificate can have this code. Compare it with the certificate, one"
                " character at a time"
            )
        raise ValidationError("A code has 10 or 12 letters and numbers")
