"""A new draft with all that an earlier version says."""

from typing import Any

from django.db.models import Model

from improvement_plans.models import (
    Driver,
    LearningGoal,
    Milestone,
    PdsaCycle,
    PlanVersion,
    Priority,
)

# What was said of the earlier version alone.
NOT_COPIED = frozenset(
    {"plan", "number", "state", "reason", "published_at", "published_by", "published_role"}
    | {"advice_asked_at", "advice_asked_by"}
    | {"unpublished_at", "unpublished_by", "unpublished_role", "unpublished_reason"}
)


def copy_version(*, source: PlanVersion) -> PlanVersion:
    """A draft, numbered after every other version of the plan, that says what `source` says."""
    last = source.plan.versions.latest("number")
    draft = PlanVersion.objects.create(
        plan=source.plan, number=last.number + 1, **_columns(source, without=NOT_COPIED)
    )
    copies = {priority.pk: _copy_priority(priority, draft) for priority in _priorities(source)}
    for milestone in source.milestones.all():
        kept = _columns(milestone, without={"version", "priority"})
        priority = copies.get(milestone.priority_id)  # type: ignore[arg-type]
        Milestone.objects.create(version=draft, priority=priority, **kept)
    for goal in source.learning_goals.all():
        LearningGoal.objects.create(version=draft, **_columns(goal, without={"version"}))
    return draft


def _priorities(source: PlanVersion) -> list[Priority]:
    return list(source.priorities.prefetch_related("pledges", "drivers__cycles"))


def _copy_priority(priority: Priority, draft: PlanVersion) -> Priority:
    copy = Priority.objects.create(version=draft, **_columns(priority, without={"version"}))
    copy.pledges.set(priority.pledges.all())
    for driver in priority.drivers.all():
        line = Driver.objects.create(priority=copy, **_columns(driver, without={"priority"}))
        PdsaCycle.objects.bulk_create(
            PdsaCycle(idea=line, **_columns(cycle, without={"idea"}))
            for cycle in driver.cycles.all()
        )
    return copy


def _columns(row: Model, *, without: frozenset[str] | set[str]) -> dict[str, Any]:
    """What a row says, by column, but for its number and these."""
    return {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in without
    }
