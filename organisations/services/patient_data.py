"""No text about a patient becomes public."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from core.guard import Thing, texts_of, unexplained_numbers
from core.patient_data import find
from organisations.choices import AuditEvent
from organisations.models import Membership, NotPatientData
from organisations.models.patient_data import digest_of
from organisations.services.membership import lock

WHAT_A_MEMBER_DOES = "Who wrote it can take it out, or a lead can save it again and say what it is."


class PatientDataFound(Exception):
    """A text that is to be public has an NHS number in it that nobody has explained."""


@transaction.atomic
def explain_number(
    *, membership: Membership, number: str, reason: str, by: User, at: datetime
) -> NotPatientData:
    """Keep a lead's word that ten digits are no NHS number; the first word stands."""
    membership = lock(membership)
    if said := NotPatientData.objects.about(number, membership).first():
        return said
    said = NotPatientData(
        membership=membership, digest=digest_of(number, membership), reason=reason, by=by, at=at
    )
    said.full_clean()
    said.save()
    record(AuditEvent.NUMBER_EXPLAINED, by=by, subject=membership, at=at, explanation=said.pk)
    return said


def refuse_patient_data(membership: Membership | None, texts: Mapping[str, Thing]) -> None:
    """Raise `PatientDataFound` if one of these must not be read by everyone.

    Every service that makes a text public calls it, because a text may be older than the check on
    its page, or come from elsewhere. `texts` are rows, or a text, or several of
    them, by what readers call them.
    """

    def is_explained(number: str) -> bool:
        known = NotPatientData.objects
        return membership is not None and known.about(number, membership).exists()

    where = [
        name
        for name, thing in texts.items()
        if any(unexplained_numbers(find(text), is_explained) for text in texts_of(thing))
    ]
    if where:
        raise PatientDataFound(
            f"There is what looks like an NHS number in {' and in '.join(where)}. Nothing is"
            f" published while it is there. {WHAT_A_MEMBER_DOES if membership else 'Take it out.'}"
        )
