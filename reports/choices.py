"""Names that the reports app stores or puts in addresses."""

from django.db.models import TextChoices


class AuditEvent(TextChoices):
    MEMBERS_EXPORTED = "members.exported"


class RegionGroup(TextChoices):
    """Region filters beside the regions the portal has a name for."""

    OTHER = "OTHER", "Another region"
    NONE = "NONE", "No region recorded"


class Standing(TextChoices):
    """Whether a member's organisation is open in the register."""

    OPEN = "OPEN", "Open in the register"
    CLOSED = "CLOSED", "Closed in the register"
