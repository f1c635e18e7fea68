"""A badge knows nobody."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def nobody_behind_a_badge(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Forget the cookies of whoever asks for a badge, before anything reads them.

    So no session is looked up, and every cache may give the same badge to everybody.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.endswith("/badge.svg"):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = get_response(request)
        del response["Vary"]
        return response

    return middleware
