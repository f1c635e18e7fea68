"""Addresses whose views fail, for the tests of the error pages."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from redis.exceptions import ConnectionError as RedisConnectionError

from safety_portal import urls

FAULTS: dict[str, Exception] = {
    "operational": OperationalError("server closed the connection"),
    "interface": InterfaceError("connection already closed"),
    "cache": RedisConnectionError("connection refused"),
    "bug": ZeroDivisionError("kestrel-canary"),
    "bad": BadRequest("kestrel-canary"),
    "denied": PermissionDenied("kestrel-canary"),
}


@login_not_required
def fail(request: HttpRequest, fault: str) -> HttpResponse:
    raise FAULTS[fault]


@login_not_required
def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{len(request.POST)}")


urlpatterns = [
    path("fail/<str:fault>/", fail),
    path("echo/", echo),
    *urls.urlpatterns,
]
handler400 = urls.handler400
handler403 = urls.handler403
handler404 = urls.handler404
handler500 = urls.handler500
