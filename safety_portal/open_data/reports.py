"""What members tell of the progress of their plans. The charts stay on their page."""

from collections.abc import Callable

from django.urls import reverse

from progress_reports.models import Report
from progress_reports.presenters.page import HEADINGS
from safety_portal.open_data.files import (
    Column,
    Dataset,
    about_organisation,
    date_of,
    day_of,
    page_of,
)


def _of_each(name: str) -> Callable[[Report], list[str]]:
    """What is said of each priority, after its title; what is not said is left out."""
    return lambda report: [
        f"{row.title}: {getattr(row, name)}"
        for row in report.priorities.all()
        if getattr(row, name)
    ]


REPORTS = Dataset(
    name="reports",
    title="Progress reports",
    about="Each progress report as it reads today, in the organisation’s own words. The charts are "
    "on its page.",
    columns=(
        *about_organisation(lambda report: report.membership.organisation),
        Column("report", "Which report of the plan it is, from 1", lambda report: report.number),
        Column("version", "Number of this version", lambda report: report.version),
        Column("from", "First day it tells of", lambda report: date_of(report.period_start_date)),
        Column("to", "Last day it tells of", lambda report: date_of(report.period_end_date)),
        Column(
            "published",
            "Date this version was published",
            lambda report: day_of(report.published_at),
        ),
        Column("reason", "Why this version was published", lambda report: report.reason),
        Column(
            "nothing_new",
            "Why there was nothing to report, where that is all of the report",
            lambda report: report.nothing_new,
        ),
        Column(
            "priorities",
            "Titles of the priorities it speaks of",
            lambda report: [row.title for row in report.priorities.all()],
        ),
        Column(
            "no_change",
            "Why there was no change, after the title of each priority without one",
            _of_each("why_no_change"),
        ),
        Column(
            "where_it_stands",
            "The word that the organisation chose, after the title of each priority",
            lambda report: [
                f"{row.title}: {row.get_status_display()}"
                for row in report.priorities.all()
                if row.status
            ],
        ),
        *(
            Column(name, f"“{heading}”, after the title of each priority", _of_each(name))
            for name, heading in HEADINGS.items()
        ),
        Column("thanks", "Teams and roles that it thanks", lambda report: report.thanks),
        page_of(
            lambda report: reverse(
                "report_version",
                args=[report.membership.organisation.slug, report.number, report.version],
            )
        ),
    ),
    things=Report.objects.public_a_to_z,
)
