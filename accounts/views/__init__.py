"""What every page of the campaign team, and every page that changes a way in, does first."""

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
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


class FreshSignInMixin(View):
    """Asks for a sign-in of the last few minutes: an open screen must cost nobody their account.

    allauth's own check lets people without a password through, and keeps what was typed, passwords
    too, in the session.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if get_adapter(request).is_reauthentication_required(app="allauth.account"):
            return redirect(f"{reverse('account_logout')}?{urlencode({'next': request.path})}")
        return super().dispatch(request, *args, **kwargs)
