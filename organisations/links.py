"""Signed links for people without an account."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from organisations.models import SponsorRequest

SALT = "organisations.sponsor-request"


def sponsor_token(sponsor_request: SponsorRequest) -> str:
    return signing.dumps(sponsor_request.pk, salt=SALT)


def sponsor_request_pk(token: str) -> int:
    """The request a token was made for; 0, which no request has, for one not made here."""
    try:
        return int(signing.loads(token, salt=SALT))
    except signing.BadSignature:
        return 0


def absolute(name: str, *args: object) -> str:
    """A full address for mail, which has no request to ask."""
    return f"{settings.PORTAL_BASE_URL}{reverse(name, args=args)}"
