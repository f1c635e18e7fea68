"""The portal's addresses and the bare floor: two bytes through the whole middleware stack."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


@login_not_required
def floor(_: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [path("floor", floor), path("", include("safety_portal.urls"))]
