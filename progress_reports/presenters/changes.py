"""What changed between two versions of a report, priority by priority."""

from uuid import UUID

from improvement_plans.changes.parts import Item, Section, Texts, came, day, parts_of, went
from progress_reports.choices import News, Status
from progress_reports.models import Report, ReportedPriority
from progress_reports.presenters.page import HEADINGS
from progress_reports.services import charts_of

OTHER_CHARTS = "The charts are not the same: each version shows those of its own day."


def report_changes(older: Report, newer: Report) -> list[Section]:
    """The report as a whole, then each priority in the order of the newer version."""
    before, after = rows_of(older), rows_of(newer)
    about = Section("The report as a whole", parts_of(_about(older), _about(newer)))
    note = OTHER_CHARTS if shown(older) != shown(newer) else ""
    sections = [
        Section(row.title, parts_of(_texts(before[key]), _texts(row)))
        for key, row in after.items()
        if key in before
    ]
    items: list[Item] = [came("Priority", r.title) for k, r in after.items() if k not in before]
    items += [went("Priority", r.title) for k, r in before.items() if k not in after]
    last = [Section("Priorities and charts", [], note, items)] if items or note else []
    return [about, *sections, *last]


def rows_of(report: Report) -> dict[UUID, ReportedPriority]:
    return {row.key: row for row in report.priorities.order_by("position")}


def shown(report: Report) -> dict[UUID, list[object]]:
    return {key: [chart.figure for chart in charts] for key, charts in charts_of(report).items()}


def _about(report: Report) -> Texts:
    return {
        "First day": day(report.period_start_date),
        "Last day": day(report.period_end_date),
        "Why there is nothing to report": report.nothing_new,
        "Thank you": report.thanks,
    }


def _texts(row: ReportedPriority) -> Texts:
    return {
        "Is there something to tell?": News(row.has_news).label if row.has_news else "",
        "Why there is no change": row.why_no_change,
        "Where it stands": Status(row.status).label if row.status else "",
        **{heading: getattr(row, name) for name, heading in HEADINGS.items()},
    }
