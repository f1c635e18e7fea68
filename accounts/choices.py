"""Names that the accounts app stores."""

from django.db.models import TextChoices


class CampaignRole(TextChoices):
    """What a member of the campaign team does."""

    OFFICER = "OFFICER", "Officer"
    ANALYST = "ANALYST", "Analyst"
    ADMINISTRATOR = "ADMINISTRATOR", "Administrator"


class AuditEvent(TextChoices):
    PERSON_REGISTERED = "person.registered"
    PERSON_RENAMED = "person.renamed"
    CAMPAIGN_ROLE_GIVEN = "person.campaign-role-given"
    PERSON_ERASED = "person.erased"
    PERSONAL_DATA_EXPORTED = "person.data-exported"
    ADDRESS_CHANGED = "person.address-changed"
    WAY_IN_CHANGED = "person.way-in-changed"
