"""Pages of text about the portal itself, and what robots may read."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core.public_pages import public_page

# All that needs a sign-in or a personal link, by how addresses begin; and the searches.
PRIVATE_PATHS = (
    *("/account/", "/advice/", "/appointment/", "/ask-to-join/", "/campaign/", "/dashboard/"),
    *("/check-address/", "/introductions/"),
    *("/demo/", "/erased/", "/find/", "/invitation/", "/members/", "/my-pledges/", "/people/join/"),
    *("/plans/", "/second-factor/", "/sign-in/", "/sign-out/", "/sign-up/", "/sponsor/"),
)
DAY = 24 * 3600


@dataclass(frozen=True)
class Cookie:
    """What a browser keeps for the portal."""

    name: str
    purpose: str
    when: str
    days: int


def cookies() -> list[Cookie]:
    """All there are, by the names that this installation gives them."""
    return [
        Cookie(
            name=settings.SESSION_COOKIE_NAME,
            purpose=(
                "Keeps you signed in, and holds on to what you typed if your session ends before "
                "you save. It is a random number that means nothing outside the portal."
            ),
            when="When you sign in, begin to sign up, or are sent to sign in",
            days=settings.SESSION_COOKIE_AGE // DAY,
        ),
        Cookie(
            name=settings.CSRF_COOKIE_NAME,
            purpose=(
                "Shows that a form was sent from our own page and not from somebody else’s. It is "
                "a random number too."
            ),
            when="When you open a page with a form that changes something",
            days=settings.CSRF_COOKIE_AGE // DAY,
        ),
    ]


@method_decorator(public_page, name="dispatch")
class TextView(TemplateView):
    """A page of text that anyone may read."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(operator=settings.PORTAL_OPERATOR, **kwargs)


class CookiesView(TextView):
    template_name = "safety_portal/cookies.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cookies=cookies(), **kwargs)


class RobotsView(TextView):
    template_name = "safety_portal/robots.txt"
    content_type = "text/plain; charset=utf-8"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(private=PRIVATE_PATHS, **kwargs)
