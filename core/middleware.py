"""Middleware that belongs to no app."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django_structlog.middlewares import RequestMiddleware

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
