"""Forms of the sign-in pages."""

from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    LoginForm,
    RequestLoginCodeForm,
    SetPasswordForm,
)
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError

from accounts.limits import take_guess
from core.forms import EmailAddressField, LineField
from core.text import validate_name

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

    def clean_code(self) -> str:
        guess = take_guess(context.request)
        code: str = super().clean_code()  # type: ignore[misc]
        guess.rollback()
        return code


class ConfirmCodeForm(_CodeInput, ConfirmLoginCodeForm):
    """The code from the mail."""


class SecondFactorForm(_CodeInput, AuthenticateForm):
    """The code from the authenticator app, or a recovery code."""


class ActivateSecondFactorForm(_CodeInput, ActivateTOTPForm):
    """The first code from a new authenticator app."""


class ProveAddressForm(_CodeInput, ConfirmEmailVerificationCodeForm):
    """The code from the mail to a new address."""


class NewAddressForm(AddEmailForm):
    """The address a person would like to sign in with from now on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = EmailAddressField(
            label="New email address",
            help_text="We will send it a six-digit code. Nothing changes until you type the code.",
            required="Enter your new email address",
        )


class NameForm(forms.Form):
    """What others see a person called."""

    full_name = LineField(
        label="Full name",
        called="Your full name",
        max_length=120,
        required="Enter your full name",
        extra=[validate_name],
        autocomplete="name",
    )


class PasswordSignInForm(LoginForm):
    """Address and password, for who chose to have one."""

    field_order = ("login", "password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = EmailAddressField(
            label="Work email address", required="Enter your work email address"
        )
        word_password(self.fields["password"], "Password", "Enter your password")
        self.order_fields(self.field_order)


def word_password(field: forms.Field, label: str, required: str) -> None:
    field.label, field.help_text = label, ""
    field.error_messages["required"] = required


class _NewPassword:
    """Twice, so that a slip of the finger locks nobody out of their password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields  # type: ignore[attr-defined]
        word_password(fields["password1"], "New password", "Enter a new password")
        fields["password1"].help_text = "12 characters or more. Three random words work well."
        word_password(fields["password2"], "New password again", "Enter the new password again")


class FirstPasswordForm(_NewPassword, SetPasswordForm):
    """A password for somebody who has none."""


class NextPasswordForm(_NewPassword, ChangePasswordForm):
    """Another password; the old one shows that it is the person and not an open screen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_password(self.fields["oldpassword"], "Present password", "Enter your present password")


NO_PASSKEY = "Your browser did not give us a passkey. Turn JavaScript on, then try again."


class PasskeyForm(AddWebAuthnForm):
    """A name for the passkey; the browser fills in the rest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Ours are passkeys always, which the page asks the browser for.
        self.fields.pop("passwordless", None)
        self.fields["credential"].error_messages.update(required=NO_PASSKEY, invalid=NO_PASSKEY)
        self.fields["name"] = LineField(
            label="Name of this passkey",
            help_text="For example, work laptop",
            called="The name",
            max_length=60,
        )
        self.helper = FormHelper()
        self.helper.layout = Layout("name")
        self.helper.render_unmentioned_fields = False
        self.helper.render_hidden_fields = False

    def clean_credential(self) -> dict[str, Any]:
        """The library looks at no credential that is false, and would keep it as a passkey."""
        credential = self.cleaned_data["credential"]
        if not isinstance(credential, dict):
            raise ValidationError(NO_PASSKEY, code="no_passkey")
        return credential

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except (ValueError, TypeError, KeyError) as error:
            # Not what a browser sends; the library below says so in its own ways.
            raise ValidationError(NO_PASSKEY, code="no_passkey") from error
        return cleaned
