"""Every write to a plan."""

from improvement_plans.services.drafting import (
    NothingToPublish,
    NotInDraft,
    save_part,
    start_new_version,
    start_plan,
)
from improvement_plans.services.learning import add_goal, change_goal, delete_goal, move_goal
from improvement_plans.services.milestones import (
    NotReachedYet,
    add_milestone,
    change_milestone,
    delete_milestone,
    record_done,
    take_back_done,
)
from improvement_plans.services.priorities import save_priority
from improvement_plans.services.publishing import ReportDateHasPassed, publish_plan, report_after

__all__ = [
    "NotInDraft",
    "NotReachedYet",
    "NothingToPublish",
    "ReportDateHasPassed",
    "add_goal",
    "add_milestone",
    "change_goal",
    "change_milestone",
    "delete_goal",
    "delete_milestone",
    "move_goal",
    "publish_plan",
    "record_done",
    "report_after",
    "save_part",
    "save_priority",
    "start_new_version",
    "start_plan",
    "take_back_done",
]
