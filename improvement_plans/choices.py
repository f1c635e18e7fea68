"""Names that the improvement plans app stores."""

from django.db.models import TextChoices


class VersionState(TextChoices):
    """A plan version is drafted, published, and superseded by the next. It never goes back."""

    DRAFT = "DRAFT", "Draft"
    PUBLISHED = "PUBLISHED", "Published"
    SUPERSEDED = "SUPERSEDED", "Earlier version"


class ReportFrequency(TextChoices):
    """How often the member chooses to tell of its progress."""

    YEARLY = "YEARLY", "Once a year"
    SIX_MONTHLY = "SIX_MONTHLY", "Every six months"
    QUARTERLY = "QUARTERLY", "Every quarter"
    MONTHLY = "MONTHLY", "Every month"


MONTHS_BETWEEN_REPORTS: dict[str, int] = {
    ReportFrequency.YEARLY: 12,
    ReportFrequency.SIX_MONTHLY: 6,
    ReportFrequency.QUARTERLY: 3,
    ReportFrequency.MONTHLY: 1,
}


class Topic(TextChoices):
    """What a priority works on."""

    FALLS = "FALLS", "Falls"
    PRESSURE_ULCERS = "PRESSURE_ULCERS", "Pressure ulcers"
    SEPSIS = "SEPSIS", "Sepsis"
    DETERIORATION = "DETERIORATION", "Deterioration"
    MEDICATION = "MEDICATION", "Medication safety"
    AKI = "AKI", "Acute kidney injury"
    VTE = "VTE", "Venous thromboembolism (VTE)"
    MATERNITY = "MATERNITY", "Maternity and newborn safety"
    NUTRITION = "NUTRITION", "Nutrition and hydration"
    SUICIDE_SELF_HARM = "SUICIDE_SELF_HARM", "Suicide and self-harm"
    VIOLENCE_RESTRAINT = "VIOLENCE_RESTRAINT", "Violence and restraint"
    INFECTION = "INFECTION", "Infection"
    DISCHARGE = "DISCHARGE", "Discharge and transfer of care"
    CULTURE = "CULTURE", "Safety culture"
    OTHER = "OTHER", "Something else"

    @property
    def slug(self) -> str:
        """How the topic’s page is called in its address."""
        return self.value.lower().replace("_", "-")


class Scope(TextChoices):
    NATIONAL = "NATIONAL", "National priority"
    LOCAL = "LOCAL", "Local priority"


class Direction(TextChoices):
    REDUCE = "REDUCE", "Reduce"
    INCREASE = "INCREASE", "Increase"
    MAINTAIN = "MAINTAIN", "Maintain"


class AmountKind(TextChoices):
    """How an aim says how much."""

    PERCENT = "PERCENT", "By a percentage"
    NUMBER = "NUMBER", "To a number"
    ZERO = "ZERO", "To zero"
    YEAR_ON_YEAR = "YEAR_ON_YEAR", "Year on year"


class AuditEvent(TextChoices):
    PLAN_STARTED = "plan.started"
    PLAN_PART_SAVED = "plan.part-saved"
    PRIORITY_SAVED = "plan.priority-saved"
    PLAN_PUBLISHED = "plan.published"
