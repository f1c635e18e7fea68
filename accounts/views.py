"""What every page of the campaign team does first, and its second factor."""

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.generic import View

from accounts import permissions
from accounts.models import User


class CampaignTeamMixin(View):
    """404 for anyone outside the campaign team, 403 for a team member without the role."""

    allowed: ClassVar[Callable[[User | AnonymousUser], bool]] = permissions.is_campaign_team

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not permissions.is_campaign_team(request.user):
            raise Http404
        if not type(self).allowed(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ActivateSecondFactorView(ActivateTOTPView):
    """Setting the second factor up proves it for this session too."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_mfa_enabled(request.user):
            return redirect("dashboard")
        if get_adapter(request).is_reauthentication_required(app="mfa"):
            # allauth itself lets people without a password through.
            raise ReauthenticationRequired
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        post_authentication(
            self.request,
            Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP),
        )
        return response
