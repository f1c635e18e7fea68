"""How allauth talks to the rest of the portal."""

import time
from typing import Any, ClassVar

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from core import mail


class AccountAdapter(DefaultAccountAdapter):
    """Sends allauth's mail the way all mail goes, and opens no other way to sign up."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": "That is not the code. Check the newest mail, or ask for another code.",
        "too_many_login_attempts": "That was too many tries. Wait five minutes and try again.",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mail.queue_message(self.render_mail(template_prefix, email, context))

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Only what went wrong: each page says for itself what just went well."""
        if level >= messages.WARNING:
            super().add_message(request, level, *args, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """What touches the second factor asks for a sign-in of the last few minutes."""
        steps = get_authentication_records(self.request, self.request.user)
        oldest = time.time() - account_settings.REAUTHENTICATION_TIMEOUT
        return not any(step["at"] > oldest for step in steps)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Nobody here has a password to ask for: sign out, and in again."""
        return [{"id": "sign_in_again", "url": reverse("account_logout")}]

    def format_email_subject(self, subject: str) -> str:
        return subject

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Says what to do about a wrong code from the authenticator app."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That is not the code. Type the one that your app shows now.",
    }
