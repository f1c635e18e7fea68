"""Every write to a plan."""

from improvement_plans.services.advice import ask_for_advice, end_advice
from improvement_plans.services.annotations import (
    add_annotation,
    change_annotation,
    remove_annotation,
)
from improvement_plans.services.drafting import (
    NoRoomFor,
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
from improvement_plans.services.head_start import bring_document, end_head_start, place_piece
from improvement_plans.services.ideas import add_cycle, delete_cycle, save_cycle, save_idea
from improvement_plans.services.learning import add_goal, change_goal, delete_goal, move_goal
from improvement_plans.services.measure_data import (
    DataChanged,
    TooManyValues,
    mark_of,
    save_values,
    what_changes,
)
from improvement_plans.services.measures import (
    MeasureChanged,
    add_measure,
    change_measure,
    priorities_of,
    rebase_measure,
    remove_rebase,
    resume_measure,
    retire_measure,
    share_measure,
)
from improvement_plans.services.milestones import (
    NotReachedYet,
    add_milestone,
    change_milestone,
    delete_milestone,
    record_done,
    take_back_done,
)
from improvement_plans.services.priorities import (
    add_priority,
    move_priority,
    remove_priority,
    save_priority_part,
)
from improvement_plans.services.publishing import (
    ChangedSinceRead,
    ReportDateHasPassed,
    following_report,
    move_next_report,
    publish_plan,
    report_after,
    unpublish_version,
)
from improvement_plans.services.starting import add_from_version, add_suggested
from improvement_plans.services.steps import forget_steps, undo_step

__all__ = [
    "MOVES",
    "ChangedSinceRead",
    "DataChanged",
    "Differing",
    "MeasureChanged",
    "New",
    "NoRoomFor",
    "NotInDraft",
    "NotReachedYet",
    "NothingToPublish",
    "Outcome",
    "ReportDateHasPassed",
    "TooManyValues",
    "Typed",
    "add_annotation",
    "add_cycle",
    "add_from_version",
    "add_goal",
    "add_measure",
    "add_milestone",
    "add_priority",
    "add_suggested",
    "ask_for_advice",
    "bring_document",
    "change_annotation",
    "change_diagram",
    "change_goal",
    "change_measure",
    "change_milestone",
    "delete_cycle",
    "delete_goal",
    "delete_milestone",
    "end_advice",
    "end_head_start",
    "following_report",
    "forget_steps",
    "mark_of",
    "move_goal",
    "move_next_report",
    "move_priority",
    "place_piece",
    "priorities_of",
    "publish_plan",
    "rebase_measure",
    "record_done",
    "remove_annotation",
    "remove_priority",
    "remove_rebase",
    "report_after",
    "resume_measure",
    "retire_measure",
    "save_cycle",
    "save_idea",
    "save_part",
    "save_priority_part",
    "save_values",
    "share_measure",
    "start_new_version",
    "start_plan",
    "take_back_done",
    "undo_step",
    "unpublish_version",
    "what_changes",
]
