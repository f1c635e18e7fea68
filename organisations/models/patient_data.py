"""What leads have said about numbers that look like NHS numbers and are none."""

from collections.abc import Callable
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from accounts.models import User
from core.text import validate_plain_text, validate_single_line
from organisations.models.membership import Membership

REASON_LIMIT = 200
REASON: list[Callable[[Any], None]] = [
    validate_plain_text,
    validate_single_line,
    MaxLengthValidator(REASON_LIMIT),
]


def digest_of(number: str, membership: Membership) -> str:
    """Tells the same digits again, in this member's texts alone, and tells nobody what they are.

    After a change of `SECRET_KEY` it is asked about a number once more.
    """
    value = f"{membership.pk}:{number}"
    return salted_hmac("organisations.not_patient_data", value, algorithm="sha256").hexdigest()


class NotPatientDataQuerySet(models.QuerySet["NotPatientData"]):
    def about(self, number: str, membership: Membership) -> "NotPatientDataQuerySet":
        """What was said about ten digits in the texts of this member."""
        return self.filter(membership=membership, digest=digest_of(number, membership))


class NotPatientData(models.Model):
    """A lead's word that a number is no NHS number. It is never changed, nor published."""

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="not_patient_data"
    )
    # The digits themselves are kept nowhere but in the text.
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=REASON_LIMIT, validators=REASON)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="numbers_explained")
    at = models.DateTimeField()

    objects = NotPatientDataQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "digest"], name="not_patient_data_said_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="not_patient_data_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.at:%Y-%m-%d}"
