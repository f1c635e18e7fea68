"""The badge that members show on their own sites."""

from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.http import quote_etag

from certificates.presenters import Badge
from certificates.queries import badge_member
from certificates.services import count_shown
from organisations.views.base import MergedAddressMixin

# Any site may show it. It is a picture and does nothing, even when somebody opens it by itself.
HEADERS = {
    "Cache-Control": "public, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@method_decorator(login_not_required, name="dispatch")
class BadgeView(MergedAddressMixin):
    """The badge of a member: since when it is one, or until when it was."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        membership, today = badge_member(slug), timezone.localdate()
        if membership is None:
            raise Http404
        if is_shown_elsewhere(request):
            count_shown(membership=membership, today=today)
        drawn = render_to_string("certificates/badge.svg", {"badge": Badge.of(membership, today)})
        etag = quote_etag(sha256(drawn.encode()).hexdigest()[:32])
        badge = HttpResponse(drawn, content_type="image/svg+xml", headers={"ETag": etag})
        # 304 without a body for a browser that has this very badge.
        answer = get_conditional_response(request, etag, response=badge) or badge
        for name, value in HEADERS.items():
            answer[name] = value
        return answer


def is_shown_elsewhere(request: HttpRequest) -> bool:
    """Not on the portal itself, as the preview is, and not a robot that only asks about it."""
    return request.method == "GET" and request.headers.get("Sec-Fetch-Site") != "same-origin"
