"""All that a version of a plan says, whichever table says it."""

import hashlib
from collections import defaultdict

from django.db.models import Model, Prefetch, prefetch_related_objects

from improvement_plans.choices import DriverKind
from improvement_plans.models.drivers import Driver, PdsaCycle
from improvement_plans.models.milestones import LearningGoal, Milestone
from improvement_plans.models.plan import PlanVersion
from improvement_plans.models.priority import Priority
from pledges.models import Pledge

# What is said about a version, and is no part of it.
ABOUT_IT = frozenset(
    {"id", "plan_id", "number", "state", "reason"}
    | {"published_at", "published_by_id", "published_role"}
    | {"advice_asked_at", "advice_asked_by_id"}
    | {"unpublished_at", "unpublished_by_id", "unpublished_role", "unpublished_reason"}
)
# Where a line of a version that was read as a whole has its cycles: a list costs a long plan less
# than a manager for each line.
AT_HAND = "cycles_at_hand"


def with_contents(version: PlanVersion) -> PlanVersion:
    """The version with all its rows at hand, each kind in its order: six queries, however long."""
    prefetch_related_objects(
        [version],
        Prefetch("priorities", Priority.objects.order_by("position")),
        Prefetch("priorities__pledges", Pledge.objects.order_by("number")),
        Prefetch("priorities__drivers", Driver.objects.order_by("position")),
        Prefetch("milestones", Milestone.objects.order_by("due_date", "pk")),
        Prefetch("learning_goals", LearningGoal.objects.order_by("position")),
    )
    priorities = {priority.pk: priority for priority in version.priorities.all()}
    for milestone in version.milestones.all():
        milestone.priority = priorities.get(milestone.priority_id or 0)
    cycles = defaultdict[int, list[PdsaCycle]](list)
    # Not a prefetch: it would name every idea, which costs a long plan more than the rows do.
    for cycle in PdsaCycle.objects.filter(idea__priority__version=version).order_by("number"):
        cycles[cycle.idea_id].append(cycle)
    for priority in priorities.values():
        for driver in priority.drivers.all():
            mine = cycles.get(driver.pk, [])
            for cycle in mine:
                cycle.idea = driver
            setattr(driver, AT_HAND, mine)
    return version


def cycles_of(driver: Driver) -> list[PdsaCycle]:
    """The PDSA cycles of a line in their order; none but of a change idea."""
    if driver.kind != DriverKind.IDEA:
        return []
    at_hand: list[PdsaCycle] | None = getattr(driver, AT_HAND, None)
    return list(driver.cycles.order_by("number")) if at_hand is None else at_hand


def rows_of(version: PlanVersion) -> list[tuple[str, Priority | None, Model]]:
    """Every row of a version: what readers call it, and the priority it belongs to."""
    with_contents(version)
    found: list[tuple[str, Priority | None, Model]] = [("the parts of the plan", None, version)]
    for priority in version.priorities.all():
        name = f"priority {priority.position}"
        found.append((name, priority, priority))
        for driver in priority.drivers.all():
            found.append((f"the driver diagram of {name}", priority, driver))
            found += [(f"a PDSA cycle of {name}", priority, each) for each in cycles_of(driver)]
    found += [("the milestones", None, milestone) for milestone in version.milestones.all()]
    return found + [("what you want to learn", None, g) for g in version.learning_goals.all()]


def fingerprint_of(version: PlanVersion) -> str:
    """The same for as long as no row of the version says anything else."""
    said = [
        (type(row).__name__, row.pk, [(name, row.__dict__[name]) for name in _columns(row)])
        for _, _, row in rows_of(version)
    ]
    served = [[pledge.number for pledge in p.pledges.all()] for p in version.priorities.all()]
    return hashlib.sha256(repr((said, served)).encode("utf-8", "backslashreplace")).hexdigest()


def _columns(row: Model) -> list[str]:
    without = ABOUT_IT if isinstance(row, PlanVersion) else frozenset()
    return [f.attname for f in row._meta.concrete_fields if f.attname not in without]
