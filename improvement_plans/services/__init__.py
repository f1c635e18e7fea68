"""Every write to a plan."""

from improvement_plans.services.drafting import (
    NothingToPublish,
    NotInDraft,
    save_part,
    start_new_version,
    start_plan,
)
from improvement_plans.services.priorities import (
    add_priority,
    move_priority,
    remove_priority,
    save_priority_part,
)
from improvement_plans.services.publishing import ReportDateHasPassed, publish_plan, report_after

__all__ = [
    "NotInDraft",
    "NothingToPublish",
    "ReportDateHasPassed",
    "add_priority",
    "move_priority",
    "publish_plan",
    "remove_priority",
    "report_after",
    "save_part",
    "save_priority_part",
    "start_new_version",
    "start_plan",
]
