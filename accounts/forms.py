"""Forms of the sign-in pages."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm

from core.forms import EmailAddressField

CODE_INPUT = {
    "inputmode": "numeric",
    "autocomplete": "one-time-code",
    "class": "nhsuk-input--width-5",
}


class RequestCodeForm(RequestLoginCodeForm):
    """Where to send the six-digit code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = EmailAddressField(
            label="Work email address",
            help_text="We will send a six-digit code to this address",
            required="Enter your work email address",
        )


class _CodeInput:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]  # type: ignore[attr-defined]
        code.label = "Six-digit code"
        code.error_messages["required"] = "Enter the six-digit code"
        code.widget.attrs = dict(CODE_INPUT)


class ConfirmCodeForm(_CodeInput, ConfirmLoginCodeForm):
    """The code from the mail."""


class SecondFactorForm(_CodeInput, AuthenticateForm):
    """The code from the authenticator app, or a recovery code."""


class ActivateSecondFactorForm(_CodeInput, ActivateTOTPForm):
    """The first code from a new authenticator app."""
