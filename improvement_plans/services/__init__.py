"""Every write to a plan."""

from improvement_plans.services.drafting import (
    NothingToPublish,
    NotInDraft,
    save_part,
    start_new_version,
    start_plan,
)
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
from improvement_plans.services.priorities import save_priority
from improvement_plans.services.publishing import ReportDateHasPassed, publish_plan, report_after

__all__ = [
    "DataChanged",
    "MeasureChanged",
    "NotInDraft",
    "NothingToPublish",
    "ReportDateHasPassed",
    "TooManyValues",
    "add_measure",
    "change_measure",
    "mark_of",
    "priorities_of",
    "publish_plan",
    "rebase_measure",
    "remove_rebase",
    "report_after",
    "resume_measure",
    "retire_measure",
    "save_part",
    "save_priority",
    "save_values",
    "share_measure",
    "start_new_version",
    "start_plan",
    "what_changes",
]
