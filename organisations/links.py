"""Signed links for people without an account."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from organisations.models import Invitation, LeadAppointment, SponsorRequest

SALT = "organisations.sponsor-request"
INVITATION_SALT = "organisations.invitation"
APPOINTMENT_SALT = "organisations.lead-appointment"


def sponsor_token(sponsor_request: SponsorRequest) -> str:
    return signing.dumps(sponsor_request.pk, salt=SALT)


def sponsor_request_pk(token: str) -> int:
    """The request a token was made for; 0, which no request has, for one not made here."""
    return _pk(token, SALT)


def invitation_token(invitation: Invitation) -> str:
    return signing.dumps(invitation.pk, salt=INVITATION_SALT)


def invitation_pk(token: str) -> int:
    return _pk(token, INVITATION_SALT)


def appointment_token(appointment: LeadAppointment) -> str:
    return signing.dumps(appointment.pk, salt=APPOINTMENT_SALT)


def appointment_pk(token: str) -> int:
    return _pk(token, APPOINTMENT_SALT)


def _pk(token: str, salt: str) -> int:
    try:
        return int(signing.loads(token, salt=salt))
    except signing.BadSignature:
        return 0


def absolute(name: str, *args: object) -> str:
    """A full address for mail, which has no request to ask."""
    return f"{settings.PORTAL_BASE_URL}{reverse(name, args=args)}"
