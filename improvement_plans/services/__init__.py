"""Every write to a plan."""

from improvement_plans.services.drafting import (
    NothingToPublish,
    NotInDraft,
    save_part,
    start_new_version,
    start_plan,
)
from improvement_plans.services.head_start import bring_document, end_head_start, place_piece
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
from improvement_plans.services.starting import add_from_version, add_suggested

__all__ = [
    "NotInDraft",
    "NotReachedYet",
    "NothingToPublish",
    "ReportDateHasPassed",
    "add_from_version",
    "add_goal",
    "add_milestone",
    "add_suggested",
    "bring_document",
    "change_goal",
    "change_milestone",
    "delete_goal",
    "delete_milestone",
    "end_head_start",
    "move_goal",
    "place_piece",
    "publish_plan",
    "record_done",
    "report_after",
    "save_part",
    "save_priority",
    "start_new_version",
    "start_plan",
    "take_back_done",
]
