"""A version of a plan as the public reads it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone

from improvement_plans.models import Measure, PlanVersion, Priority
from improvement_plans.presenters.measure_pages import public_measures
from organisations.models import Organisation
from pledges.models import Pledge, PledgeWording


def serving(version: PlanVersion | None) -> dict[int, list[Priority]]:
    """A plan's priorities in their order, by the number of each pledge that they serve."""
    found: defaultdict[int, list[Priority]] = defaultdict(list)
    for priority in sorted(version.priorities.all(), key=by_position) if version else []:
        for pledge in priority.pledges.all():
            found[pledge.number].append(priority)
    return found


def by_position(priority: Priority) -> int:
    return priority.position


@dataclass(frozen=True)
class PlanPage:
    """One version as the public reads it, among the other versions."""

    version: PlanVersion
    organisation: Organisation
    priorities: list[Priority]
    # The titles of the pledges as they read when the version was published.
    pledge_titles: dict[int, str]
    versions: list[PlanVersion]
    # The public ones, by the key of their priority.
    measures: dict[UUID, list[Measure]]

    @classmethod
    def of(cls, version: PlanVersion, today: date) -> "PlanPage":
        day = timezone.localdate(version.published_at) if version.published_at else today
        pledges = Prefetch("pledges", Pledge.objects.order_by("number"))
        return cls(
            version=version,
            organisation=version.plan.membership.organisation,
            priorities=list(version.priorities.order_by("position").prefetch_related(pledges)),
            pledge_titles={w.pledge_id: w.title for w in PledgeWording.objects.in_force(day)},
            versions=list(version.plan.versions.ever_published()),
            measures=public_measures(version),
        )
