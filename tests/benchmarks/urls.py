"""The portal's addresses, the bare floor, and the directory as it is rendered for each request."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import include, path
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from safety_portal.views.directory import DirectoryView


@login_not_required
def floor(_: HttpRequest) -> HttpResponse:
    """Two bytes through the whole middleware stack."""
    return HttpResponse("ok", content_type="text/plain")


@method_decorator(login_not_required, name="dispatch")
class RenderedDirectoryView(DirectoryView):
    """The same page, never kept; the parts of it that an edition keeps are."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return TemplateView.dispatch(self, request, *args, **kwargs)


urlpatterns = [
    path("floor", floor),
    path("rendered/", RenderedDirectoryView.as_view()),
    path("", include("safety_portal.urls")),
]
