"""A lead named from outside the team, when none of its leads can be reached."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from audit.services import record
from organisations.choices import APPOINTABLE_STATES, DOUBLE_CLICK, AuditEvent, Role
from organisations.emails import team as emails
from organisations.models import LeadAppointment, Membership
from organisations.models.team import OPEN_APPOINTMENT
from organisations.services import invitations
from organisations.services.membership import WrongState, lock

LINK_LASTS = timedelta(days=30)
# Anybody can type a sponsor's address: so often at most do they hear from us because of it.
ASKED_AGAIN_AFTER = timedelta(days=1)


class NoSponsor(Exception):
    """No executive sponsor has confirmed this membership, or theirs was erased: nobody to ask."""


class AppointmentNoLongerWorks(Exception):
    """The sponsor's link was used or replaced, or has expired."""


@transaction.atomic
def appoint_lead(
    *, membership: Membership, email: str, reason: str, by: User, at: datetime
) -> LeadAppointment:
    """The campaign team names a lead. They lead once they have proven the address.

    A link that the sponsor got before stops working: the question is answered.
    """
    membership = lock(membership, *APPOINTABLE_STATES)
    same = {"email": email.lower(), "reason": reason, "asked_by": by}
    if just_done := _just_asked(membership, at).filter(**same).first():
        return just_done
    _replace_open(membership, at)
    appointment = LeadAppointment(membership=membership, asked_by=by, asked_at=at, reason=reason)
    return _appoint(appointment, email, by=by, at=at)


@transaction.atomic
def ask_sponsor_to_appoint(*, membership: Membership, by: User, at: datetime) -> LeadAppointment:
    """Send the sponsor on record a link to name a lead; one sent before stops working.

    Raises `NoSponsor` unless the sponsor has confirmed: before that the address is only claimed.
    Once the sponsor's data is erased there is none.
    """
    membership = lock(membership, *APPOINTABLE_STATES)
    if not membership.sponsor_confirmed_at:
        raise NoSponsor("No executive sponsor has confirmed this sign-up yet.")
    if not membership.has_sponsor:
        raise NoSponsor("The executive sponsor’s address was erased, so there is nobody to ask.")
    if just_done := _just_asked(membership, at).filter(OPEN_APPOINTMENT).first():
        return just_done
    return _send_link(membership, by=by, at=at)


def send_links_to_sponsor(*, email: str, at: datetime) -> None:
    """Somebody says that they are a sponsor whose leads have left: the link goes to their address.

    Only where a sponsor with this very address has confirmed. Whoever asks learns nothing of it.
    """
    confirmed = Membership.objects.filter(sponsor_email__iexact=email).sent_to_campaign()
    for membership in confirmed.filter(state__in=APPOINTABLE_STATES).order_by("pk"):
        with suppress(WrongState):
            _send_link_once_a_day(membership, at)


@transaction.atomic
def _send_link_once_a_day(membership: Membership, at: datetime) -> None:
    membership = lock(membership, *APPOINTABLE_STATES)
    asked = membership.lead_appointments.filter(asked_by=None, asked_at__gt=at - ASKED_AGAIN_AFTER)
    if not asked.exists():
        _send_link(membership, by=None, at=at)


def _send_link(membership: Membership, *, by: User | None, at: datetime) -> LeadAppointment:
    _replace_open(membership, at)
    appointment = LeadAppointment(
        membership=membership,
        asked_by=by,
        asked_at=at,
        sponsor_email=membership.sponsor_email,
        expires_at=at + LINK_LASTS,
    )
    appointment.full_clean()
    appointment.save()
    event = AuditEvent.SPONSOR_ASKED_TO_APPOINT
    record(event, by=by or appointment, subject=membership, at=at)
    emails.ask_sponsor_to_appoint(appointment)
    return appointment


@transaction.atomic
def appoint_by_sponsor(
    *, appointment: LeadAppointment, email: str, at: datetime
) -> LeadAppointment:
    """The sponsor names a lead. Raises `AppointmentNoLongerWorks`."""
    membership = lock(appointment.membership, *APPOINTABLE_STATES)
    appointment = LeadAppointment.objects.select_for_update().get(pk=appointment.pk)
    appointment.membership = membership
    if not appointment.works(at):
        raise AppointmentNoLongerWorks
    return _appoint(appointment, email, by=None, at=at)


def _just_asked(membership: Membership, at: datetime) -> QuerySet[LeadAppointment]:
    return membership.lead_appointments.filter(asked_at__gt=at - DOUBLE_CLICK, asked_at__lte=at)


def _replace_open(membership: Membership, at: datetime) -> None:
    membership.lead_appointments.filter(OPEN_APPOINTMENT).update(replaced_at=at)


def _appoint(
    appointment: LeadAppointment, email: str, *, by: User | None, at: datetime
) -> LeadAppointment:
    appointment.email, appointment.appointed_at = email.lower(), at
    appointment.full_clean()
    appointment.save()
    record(
        AuditEvent.LEAD_APPOINTED,
        by=by or appointment,
        subject=appointment.membership,
        at=at,
        appointment=appointment.pk,
    )
    # Whoever is on the team already is invited too: the link raises their role.
    invitations.send(
        membership=appointment.membership, email=appointment.email, role=Role.LEAD, by=by, at=at
    )
    emails.lead_appointed(appointment)
    return appointment
