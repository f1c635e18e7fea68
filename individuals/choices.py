"""Names that the individuals app stores."""

from django.db.models import TextChoices


class Visibility(TextChoices):
    """What everyone may read of a person. Everybody is counted, whatever they choose."""

    PRIVATE = "PRIVATE", "Nothing: only count me"
    FIRST_NAME_AND_ROLE = "FIRST_NAME_AND_ROLE", "My first name, my role and my pledges"
    FULL = "FULL", "My full name, my role, my organisation and my pledges"


SHOWN = (Visibility.FIRST_NAME_AND_ROLE, Visibility.FULL)
# An organisation's page says nothing about fewer: a reader could tell who they are.
FEWEST_ON_AN_ORGANISATION = 5


class AuditEvent(TextChoices):
    INDIVIDUAL_JOINED = "individual.joined"
    INDIVIDUAL_CHANGED = "individual.changed"
    INDIVIDUAL_LEFT = "individual.left"
    INDIVIDUAL_ERASED = "individual.erased"
