"""Models of the organisations app, by noun."""

from organisations.models.advice import Message
from organisations.models.membership import (
    Membership,
    Representative,
    SponsorRequest,
    StateChange,
)
from organisations.models.register import EmailDomain, Organisation, OtherName, Succession
from organisations.models.team import Handover, Invitation, JoinRequest, LeadAppointment

__all__ = [
    "EmailDomain",
    "Handover",
    "Invitation",
    "JoinRequest",
    "LeadAppointment",
    "Membership",
    "Message",
    "Organisation",
    "OtherName",
    "Representative",
    "SponsorRequest",
    "StateChange",
    "Succession",
]
