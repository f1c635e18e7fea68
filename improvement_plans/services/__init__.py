"""Every write to a plan."""

from improvement_plans.services.drafting import (
    NothingToPublish,
    NotInDraft,
    save_part,
    start_new_version,
    start_plan,
)
from improvement_plans.services.drivers import (
    MOVES,
    Differing,
    New,
    Outcome,
    Typed,
    change_diagram,
)
from improvement_plans.services.ideas import add_cycle, delete_cycle, save_cycle, save_idea
from improvement_plans.services.priorities import (
    add_priority,
    move_priority,
    remove_priority,
    save_priority_part,
)
from improvement_plans.services.publishing import ReportDateHasPassed, publish_plan, report_after
from improvement_plans.services.steps import forget_steps, undo_step

__all__ = [
    "MOVES",
    "Differing",
    "New",
    "NotInDraft",
    "NothingToPublish",
    "Outcome",
    "ReportDateHasPassed",
    "Typed",
    "add_cycle",
    "add_priority",
    "change_diagram",
    "delete_cycle",
    "forget_steps",
    "move_priority",
    "publish_plan",
    "remove_priority",
    "report_after",
    "save_cycle",
    "save_idea",
    "save_part",
    "save_priority_part",
    "start_new_version",
    "start_plan",
    "undo_step",
]
