"""Safety improvement plans: versions of one text that the member owns, and what is in them."""

from improvement_plans.models.annotations import (
    ANNOTATION_LIMIT,
    Annotation,
    MeasureChange,
)
from improvement_plans.models.contents import (
    cycles_of,
    fingerprint_of,
    rows_of,
    with_contents,
)
from improvement_plans.models.drivers import DRIVER_LIMIT, DiagramStep, Driver, PdsaCycle
from improvement_plans.models.head_start import HeadStart, HeadStartPiece
from improvement_plans.models.measures import (
    SMALLEST_SHOWN,
    DataPoint,
    Measure,
    MeasureQuerySet,
    Rebase,
    ReplacedValue,
)
from improvement_plans.models.milestones import LearningGoal, Milestone, MilestoneDone
from improvement_plans.models.plan import (
    DRIVER_TEXTS,
    PRIORITY_TEXTS,
    VERSION_TEXTS,
    PartSaved,
    Plan,
    PlanVersion,
    PlanVersionQuerySet,
    saved_of,
)
from improvement_plans.models.priority import Priority
from improvement_plans.models.texts import NARRATIVE_LIMIT, REASON_LIMIT, SHORT_LIMIT

__all__ = [
    "ANNOTATION_LIMIT",
    "DRIVER_LIMIT",
    "DRIVER_TEXTS",
    "NARRATIVE_LIMIT",
    "PRIORITY_TEXTS",
    "REASON_LIMIT",
    "SHORT_LIMIT",
    "SMALLEST_SHOWN",
    "VERSION_TEXTS",
    "Annotation",
    "DataPoint",
    "DiagramStep",
    "Driver",
    "HeadStart",
    "HeadStartPiece",
    "LearningGoal",
    "Measure",
    "MeasureChange",
    "MeasureQuerySet",
    "Milestone",
    "MilestoneDone",
    "PartSaved",
    "PdsaCycle",
    "Plan",
    "PlanVersion",
    "PlanVersionQuerySet",
    "Priority",
    "Rebase",
    "ReplacedValue",
    "cycles_of",
    "fingerprint_of",
    "rows_of",
    "saved_of",
    "with_contents",
]
