"""The directory, the pledges and the plans as files for anyone, and the columns they have.

One definition writes the files and their documentation, so that the two agree. Nothing is here that
no page shows. What a plan aims at and measures is left out: side by side it makes a league table.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone

from core.data_files import ROWS_AT_ONCE, as_csv, as_json
from improvement_plans.choices import Involvement
from improvement_plans.models import LearningGoal, PlanVersion
from organisations.choices import OtherNameKind
from organisations.models import Membership, Organisation
from organisations.naming import display_name
from organisations.presenters import TYPES
from pledges.models import Commitment
from progress_reports.models import Report
from progress_reports.presenters.page import HEADINGS

Value = str | int | list[str] | None
LICENCE = (
    "What the register says of an organisation (name, code, type, town, region) is NHS England "
    "Organisation Data Service data, © Crown copyright, Open Government Licence v3.0. Pledges and "
    "plans are each organisation’s own words: quote them with its name and their date."
)
BETWEEN_VALUES = "; "
INVOLVED = {Involvement.YES: "Yes", Involvement.NOT_YET: "Not yet"}


@dataclass(frozen=True)
class Column:
    """One column: its name in the file, what it means, and how a row has it."""

    name: str
    meaning: str
    of: Callable[[Any], Value]


@dataclass(frozen=True)
class Dataset:
    """One file, in two forms."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    things: Callable[[], QuerySet[Any]]

    def rows(self) -> Iterator[list[Value]]:
        """Row by row from the database: their number takes no memory."""
        for thing in self.things().iterator(chunk_size=ROWS_AT_ONCE):
            yield [_known(column.of(thing)) for column in self.columns]

    def names(self) -> list[str]:
        return [column.name for column in self.columns]


def csv_file(dataset: Dataset, today: date) -> Iterator[bytes]:
    return as_csv(dataset.names(), (map(_cell, row) for row in dataset.rows()))


def json_file(dataset: Dataset, today: date) -> Iterator[bytes]:
    about = {
        "title": dataset.title,
        "about": dataset.about,
        "date": today.isoformat(),
        "documentation": absolute(reverse("open_data")),
        "licence": LICENCE,
        "columns": {column.name: column.meaning for column in dataset.columns},
    }
    names = dataset.names()
    return as_json(about, (dict(zip(names, row, strict=True)) for row in dataset.rows()))


FORMS: dict[str, tuple[str, Callable[[Dataset, date], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", csv_file),
    "json": ("application/json", json_file),
}


def absolute(path: str) -> str:
    """The address by which a page is known for good."""
    return f"{settings.PORTAL_BASE_URL}{path}"


def _known(value: Value) -> Value:
    """What is not known is nothing, not an empty text."""
    return None if value == "" else value


def _cell(value: Value) -> str | int | None:
    return BETWEEN_VALUES.join(value) if isinstance(value, list) else value


def _day(moment: datetime | None) -> str | None:
    return timezone.localdate(moment).isoformat() if moment else None


def _date(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _about_organisation(of: Callable[[Any], Organisation]) -> tuple[Column, ...]:
    """What every file begins with."""
    return (
        Column("organisation", "Name of the organisation", lambda row: str(of(row))),
        Column("ods_code", "Its ODS code, where it has one", lambda row: of(row).ods_code),
    )


def _page(of: Callable[[Any], str]) -> Column:
    return Column("page", "Address of the page that shows it", lambda row: absolute(of(row)))


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


ORGANISATIONS = Dataset(
    name="organisations",
    title="Organisations",
    about="Every organisation that has joined, those that paused or left too, A to Z.",
    columns=(
        *_about_organisation(lambda member: member.organisation),
        Column(
            "former_names",
            "Names it had before, as far as the portal knows them",
            lambda member: [
                str(other)
                for other in member.organisation.other_names.all()
                if other.kind == OtherNameKind.FORMER
            ],
        ),
        Column("type", "What kind of organisation", lambda member: TYPES[member.organisation.type]),
        Column("town", "Its town", lambda member: display_name(member.organisation.town)),
        Column("region", "Its region, in words", lambda member: member.organisation.region_name),
        Column(
            "state",
            "Active, Paused, Withdrawn, or Continued by a successor",
            lambda member: member.get_state_display(),
        ),
        Column("state_since", "Date since when", lambda member: _day(member.state_at)),
        Column("member_since", "Date it first joined", lambda member: _day(member.joined_at)),
        Column(
            "last_heard_from",
            "Month in which it last told of itself, such as 2026-03",
            lambda member: (_day(member.last_heard_at) or "")[:7],
        ),
        Column(
            "sponsor",
            "Name of the executive sponsor who confirmed the pledges",
            lambda member: member.sponsor_name,
        ),
        Column("sponsor_title", "Job title of the sponsor", lambda member: member.sponsor_title),
        _page(lambda member: member.organisation.get_absolute_url()),
    ),
    things=Membership.objects.public_a_to_z,
)

PLEDGES = Dataset(
    name="pledges",
    title="Pledges",
    about="What each organisation will do under each of the five pledges, as it reads today.",
    columns=(
        *_about_organisation(lambda text: text.membership.organisation),
        Column("pledge", "Number of the pledge, 1 to 5", lambda text: text.pledge.number),
        Column(
            "pledge_title",
            "What the pledge was called when it was answered",
            lambda text: text.wording.title,
        ),
        Column("text", "What the organisation will do, in its own words", lambda text: text.text),
        Column(
            "kind",
            "New because of the pledge, an extension, or already under way",
            lambda text: text.get_kind_display(),
        ),
        Column("version", "Number of this version", lambda text: text.version),
        Column(
            "published", "Date this version was published", lambda text: _day(text.published_at)
        ),
        _page(
            lambda text: (
                f"{text.membership.organisation.get_absolute_url()}#pledge-{text.pledge.number}"
            )
        ),
    ),
    things=Commitment.objects.public_a_to_z,
)

PLANS = Dataset(
    name="plans",
    title="Safety improvement plans",
    about="The plan of each organisation that has published one, as it reads today.",
    columns=(
        *_about_organisation(lambda version: version.plan.membership.organisation),
        Column("title", "Title of the plan", lambda version: version.title),
        Column("starts", "Date the plan starts", lambda version: _date(version.start_date)),
        Column("ends", "Date the plan ends", lambda version: _date(version.end_date)),
        Column(
            "board_approved",
            "Date the board approved it",
            lambda version: _date(version.board_approved_date),
        ),
        Column("version", "Number of this version", lambda version: version.number),
        Column(
            "published",
            "Date this version was published",
            lambda version: _day(version.published_at),
        ),
        Column("reason", "Why this version was published", lambda version: version.reason),
        Column(
            "starting_point",
            "The plan’s own account of the starting point",
            lambda version: version.where_we_are_now,
        ),
        Column(
            "what_worked",
            "What worked over the three years before, in its own words",
            lambda version: version.what_worked,
        ),
        Column(
            "what_will_be_different",
            "What it will do differently, in its own words",
            lambda version: version.what_we_will_do_differently,
        ),
        Column(
            "involved",
            "Whether patients and staff took part in writing it: Yes, or Not yet",
            lambda version: INVOLVED.get(version.involvement),
        ),
        Column(
            "how_involved",
            "How patients and staff took part, in its own words",
            lambda version: version.how_people_were_involved,
        ),
        Column(
            "topics",
            "What its priorities work on",
            lambda version: _unique(each.topic_name for each in version.priorities.all()),
        ),
        Column(
            "priorities",
            "Titles of its priorities, in the plan’s order",
            lambda version: [each.title for each in version.priorities.all()],
        ),
        Column(
            "wants_to_learn",
            "What it wants to learn, question by question",
            lambda version: [each.question for each in version.learning_goals.all()],
        ),
        _page(
            lambda version: reverse(
                "plan_version", args=[version.plan.membership.organisation.slug, version.number]
            )
        ),
    ),
    things=lambda: PlanVersion.objects.public_a_to_z().prefetch_related(
        Prefetch("learning_goals", LearningGoal.objects.order_by("position"))
    ),
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
        *_about_organisation(lambda report: report.membership.organisation),
        Column("report", "Which report of the plan it is, from 1", lambda report: report.number),
        Column("version", "Number of this version", lambda report: report.version),
        Column("from", "First day it tells of", lambda report: _date(report.period_start_date)),
        Column("to", "Last day it tells of", lambda report: _date(report.period_end_date)),
        Column(
            "published",
            "Date this version was published",
            lambda report: _day(report.published_at),
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
        _page(
            lambda report: reverse(
                "report_version",
                args=[report.membership.organisation.slug, report.number, report.version],
            )
        ),
    ),
    things=Report.objects.public_a_to_z,
)

DATASETS = {dataset.name: dataset for dataset in (ORGANISATIONS, PLEDGES, PLANS, REPORTS)}
