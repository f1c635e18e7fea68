"""Middleware that belongs to no app."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView
from django_structlog.middlewares import RequestMiddleware

from core import autosave, kept_text
from core.views import FormView

# A sponsor's link is a key, and so is an invitation; whoever reads the log must not hold it.
SECRET_PATH = re.compile(r"^(/(?:sponsor|invitation|appointment)/).+")


class LogRequests(RequestMiddleware):
    """Logs each request by its path: not what people search for, and no key to anything."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        path = SECRET_PATH.sub(r"\1…", request.path)
        return f"{request.method} {path}"


View = Callable[[HttpRequest], HttpResponse]


def no_store_when_signed_in(get_response: View) -> View:
    """A page a signed-in person saw must not stand in a shared computer's cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware


class SignInLosingNothing(LoginRequiredMiddleware):
    """Sends people who are not signed in to sign in, and keeps the form that they had filled in."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        view = getattr(view_func, "view_class", TemplateView)
        if request.method == "POST" and not hasattr(view, "get"):
            # A button without a page of its own: back to where it was pressed.
            messages.info(request, "You were signed out, so nothing was sent. Press again.")
            return redirect_to_login(page_before(request))
        if request.method == "POST" and issubclass(view, FormView) and kept_text.keep(request):
            if autosave.is_autosave(request):
                return autosave.not_saved(autosave.SIGNED_OUT)
            messages.info(
                request, "You were signed out. Sign in again: what you typed will be there."
            )
        return super().handle_no_permission(request, view_func)


def page_before(request: HttpRequest) -> str:
    """The page of ours that led here, or a person's own page."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        before, {request.get_host()}, require_https=request.is_secure()
    )
    return urlsplit(before).path if ours and before else resolve_url(settings.LOGIN_REDIRECT_URL)
