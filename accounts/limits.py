"""How often people may guess, whatever the secret: a code, a password, a second factor."""

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.http import HttpRequest


def take_guess(request: HttpRequest) -> RateLimitUsage:
    """Count a guess against the computer it comes from; `rollback()` gives a right one back.

    allauth counts by address and by person. It also wipes a computer's count when somebody signs in
    there, so that an account of one's own would buy more guesses at others; this count stays.
    """
    usage = ratelimit.consume(request, app="allauth.account", action="guess")
    if usage is None:
        raise get_adapter().validation_error("too_many_login_attempts")
    return usage


def take_look_up(request: HttpRequest) -> bool:
    """Count that a computer asked for a certificate that nobody has; whether it may go on."""
    usage = ratelimit.consume(request, app="allauth.account", action="certificate", limit_get=True)
    return usage is not None


def take_file(request: HttpRequest) -> bool:
    """Count that a computer asked for a whole file of open data; whether it may have it."""
    usage = ratelimit.consume(request, app="allauth.account", action="open_data", limit_get=True)
    return usage is not None


def take_sponsor_request(request: HttpRequest) -> bool:
    """Count that a computer asked for a sponsor's link; whether it may go on."""
    return ratelimit.consume(request, app="allauth.account", action="sponsor_link") is not None
