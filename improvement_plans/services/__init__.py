"""Every write to a plan."""

from improvement_plans.services.advice import ask_for_advice, end_advice
from improvement_plans.services.drafting import (
    NothingToPublish,
    NotInDraft,
    save_part,
    start_new_version,
    start_plan,
)
from improvement_plans.services.priorities import save_priority
from improvement_plans.services.publishing import (
    ChangedSinceRead,
    ReportDateHasPassed,
    publish_plan,
    report_after,
    unpublish_version,
)

__all__ = [
    "ChangedSinceRead",
    "NotInDraft",
    "NothingToPublish",
    "ReportDateHasPassed",
    "ask_for_advice",
    "end_advice",
    "publish_plan",
    "report_after",
    "save_part",
    "save_priority",
    "start_new_version",
    "start_plan",
    "unpublish_version",
]
