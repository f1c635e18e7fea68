"""What milestones and learning goals have in common: each is one row, written on one page."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from audit.services import record, recorded_lately
from core.revisions import EditedMeanwhile
from improvement_plans.choices import AuditEvent, Part
from improvement_plans.models import LearningGoal, Milestone, Plan, PlanVersion
from improvement_plans.services.drafting import NotInDraft, note_author

GONE = "This is not in the draft any more: somebody deleted it, or the version was published."


def row_of(*, rows: QuerySet[Any], pk: int) -> Any:
    """One of a draft's own rows; else `NotInDraft`. The caller holds the plan's lock."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotInDraft(GONE)
    return row


def refuse_to_save_over(
    *, row: Milestone | LearningGoal, revision: int, fields: dict[str, Any]
) -> None:
    """Raise `EditedMeanwhile` unless the author saw what is stored, or writes just that."""
    is_the_same = {**row.saved.values, **fields} == row.saved.values
    if revision != row.saved.revision and not is_the_same:
        raise EditedMeanwhile(row.saved)


def note_change(
    *,
    plan: Plan,
    draft: PlanVersion,
    part: Part,
    event: AuditEvent,
    by: User,
    at: datetime,
    autosaved: bool = False,
    **what: Any,
) -> None:
    """Who changed a part last, and a row in the trail: of autosaves one in half an hour."""
    note_author(draft=draft, part=part, by=by, at=at)
    row: dict[str, Any] = {"by": by, "subject": plan, "at": at, **what}
    if not (autosaved and recorded_lately(event, **row)):
        record(event, **row)
