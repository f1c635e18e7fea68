"""A draft that begins with the structure of another plan: never with anybody's words about it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from audit.services import record
from improvement_plans.choices import AuditEvent, DriverKind, IdeaStage
from improvement_plans.models import Driver, Plan, Priority
from improvement_plans.services.adding import append_priority
from improvement_plans.services.drafting import draft_of, lock_plan
from improvement_plans.starting_points import Suggested


@transaction.atomic
def add_from_version(
    *, plan: Plan, number: int, keys: Collection[UUID], by: User, at: datetime
) -> list[Priority]:
    """Add priorities of an earlier version that the draft has not, without what they say.

    Title, topic, scope, pledges and the texts of the diagram come along. A reason, an aim, a date
    or a stage does not: those are said anew.
    """
    draft = draft_of(lock_plan(plan))
    known = set(draft.priorities.values_list("key", flat=True))
    source = plan.versions.readable().filter(number=number)
    wanted = Priority.objects.filter(version__in=source, key__in=keys).exclude(key__in=known)
    added = []
    for old in wanted.prefetch_related("pledges", "drivers").order_by("position"):
        names = ("key", "title", "topic", "own_topic", "scope")
        fields = {name: getattr(old, name) for name in names}
        new = append_priority(draft=draft, by=by, at=at, **fields)
        new.pledges.set(old.pledges.all())
        Driver.objects.bulk_create(_without_stage(driver, new) for driver in old.drivers.all())
        added.append(new)
    _record(plan, added, by=by, at=at)
    return added


@transaction.atomic
def add_suggested(
    *, plan: Plan, suggested: Collection[Suggested], by: User, at: datetime
) -> list[Priority]:
    """Add priorities with these topics and titles, but for topics that the draft has."""
    draft = draft_of(lock_plan(plan))
    known = set(draft.priorities.values_list("topic", flat=True))
    added = [
        append_priority(draft=draft, by=by, at=at, topic=each.topic, title=each.title)
        for each in suggested
        if each.topic not in known
    ]
    _record(plan, added, by=by, at=at)
    return added


def _without_stage(driver: Driver, priority: Priority) -> Driver:
    names = ("key", "position", "kind", "text")
    stage = IdeaStage.IDEA if driver.kind == DriverKind.IDEA else ""
    fields = {name: getattr(driver, name) for name in names}
    return Driver(priority=priority, stage=stage, **fields)


def _record(plan: Plan, added: list[Priority], *, by: User, at: datetime) -> None:
    for priority in added:
        record(AuditEvent.PRIORITY_ADDED, by=by, subject=plan, at=at, priority=priority.pk)
