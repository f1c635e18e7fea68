"""Passkeys and the second factor."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.base.internal.flows import delete_and_cleanup, post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import FormView, TemplateView

from accounts.services import record_way_in
from accounts.views import FreshSignInMixin


class ActivateSecondFactorView(FreshSignInMixin, ActivateTOTPView):
    """Setting the second factor up proves it for this session too."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return redirect("dashboard")
        return super().dispatch(request, *args, **kwargs)

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        user = self.request.user
        post_authentication(
            self.request, Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
        )
        record_way_in(user=user, method="second-factor", change="set", at=timezone.now())  # type: ignore[arg-type]
        return response


class RemoveSecondFactorView(FreshSignInMixin, DeactivateTOTPView):
    """Back to one step. Of the campaign team the next page asks for a new one."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user
        record_way_in(user=user, method="second-factor", change="removed", at=timezone.now())  # type: ignore[arg-type]
        return super().form_valid(form)


class AddPasskeyView(FreshSignInMixin, AddWebAuthnView):
    """A passkey: a key that signs in by itself, and so must ask for a PIN, a face or a finger."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        options = auth.begin_registration(self.request.user, passwordless=True)
        kwargs["js_data"] = {"creation_options": options}
        return FormView.get_context_data(self, **kwargs)

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user
        auth.WebAuthn.add(user, form.cleaned_data["name"], form.cleaned_data["credential"])
        record_way_in(user=user, method="passkey", change="set", at=timezone.now())  # type: ignore[arg-type]
        get_adapter(self.request).send_notification_mail("mfa/email/webauthn_added", user)
        return redirect("account")


class RemovePasskeyView(FreshSignInMixin, TemplateView):
    """Shows which one before it goes."""

    template_name = "accounts/remove_passkey.html"

    def passkey(self) -> Authenticator:
        mine = Authenticator.objects.filter(
            user=self.request.user, type=Authenticator.Type.WEBAUTHN
        )
        return get_object_or_404(mine, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(passkey=self.passkey(), **kwargs)

    @transaction.atomic
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        delete_and_cleanup(request, self.passkey())
        user = request.user
        record_way_in(user=user, method="passkey", change="removed", at=timezone.now())  # type: ignore[arg-type]
        get_adapter(request).send_notification_mail("mfa/email/webauthn_removed", user)
        return redirect("account")
