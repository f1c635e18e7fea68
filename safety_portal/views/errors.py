"""Error pages. They use no database and no session: they must render when those are away.

Only a form whose token went stale touches the session, to keep what was typed.
"""

import re
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from redis.exceptions import RedisError

from core import kept_text

# Pages that only the people of one team see.
TEAM_ADDRESS = re.compile(r"/(members|sign-up|plans|advice)/\d+/")
UNAVAILABLE = (OperationalError, InterfaceError, RedisError)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page("errors/400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page("errors/403.html", 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same for a stranger, for somebody who has left a team, and for what never was."""
    of_a_team = TEAM_ADDRESS.match(request.path) is not None
    return _page("errors/404.html", 404, of_a_team=of_a_team)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """A limit on guesses or on mail was reached."""
    return _page("errors/429.html", 429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token has gone stale: cookies were cleared, or a sign-in in another tab."""
    if kept_text.keep(request):
        return redirect(request.path)
    return _page("errors/csrf.html", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database or the cache is away (try again soon), 500 when the fault is ours."""
    if isinstance(sys.exc_info()[1], UNAVAILABLE):
        response = _page("errors/503.html", 503)
        response["Retry-After"] = "30"
        return response
    return _page("errors/500.html", 500)


def _page(template: str, status: int, **context: Any) -> HttpResponse:
    return HttpResponse(render_to_string(template, context), status=status)
