"""A priority that begins with its title and topic: from a document, or from another plan."""

from datetime import datetime
from typing import Any

from django.db.models import Max

from accounts.models import User
from improvement_plans.choices import Part
from improvement_plans.models import PlanVersion, Priority
from improvement_plans.services.drafting import check_room, note_author

# Real plans have four to six.
MOST_PRIORITIES = 30


def append_priority(*, draft: PlanVersion, by: User, at: datetime, **fields: Any) -> Priority:
    """Add a priority at the end of a draft. The caller holds the plan's lock and records it.

    Raises `NoRoomFor`.
    """
    check_room(there=draft.priorities.count(), most=MOST_PRIORITIES, what="priorities in a plan")
    last = draft.priorities.aggregate(last=Max("position"))["last"] or 0
    priority = Priority(version=draft, position=last + 1, **fields)
    priority.full_clean()
    priority.save()
    note_author(draft=draft, part=Part.PRIORITY_ABOUT, priority=priority, by=by, at=at)
    return priority
