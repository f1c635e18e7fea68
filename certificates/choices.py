"""Names that the certificates app uses."""

from enum import StrEnum, auto

from django.db.models import TextChoices


class Standing(StrEnum):
    """What a certificate says of its member today. Nothing stores it."""

    MEMBER = auto()
    PAUSED = auto()
    LEFT = auto()
    CONTINUED = auto()


class AuditEvent(TextChoices):
    CERTIFICATE_ISSUED = "certificate.issued"
