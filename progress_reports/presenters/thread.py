"""From a plan back to what was learned: the reports that speak of a priority or show a measure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from improvement_plans.models import Plan
from progress_reports.models import FrozenChart, Report


@dataclass(frozen=True)
class Mention:
    """A report that speaks of a priority, and the place where it does."""

    report: Report
    position: int


def reports_of(plan: Plan | None) -> list[Report]:
    """Each report of a plan as it reads today with what it speaks of, newest first."""
    if plan is None:
        return []
    return list(plan.progress_reports.newest_first().prefetch_related("priorities"))


def reports_by_membership(memberships: Iterable[int]) -> dict[int, list[Report]]:
    """Those of several members, each list newest first."""
    found: defaultdict[int, list[Report]] = defaultdict(list)
    reports = Report.objects.newest_first().filter(plan__membership__in=list(memberships))
    for report in reports.select_related("plan").prefetch_related("priorities"):
        found[report.plan.membership_id].append(report)
    return dict(found)


def speaking_of(reports: Iterable[Report]) -> dict[UUID, list[Mention]]:
    """Where these reports speak of each priority, by its key, in the order of the reports."""
    found: defaultdict[UUID, list[Mention]] = defaultdict(list)
    for report in reports:
        for row in report.priorities.all():
            found[row.key].append(Mention(report, row.position))
    return dict(found)


def showing(measure_pk: int, plan: Plan) -> list[Report]:
    """The reports of a plan that show a chart of this measure, newest first."""
    charts = FrozenChart.objects.filter(measure=measure_pk)
    found = plan.progress_reports.newest_first().filter(priorities__charts__in=charts)
    return list(found.distinct())
