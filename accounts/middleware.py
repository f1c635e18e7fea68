"""Who may go on: the campaign team's second factor, and accounts closed meanwhile."""

from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.permissions import is_campaign_team
from accounts.services import PersonGone

# All that a team member may open before the second factor is proven.
ALLOWED_BEFORE = frozenset({"mfa_activate_totp", "account_logout"})


def second_factor_for_campaign_team(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Send a team member without a proven second factor to set one up, whatever they asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, *args: object) -> HttpResponse | None:
        user = request.user
        if not is_campaign_team(user) or proved_second_factor(request):
            return None
        if request.resolver_match and request.resolver_match.url_name in ALLOWED_BEFORE:
            return None
        if is_mfa_enabled(user):
            # Signed in by a way that skipped it: sign in again.
            return redirect("account_logout")
        return redirect("mfa_activate_totp")

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def sign_in_again_after_closing(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Send whoever closed their account in another window, a moment ago, to sign in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, PersonGone):
            return None
        logout(request)
        return redirect("account_login")

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def proved_second_factor(request: HttpRequest) -> bool:
    """Whether this very session passed the second factor."""
    records = get_authentication_records(request, request.user)
    return any(step.get("method") == "mfa" for step in records)
