"""Models of the organisations app, by noun."""

from organisations.models.advice import Message
from organisations.models.email_domain import EmailDomain
from organisations.models.membership import Membership, Representative, StateChange
from organisations.models.patient_data import NotPatientData
from organisations.models.register import (
    Organisation,
    OrganisationQuerySet,
    OtherName,
)
from organisations.models.sponsorship import SponsorRequest
from organisations.models.succession import Succession
from organisations.models.team import Handover, Invitation, JoinRequest, LeadAppointment

__all__ = [
    "EmailDomain",
    "Handover",
    "Invitation",
    "JoinRequest",
    "LeadAppointment",
    "Membership",
    "Message",
    "NotPatientData",
    "Organisation",
    "OrganisationQuerySet",
    "OtherName",
    "Representative",
    "SponsorRequest",
    "StateChange",
    "Succession",
]
