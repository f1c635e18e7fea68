"""A version of a report as the public reads it, and the ways from it to what it speaks of."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core.text import nhs_date
from improvement_plans.chart import Figure
from improvement_plans.models import Plan, Priority
from organisations.models import Organisation
from pledges.models import PledgeWording
from progress_reports.choices import ReportState
from progress_reports.models import FrozenChart, Report, ReportedPriority
from progress_reports.services import charts_of

# The texts about a priority in the order in which a reader wants them.
HEADINGS = {
    "what_we_did": "What we did",
    "what_worked": "What worked",
    "what_did_not_work": "What did not work, or what we stopped",
    "help_wanted": "Help we would like",
    "how_patients_were_involved": "How patients, families and carers were involved",
    "what_next": "What we will do next",
}


@dataclass(frozen=True)
class ShownChart:
    """A chart, and the page of its measure where everyone may read that today."""

    chart: FrozenChart
    href: str

    @property
    def figure(self) -> Figure:
        return self.chart.drawn


@dataclass(frozen=True)
class Told:
    """What a report says of one priority, and where the plan of today has that priority."""

    row: ReportedPriority
    href: str
    # Number, title and address of the pledges that the priority serves today.
    pledges: list[tuple[int, str, str]]
    charts: list[ShownChart]

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Headings with what is said under each."""
        said = ((heading, getattr(self.row, name)) for name, heading in HEADINGS.items())
        return [(heading, text) for heading, text in said if text]


@dataclass(frozen=True)
class ReportPage:
    """One version of a report, among the other versions of it."""

    report: Report
    organisation: Organisation
    # Every version of this report that was published, newest first.
    versions: list[Report]
    told: list[Told]

    @classmethod
    def of(cls, report: Report, today: date) -> "ReportPage":
        """All of a draft or of a readable version; of what was taken back see `without_text`."""
        return cls(
            report, report.membership.organisation, versions_of(report), told_in(report, today)
        )

    @classmethod
    def without_text(cls, report: Report) -> "ReportPage":
        """Only that the version was there, among the others."""
        return cls(report, report.membership.organisation, versions_of(report), [])

    @property
    def readable(self) -> list[Report]:
        return [version for version in self.versions if version.is_readable]

    @property
    def current(self) -> Report | None:
        """The version that the public reads first."""
        return next((v for v in self.versions if v.state == ReportState.PUBLISHED), None)

    def before(self, version: Report) -> Report | None:
        """The readable version before this one."""
        return next((v for v in self.readable if v.version < version.version), None)

    @property
    def citation(self) -> str:
        """How to name a published version."""
        report = self.report
        day = nhs_date(report.published_at) if report.published_at else ""
        return f"{self.organisation}, {report}, version {report.version}, {day}"

    @property
    def contents(self) -> list[dict[str, Any]]:
        """The contents list, as the design system's macro takes it."""
        rows = [{"href": f"#priority-{t.row.position}", "text": t.row.title} for t in self.told]
        thanks = [{"href": "#thanks", "text": "Thank you"}] if self.report.thanks else []
        return [*rows, *thanks, {"href": "#versions", "text": "Versions"}]


def versions_of(report: Report) -> list[Report]:
    return list(report.plan.progress_reports.ever_published().filter(number=report.number))


def told_in(report: Report, today: date) -> list[Told]:
    """The priorities of a report in its order, with their charts and the ways on from them."""
    plan = report.plan
    charts, planned = charts_of(report), priorities_today(plan)
    public = set(plan.measures.public().values_list("pk", flat=True))
    slug = plan.membership.organisation.slug
    titles = titles_of_pledges(report, today)
    here = reverse("organisation", args=[slug])
    found = []
    for row in report.priorities.order_by("position"):
        priority = planned.get(row.key)
        served = sorted(p.number for p in priority.pledges.all()) if priority else []
        found.append(
            Told(
                row=row,
                href=place_of(slug, priority) if priority else "",
                pledges=[(n, titles.get(n, ""), f"{here}#pledge-{n}") for n in served],
                charts=[
                    ShownChart(c, c.measure.get_absolute_url() if c.measure_id in public else "")
                    for c in charts.get(row.key, [])
                ],
            )
        )
    return found


def priorities_today(plan: Plan) -> dict[Any, Priority]:
    """Those of the plan as everyone reads it now, by key."""
    rows = Priority.objects.filter(version__in=plan.versions.published())
    return {priority.key: priority for priority in rows.prefetch_related("pledges")}


def place_of(slug: str, priority: Priority) -> str:
    return f"{reverse('plan_public', args=[slug])}#priority-{priority.position}"


def titles_of_pledges(report: Report, today: date) -> dict[int, str]:
    day = timezone.localdate(report.published_at) if report.published_at else today
    wordings = PledgeWording.objects.in_force(day).select_related("pledge")
    return {wording.pledge.number: wording.title for wording in wordings}
