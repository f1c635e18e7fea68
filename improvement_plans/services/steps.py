"""Undoing the last changes of a diagram."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from accounts.models import User
from audit.services import record
from improvement_plans.choices import AuditEvent, DriverKind, IdeaStage, Part
from improvement_plans.models import DiagramStep, Driver, PdsaCycle, Plan, PlanVersion, Priority
from improvement_plans.outline import NotPossible
from improvement_plans.services.drafting import draft_of, lock_plan, note_author, priority_of
from improvement_plans.services.ordering import ASIDE, put_in_order

MOST_STEPS = 20
# Somebody who goes on with the words of one line has changed them once.
WHILE_WRITING = timedelta(minutes=10)
CYCLE = ("key", "number", "start_date", "end_date", "plan", "do", "study", "act", "decision")


@transaction.atomic
def undo_step(*, plan: Plan, priority_pk: int, step_pk: int, by: User, at: datetime) -> str:
    """Put a diagram back as it was before its last change; the key of a line that came back.

    Where it stands with its stage, its readiness and its cycles an idea keeps them: they are
    changed on its own page. Raises `NotPossible` when the last change is another one by now.
    """
    draft, priority = draft_priority(plan=plan, priority_pk=priority_pk)
    step = priority.diagram_steps.order_by("-pk").first()
    if step is None or step.pk != step_pk:
        raise NotPossible("That was undone already, or something was changed since.")
    key = _put_back(priority, step.before)
    step.delete()
    note_author(draft=draft, part=Part.PRIORITY_DIAGRAM, by=by, at=at, priority=priority)
    record(AuditEvent.DIAGRAM_CHANGED, by=by, subject=plan, at=at, priority=priority.pk, undo=True)
    return key


def draft_priority(*, plan: Plan, priority_pk: int) -> tuple[PlanVersion, Priority]:
    """A priority of the draft under the plan's lock; `NotInDraft` if it is none of the draft's."""
    draft = draft_of(lock_plan(plan))
    return draft, priority_of(draft, priority_pk)


def remember_step(
    *,
    priority: Priority,
    done: str,
    before: Sequence[Driver],
    lost: Collection[Driver] = (),
    renamed: UUID | None = None,
    press: str = "",
    by: User,
    at: datetime,
) -> None:
    """Keep what the diagram was, before it is changed. The caller holds the plan's lock."""
    steps = priority.diagram_steps.order_by("-pk")
    last = steps.first()
    goes_on = renamed and last and last.before["renamed"] == str(renamed) and last.made_by == by
    if goes_on and last and at - last.made_at < WHILE_WRITING:
        return
    was = {
        "press": press,
        "renamed": str(renamed or ""),
        "lines": [_said(line, ("key", "kind", "text", "stage", "readiness")) for line in before],
        "cycles": {
            str(line.key): [_said(cycle, CYCLE) for cycle in line.cycles.all()] for line in lost
        },
    }
    # Only dates and keys are no JSON themselves.
    plain = json.loads(json.dumps(was, cls=DjangoJSONEncoder))
    DiagramStep.objects.create(priority=priority, done=done, before=plain, made_at=at, made_by=by)
    old = list(steps.values_list("pk", flat=True)[MOST_STEPS:])
    DiagramStep.objects.filter(pk__in=old).delete()


def forget_steps(*, version: PlanVersion) -> None:
    """What was taken out of a draft is gone for good once the draft is published."""
    DiagramStep.objects.filter(priority__version=version).delete()


def _said(row: Any, fields: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in fields}


def _put_back(priority: Priority, before: dict[str, Any]) -> str:
    there = {str(line.key): line for line in priority.drivers.prefetch_related("cycles")}
    wanted = {line["key"]: line for line in before["lines"]}
    added = [line for key, line in there.items() if key not in wanted]
    if tried := next((line for line in added if line.cycles.all()), None):
        raise NotPossible(f"“{tried}” has PDSA cycles by now. To take it out, delete it.")
    Driver.objects.filter(pk__in=[line.pk for line in added]).delete()
    back = [key for key in wanted if key not in there]
    rows = []
    for place, (key, line) in enumerate(wanted.items()):
        row = there.get(key) or Driver(priority=priority, position=2 * ASIDE + place, **line)
        is_idea = line["kind"] == DriverKind.IDEA
        row.kind, row.text = line["kind"], line["text"]
        row.stage = (row.stage or line["stage"] or IdeaStage.IDEA) if is_idea else ""
        row.readiness = row.readiness or line["readiness"]
        row.full_clean(validate_unique=False, validate_constraints=False)
        row.save()
        rows.append(row)
        if key in back:
            for cycle in before["cycles"].get(key, []):
                PdsaCycle.objects.create(idea=row, **cycle)
    put_in_order(rows=rows)
    return back[0] if back else ""
