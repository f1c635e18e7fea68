"""A person's own account: what it holds and where they are signed in."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import (
    ConfirmEmailVerificationCodeView,
    EmailView,
    LoginView,
    PasswordChangeView,
    PasswordSetView,
)
from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View

from accounts.browsers import describe
from accounts.forms import NameForm
from accounts.services import remove_password, rename_person
from accounts.views import FreshSignInMixin
from core.views import FormView


class AccountView(TemplateView):
    """Everything about one's own account, and the way to change each part."""

    template_name = "accounts/account.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ways = list(
            Authenticator.objects.filter(user=self.request.user).order_by("created_at", "pk")
        )
        return super().get_context_data(
            passkeys=[way for way in ways if way.type == Authenticator.Type.WEBAUTHN],
            second_factor=any(way.type == Authenticator.Type.TOTP for way in ways),
            sessions=open_sessions(self.request).count(),
            **kwargs,
        )


class NameView(FormView):
    """What others see this person called."""

    template_name = "accounts/name.html"
    form_class = NameForm
    success_url = reverse_lazy("account")

    def get_initial(self) -> dict[str, Any]:
        return {"full_name": self.request.user.full_name}  # type: ignore[union-attr]

    def form_valid(self, form: NameForm) -> HttpResponse:
        user = self.request.user
        rename_person(user=user, by=user, at=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
        return super().form_valid(form)


def open_sessions(request: HttpRequest) -> QuerySet[UserSession]:
    """Where this person is signed in at present, the newest first."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    mine = UserSession.objects.filter(user=request.user, session_key__in=alive)
    return mine.order_by("-created_at", "-pk")


class SessionsView(TemplateView):
    """Where this person is signed in, since when, and which one is this."""

    template_name = "accounts/sessions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = self.request.session.session_key
        sessions = [
            {
                "pk": session.pk,
                "browser": describe(session.user_agent),
                "ip": session.ip,
                "since": session.created_at,
                "is_this": session.session_key == here,
            }
            for session in open_sessions(self.request)
        ]
        return super().get_context_data(sessions=sessions, **kwargs)


class EndSessionView(View):
    """Sign out in one place."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        end_sessions(request, [get_object_or_404(open_sessions(request), pk=pk)])
        return redirect("account_sessions")


class EndOtherSessionsView(View):
    """Sign out everywhere but here."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        end_other_sessions(request, request.user)
        return redirect("account_sessions")


class ChangeAddressView(FreshSignInMixin, EmailView):
    """Ask for a new address. It counts once the code sent to it has been typed."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # allauth's own has further actions on several addresses; here everybody has one.
        return super(EmailView, self).post(request, *args, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class ProveAddressView(ConfirmEmailVerificationCodeView):
    """The code from the mail to the new address."""


@method_decorator(login_not_required, name="dispatch")
class PasswordSignInView(LoginView):
    """The second choice, for who set a password or a passkey."""

    template_name = "accounts/password_sign_in.html"


class SetPasswordView(FreshSignInMixin, PasswordSetView):
    """A first password."""


class ChangePasswordView(FreshSignInMixin, PasswordChangeView):
    """Another password."""


class RemovePasswordView(FreshSignInMixin, TemplateView):
    """No password any more: also the way out for who forgot it."""

    template_name = "accounts/remove_password.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_usable_password():  # type: ignore[union-attr]  # a double click
            return redirect("account")
        remove_password(user=request.user, at=timezone.now())  # type: ignore[arg-type]
        end_other_sessions(request, request.user)
        update_session_auth_hash(request, request.user)  # type: ignore[arg-type]
        get_adapter(request).send_notification_mail("account/email/password_removed", request.user)
        return redirect("account")
