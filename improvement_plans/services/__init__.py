"""Every write to a plan."""

from improvement_plans.services.drafting import (
    NothingToPublish,
    NotInDraft,
    save_part,
    start_new_version,
    start_plan,
)
from improvement_plans.services.priorities import save_priority
from improvement_plans.services.publishing import ReportDateHasPassed, publish_plan, report_after

__all__ = [
    "NotInDraft",
    "NothingToPublish",
    "ReportDateHasPassed",
    "publish_plan",
    "report_after",
    "save_part",
    "save_priority",
    "start_new_version",
    "start_plan",
]
