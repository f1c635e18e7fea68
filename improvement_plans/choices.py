"""Names that the improvement plans app stores."""

from django.db.models import TextChoices


class VersionState(TextChoices):
    """A plan version is drafted, published, and superseded by the next. It never goes back."""

    DRAFT = "DRAFT", "Draft"
    PUBLISHED = "PUBLISHED", "Published"
    SUPERSEDED = "SUPERSEDED", "Earlier version"
    UNPUBLISHED = "UNPUBLISHED", "Taken back"


# What a lead may do to a version; a published text itself never changes.
TRANSITIONS: dict[VersionState, frozenset[VersionState]] = {
    VersionState.DRAFT: frozenset({VersionState.PUBLISHED}),
    VersionState.PUBLISHED: frozenset({VersionState.SUPERSEDED, VersionState.UNPUBLISHED}),
    VersionState.SUPERSEDED: frozenset({VersionState.UNPUBLISHED}),
    VersionState.UNPUBLISHED: frozenset(),
}
# Versions whose text everyone may read.
READABLE = frozenset({VersionState.PUBLISHED, VersionState.SUPERSEDED})


class Involvement(TextChoices):
    """Whether patients and staff took part in writing the plan."""

    YES = "YES", "Yes, as we describe below"
    NOT_YET = "NOT_YET", "Not yet"


class Part(TextChoices):
    """What is written and saved on a page of its own: of the plan, or of one priority."""

    ABOUT = "ABOUT", "About the plan"
    NOW = "NOW", "Where we are now"
    WORKED = "WORKED", "What worked over the last three years"
    DIFFERENTLY = "DIFFERENTLY", "What we will do differently"
    INVOLVEMENT = "INVOLVEMENT", "How patients and staff were involved"
    MILESTONES = "MILESTONES", "Milestones"
    LEARNING = "LEARNING", "What we want to learn"
    PRIORITY_ABOUT = "PRIORITY_ABOUT", "What you will work on"
    PRIORITY_WHY = "PRIORITY_WHY", "Why it matters here"
    PRIORITY_PEOPLE = "PRIORITY_PEOPLE", "Who it affects, and who takes part"
    PRIORITY_CAUSES = "PRIORITY_CAUSES", "Contributory factors and foundations"
    PRIORITY_AIM = "PRIORITY_AIM", "Aim"
    PRIORITY_DIAGRAM = "PRIORITY_DIAGRAM", "Driver diagram"

    @classmethod
    def of_a_priority(cls) -> list["Part"]:
        return [part for part in cls if part.value.startswith("PRIORITY_")]

    @classmethod
    def of_the_plan(cls) -> list["Part"]:
        return [part for part in cls if not part.value.startswith("PRIORITY_")]


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
    BEST = "BEST", "To be among the best"


# Kinds that say how much without a number.
WITHOUT_AMOUNT = frozenset({AmountKind.ZERO, AmountKind.YEAR_ON_YEAR})


class ContributoryFactor(TextChoices):
    """What makes harm more likely. Systems and conditions, not people to blame.

    After the Yorkshire Contributory Factors Framework (Lawton and others, BMJ Quality & Safety
    2012;21:369), in our own words.
    """

    COMMUNICATION = "COMMUNICATION", "Communication"
    TEAMWORK = "TEAMWORK", "Teamwork"
    INEXPERIENCE = "INEXPERIENCE", "Inexperience"
    STRESS = "STRESS", "Stress and tiredness"
    WORKLOAD = "WORKLOAD", "Staffing and workload"
    TRAINING = "TRAINING", "Training and education"
    SUPERVISION = "SUPERVISION", "Supervision and local leadership"
    EQUIPMENT_DESIGN = "EQUIPMENT_DESIGN", "Design of equipment and supplies"
    ENVIRONMENT = "ENVIRONMENT", "The building and the ward"
    TASK_DESIGN = "TASK_DESIGN", "How the task is designed"
    GUIDELINES = "GUIDELINES", "Policies and guidelines"
    INFORMATION = "INFORMATION", "Information at hand"
    COMPLEXITY = "COMPLEXITY", "Complexity of people’s needs"
    TRANSFERS = "TRANSFERS", "Care across boundaries"
    CULTURE = "CULTURE", "Safety culture"


class Foundation(TextChoices):
    """The six foundations of safer care that a priority can build."""

    SHARED_LEARNING = "SHARED_LEARNING", "Shared learning"
    LEADERSHIP = "LEADERSHIP", "Leadership"
    PROFESSIONALISING = "PROFESSIONALISING", "Professionalising patient safety"
    ENGAGEMENT = "ENGAGEMENT", "Patient engagement"
    DATA = "DATA", "Data and insight"
    CULTURE = "CULTURE", "Culture"


class DriverKind(TextChoices):
    """The levels of a driver diagram under its aim, from the aim outwards."""

    PRIMARY = "PRIMARY", "Primary driver"
    SECONDARY = "SECONDARY", "Secondary driver"
    IDEA = "IDEA", "Change idea"


class IdeaStage(TextChoices):
    """How far a change idea has come. A stop is an answer, too."""

    IDEA = "IDEA", "Idea"
    DECIDED = "DECIDED", "Decided"
    PREPARING = "PREPARING", "Preparing"
    TESTING = "TESTING", "Testing"
    ADJUSTING = "ADJUSTING", "Adjusting"
    EMBEDDED = "EMBEDDED", "Embedded"
    STOPPED = "STOPPED", "Stopped"


class Readiness(TextChoices):
    """What makes a change idea ready to be put into practice."""

    NEED = "NEED", "The need is explicit"
    BENEFIT = "BENEFIT", "The benefit is visible"
    FIT = "FIT", "It fits local values and ways of working"
    EASE = "EASE", "It is easy to use, and was tested small"
    ADAPTABLE = "ADAPTABLE", "It can be adapted"
    KNOWLEDGE = "KNOWLEDGE", "It gives knowledge that others can use"


class CycleDecision(TextChoices):
    """What a PDSA cycle ended in."""

    ADOPT = "ADOPT", "Adopt"
    ADAPT = "ADAPT", "Adapt and test again"
    ABANDON = "ABANDON", "Abandon"


class MeasureKind(TextChoices):
    """What a measure tells: the result, the work towards it, or what may suffer elsewhere."""

    OUTCOME = "OUTCOME", "Outcome measure"
    PROCESS = "PROCESS", "Process measure"
    BALANCING = "BALANCING", "Balancing measure"


class WantedDirection(TextChoices):
    """Which way the values of a measure should go; the values are those of `spc.Wanted`."""

    LOWER = "LOWER", "Lower is better"
    HIGHER = "HIGHER", "Higher is better"
    NEITHER = "NEITHER", "Neither"


class MeasureFrequency(TextChoices):
    """How long each period of a measure is; the values are those of `periods.Kind`."""

    DAY = "DAY", "Every day"
    WEEK = "WEEK", "Every week"
    MONTH = "MONTH", "Every month"
    QUARTER = "QUARTER", "Every quarter"


class AuditEvent(TextChoices):
    PLAN_STARTED = "plan.started"
    PLAN_PART_SAVED = "plan.part-saved"
    PRIORITY_ADDED = "plan.priority-added"
    PRIORITY_SAVED = "plan.priority-saved"
    PRIORITY_MOVED = "plan.priority-moved"
    PRIORITY_REMOVED = "plan.priority-removed"
    DIAGRAM_CHANGED = "plan.diagram-changed"
    CYCLE_SAVED = "plan.cycle-saved"
    MILESTONE_SAVED = "plan.milestone-saved"
    MILESTONE_DONE = "plan.milestone-done"
    LEARNING_GOAL_SAVED = "plan.learning-goal-saved"
    HEAD_START_BROUGHT = "plan.head-start-brought"
    HEAD_START_PLACED = "plan.head-start-placed"
    HEAD_START_ENDED = "plan.head-start-ended"
    ADVICE_ON_DRAFT = "plan.advice-on-draft"
    PLAN_PUBLISHED = "plan.published"
    PLAN_UNPUBLISHED = "plan.unpublished"
    NEXT_REPORT_MOVED = "plan.next-report-moved"
    MEASURE_ADDED = "plan.measure-added"
    MEASURE_CHANGED = "plan.measure-changed"
    MEASURE_SHARING_CHANGED = "plan.measure-sharing-changed"
    MEASURE_RETIRED = "plan.measure-retired"
    MEASURE_RESUMED = "plan.measure-resumed"
    MEASURE_DATA_SAVED = "plan.measure-data-saved"
    MEASURE_REBASED = "plan.measure-rebased"
    MEASURE_REBASE_REMOVED = "plan.measure-rebase-removed"
    ANNOTATION_ADDED = "plan.annotation-added"
    ANNOTATION_CHANGED = "plan.annotation-changed"
    ANNOTATION_REMOVED = "plan.annotation-removed"
