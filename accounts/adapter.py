"""How allauth talks to the rest of the portal."""

import time
from collections.abc import Collection
from datetime import timedelta
from typing import Any, ClassVar

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.limits import take_guess
from accounts.models import User
from accounts.permissions import is_campaign_team
from outbox import mail

TAKEN = (
    "Another account has this address. Sign in with it instead, or erase that account first and"
    " then come back."
)

# Codes, and the answer to somebody who asked for one and has no account.
AWAITED = {
    f"account/email/{name}" for name in ("login_code", "email_confirmation", "unknown_account")
}
CODE_LIVES = timedelta(seconds=account_settings.LOGIN_BY_CODE_TIMEOUT)


class AccountAdapter(DefaultAccountAdapter):
    """Sends allauth's mail the way all mail goes, and opens no other way to sign up."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": "That is not the code. Check the newest mail, or ask for another code.",
        "too_many_login_attempts": "That was too many tries. Wait five minutes and try again.",
        "rate_limited": "That was too many tries. Wait five minutes and try again.",
        "email_password_mismatch": (
            "The address and the password do not go together. Try again, or ask for a code instead."
        ),
        "enter_current_password": "That is not your password. Type the one you have now.",
        "duplicate_email": "This is your address already. Enter the new one.",
        # Only somebody who has just proven that the mailbox is theirs gets to read this.
        "email_taken": TAKEN,
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """What somebody waits for goes before everything else, and not at all once it is no use."""
        message = self.render_mail(template_prefix, email, context)
        mail.queue_message(
            to=email,
            subject=str(message.subject),
            text=str(message.body),
            template=template_prefix,
            code_lives=CODE_LIVES if template_prefix in AWAITED else None,
        )

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Only what went wrong: each page says for itself what just went well."""
        if level >= messages.WARNING:
            super().add_message(request, level, *args, **kwargs)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Wrong passwords count against the computer too, not only against the address."""
        guess = take_guess(request)
        user: User | None = super().authenticate(request, **credentials)
        if user:
            guess.rollback()
        return user

    def set_password(self, user: User, password: str) -> None:
        """A new password signs the person out everywhere else."""
        services.set_password(user=user, password=password, at=timezone.now())
        end_other_sessions(self.request, user)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """A proven address becomes the person's only one: all of it or nothing."""
        try:
            with transaction.atomic():
                user = User.objects.select_for_update().get(pk=email_address.user_id)
                done: bool = super().confirm_email(request, email_address)
                if done and user.email != email_address.email:
                    services.record_new_address(user=user, at=timezone.now())
        except IntegrityError:
            # Somebody else proved the same address a moment earlier.
            self.add_message(request, messages.ERROR, message=TAKEN)
            return False
        return done

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("account")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """What touches the ways in asks for a sign-in of the last few minutes."""
        steps = get_authentication_records(self.request, self.request.user)
        oldest = time.time() - account_settings.REAUTHENTICATION_TIMEOUT
        return not any(step["at"] > oldest for step in steps)

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """One way for everybody, with or without a password: sign out, and in again."""
        return [{"id": "sign_in_again", "url": reverse("account_logout")}]

    def format_email_subject(self, subject: str) -> str:
        return subject

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """What counts as a second step after the code or the password, and what to say about it."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        # Each code of the app works once.
        "incorrect_code": "That is not the code, or it was used. Type the next one your app shows.",
    }

    def is_mfa_enabled(self, user: User, types: Collection[str] | None = None) -> bool:
        """A passkey alone asks for no second step, except of the campaign team.

        People add one to sign in faster; the code must go on working for them by itself.
        """
        wanted = set(types or Authenticator.Type.values)
        if wanted != {Authenticator.Type.WEBAUTHN} and not is_campaign_team(user):
            wanted -= {Authenticator.Type.WEBAUTHN}
        return bool(super().is_mfa_enabled(user, types=wanted))
