"""What a draft can begin with: the structure of an earlier version, or a neutral template."""

from dataclasses import dataclass

from django.db.models import Count

from core.text import plural
from improvement_plans.choices import Scope
from improvement_plans.models import Plan, PlanVersion, Priority
from improvement_plans.starting_points import Suggested, suggested_for


@dataclass(frozen=True)
class Earlier:
    """A version with priorities that the draft has not."""

    version: PlanVersion
    priorities: list[Priority]


def earlier_versions(plan: Plan, draft: PlanVersion) -> list[Earlier]:
    """Newest first, those that have something to add."""
    known = draft.priorities.values("key")
    found = (
        Priority.objects.filter(version__in=plan.versions.readable())
        .exclude(key__in=known)
        .select_related("version")
        .annotate(lines=Count("drivers"))
        .order_by("-version__number", "position")
    )
    by_version: dict[int, Earlier] = {}
    for priority in found:
        earlier = by_version.setdefault(priority.version_id, Earlier(priority.version, []))
        earlier.priorities.append(priority)
    return list(by_version.values())


def template(plan: Plan, draft: PlanVersion) -> list[Suggested]:
    """What others of this kind often work on, but for topics that the draft has."""
    known = set(draft.priorities.values_list("topic", flat=True))
    suggested = suggested_for(plan.membership.organisation.type)
    return [each for each in suggested if each.topic not in known]


def in_words(priority: Priority) -> str:
    """A priority of an earlier version as it would be added."""
    said = [priority.topic_name]
    if priority.scope:
        said.append(Scope(priority.scope).label.lower())
    if lines := getattr(priority, "lines", 0):
        said.append(plural(lines, "line of its driver diagram", "lines of its driver diagram"))
    return f"{priority.title} ({', '.join(said)})"
