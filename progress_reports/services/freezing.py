"""The charts of a report: those of today in a draft, and as they stood once it is public.

`Series` leaves out what the public may not see before anything is calculated, so that nothing
hidden is ever stored here.
"""

import csv
import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Model

from improvement_plans.chart.stored import as_stored
from improvement_plans.models import Measure
from improvement_plans.presenters.measures import Series
from progress_reports.choices import Charts
from progress_reports.models import FrozenChart, Report, ReportedPriority

ChartsOf = dict[UUID, list[FrozenChart]]
# What is said about a version, and is no part of it.
ABOUT_IT = frozenset(
    {"id", "plan_id", "state", "reason", "saved_at", "saved_by_id"}
    | {"published_at", "published_by_id", "published_role"}
    | {"unpublished_at", "unpublished_by_id", "unpublished_role", "unpublished_reason"}
)


def charts_of(report: Report) -> ChartsOf:
    """The charts by the key of their priority: stored ones, or those that a draft would store."""
    if not report.is_draft:
        return stored_charts(report)
    if report.is_correction and report.charts == Charts.KEPT:
        return kept_charts(report)
    found: ChartsOf = defaultdict(list)
    for measure in report.plan.measures.public().in_use().in_order():
        if chart := chart_today(measure):
            found[measure.priority_key].append(chart)
    return dict(found)


def stored_charts(report: Report) -> ChartsOf:
    """The charts of a published report, each with its measure."""
    found: ChartsOf = defaultdict(list)
    charts = FrozenChart.objects.filter(priority__report=report).order_by("position")
    for chart in charts.select_related("priority", "measure"):
        found[chart.priority.key].append(chart)
    return dict(found)


def kept_charts(report: Report) -> ChartsOf:
    """Those of the version before, but for what the public may see no longer."""
    before = report.plan.progress_reports.filter(number=report.number, version__lt=report.version)
    return {
        key: [_copy(chart) for chart in charts if may_still_be_seen(chart)]
        for key, charts in stored_charts(before.latest("version")).items()
    }


def may_still_be_seen(chart: FrozenChart) -> bool:
    """Whether its measure is public today, and hides no more than it did."""
    measure = chart.measure
    return measure.is_public and (chart.hides_small or not measure.hides_small)


def chart_today(measure: Measure) -> FrozenChart | None:
    """The chart that everyone sees today; none where there is no data."""
    series = Series.of(measure, for_everyone=True)
    if not series.points:
        return None
    return FrozenChart(
        measure=measure,
        name=measure.name,
        notes="\n".join(rebase.reason for rebase in series.rebases),
        hides_small=series.hides_small,
        figure=as_stored(series.figure()),
        numbers=list(csv.reader(io.StringIO(series.as_csv()))),
    )


def freeze_charts(*, report: Report) -> None:
    """Store the charts of a draft that is being published. The caller holds the plan's lock."""
    charts = charts_of(report)
    for priority in report.priorities.all():
        for position, chart in enumerate(charts.get(priority.key, []), start=1):
            chart.priority, chart.position = priority, position
            chart.full_clean()
            chart.save()


def fingerprint_of(report: Report, charts: ChartsOf) -> str:
    """The same for as long as no row of the version, and no chart of it, says anything else."""
    priorities = list(report.priorities.order_by("position"))
    rows: list[Model] = [report, *priorities]
    said = [[(name, str(row.__dict__[name])) for name in _columns(row)] for row in rows]
    shown = [
        [chart.name, chart.figure, chart.numbers]
        for priority in priorities
        for chart in charts.get(priority.key, [])
    ]
    written = json.dumps([said, shown], sort_keys=True)
    return hashlib.sha256(written.encode("utf-8", "backslashreplace")).hexdigest()


def _columns(row: Model) -> Iterable[str]:
    aside = ABOUT_IT | {"report_id"} if isinstance(row, ReportedPriority) else ABOUT_IT
    return [f.attname for f in row._meta.concrete_fields if f.attname not in aside]


def _copy(chart: FrozenChart) -> FrozenChart:
    kept = ("measure", "name", "notes", "hides_small", "figure", "numbers")
    return FrozenChart(**{name: getattr(chart, name) for name in kept})
