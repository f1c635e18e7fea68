"""What leaves the portal as a file, how it is made safe, and that it is on record."""

import csv
import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from improvement_plans.models import Plan, PlanVersion
from organisations.models import Membership
from reports import exports
from reports.exports import export_members
from reports.queries import Filters
from tests.conftest import NOW, TODAY
from tests.reports.conftest import london

Make = Callable[..., Membership]
HEADINGS = [
    "Organisation",
    "ODS code",
    "Type",
    "Region",
    "State",
    "Joined",
    "Plan published",
    "Last heard from",
]


def read(pieces: Any) -> list[list[str]]:
    """The rows of a file, as a spreadsheet reads them."""
    return list(csv.reader(StringIO(b"".join(pieces).decode("utf-8-sig"), newline="")))


@pytest.fixture
def download(client_for: Callable[[User], Client], officer: User) -> Callable[..., Any]:
    """The officer's download under some filters."""

    def get(**filters: str) -> Any:
        return client_for(officer).get(reverse("member_csv"), filters)

    return get


# --- The member list ------------------------------------------------------------------------


def test_the_file_has_the_rows_and_columns_of_the_list(
    download: Callable[..., Any], make_member: Make, make_plan: Callable[..., PlanVersion]
) -> None:
    make_member(name="Zeal", ods_code=None, type="CHARITY", region_code="", state="PAUSED")
    planned = make_member(
        name="ALPHA",
        ods_code="ZZ1",
        joined_at=london(2026, 4, 1, 0, 30),
        last_heard_at=london(2026, 5, 1, 0, 30),
    )
    make_plan(planned, at=london(2026, 6, 1, 0, 30))
    make_member(name="DRAFT", state="DRAFT")
    make_member(name="GONE", state="WITHDRAWN")
    north = "North East and Yorkshire"
    assert read(download().streaming_content) == [
        HEADINGS,
        ["ALPHA", "ZZ1", "Acute trust", north, "Active", "2026-04-01", "2026-06-01", "2026-05"],
        ["Zeal", "", "Charity", "", "Paused", "2026-06-15", "", "2026-06"],
    ]


def test_the_file_has_the_filters_of_the_list(
    download: Callable[..., Any], make_member: Make
) -> None:
    make_member(name="A", type="CHARITY", state="WITHDRAWN")
    make_member(name="B", type="CHARITY")
    make_member(name="C", state="WITHDRAWN")
    rows = read(download(type="CHARITY", state="WITHDRAWN").streaming_content)
    assert [row[0] for row in rows] == ["Organisation", "A"]


def test_names_codes_and_regions_cannot_be_formulas(
    download: Callable[..., Any], make_member: Make
) -> None:
    make_member(name="=HYPERLINK(1)", ods_code="@A1", region_code="+Y1")
    rows = read(download().streaming_content)
    assert [row[:2] + row[3:4] for row in rows[1:]] == [["'=HYPERLINK(1)", "'@A1", "'+Y1"]]


def test_an_empty_list_is_a_file_with_headings(download: Callable[..., Any]) -> None:
    assert read(download().streaming_content) == [HEADINGS]


def test_the_file_begins_with_a_byte_order_mark(download: Callable[..., Any]) -> None:
    assert b"".join(download().streaming_content)[:3] == b"\xef\xbb\xbf"


@pytest.mark.usefixtures("today_is_june")
def test_the_file_is_a_stream_named_after_its_day(download: Callable[..., Any]) -> None:
    response = download()
    assert (type(response), response["Content-Type"], response["Content-Disposition"]) == (
        StreamingHttpResponse,
        "text/csv; charset=utf-8",
        'attachment; filename="members-2026-06-15.csv"',
    )


def test_the_file_takes_as_many_queries_for_one_row_as_for_three(
    officer: User, make_member: Make
) -> None:
    taken = []
    for more in (1, 2):
        for _ in range(more):
            make_member()
        with CaptureQueriesContext(connection) as queries:
            list(export_members(filters=Filters(), by=officer, at=NOW, today=TODAY))
        taken.append(len(queries))
    assert taken == [3, 3]


# --- On record ------------------------------------------------------------------------------


@pytest.mark.usefixtures("today_is_june")
def test_an_export_is_on_record_with_its_filters_and_rows(
    download: Callable[..., Any], make_member: Make, officer: User
) -> None:
    make_member(type="CHARITY")
    make_member(type="CHARITY", state="DRAFT")
    make_member(type="UNIVERSITY")
    download(type="CHARITY", joined_from="2026-01-01")
    event = Event.objects.get(event="members.exported")
    assert (event.actor, event.subject, event.at, event.details) == (
        f"accounts.user:{officer.pk}",
        "organisations.membership",
        NOW,
        {"filters": {"type": "CHARITY", "joined_from": "2026-01-01"}, "rows": 1},
    )


def test_an_export_is_on_record_before_its_first_byte(
    officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refused(Exception):
        pass

    def refuse(*args: object, **details: object) -> None:
        raise Refused

    monkeypatch.setattr(exports, "record", refuse)
    with pytest.raises(Refused):
        export_members(filters=Filters(), by=officer, at=NOW, today=TODAY)


def test_a_question_that_makes_no_sense_gets_no_file_and_no_record(
    download: Callable[..., Any],
) -> None:
    response = download(joined_from="2026-02-31")
    assert (
        response.status_code,
        response["Location"],
        Event.objects.filter(event="members.exported").count(),
    ) == (302, f"{reverse('member_list')}?joined_from=2026-02-31", 0)


# --- Nothing of a plan ----------------------------------------------------------------------

# All that an export may read of the improvement plans: that there is one, and since when.
NO_OUTCOMES = {"id", "membership_id", "plan_id", "state", "published_at"}


def plan_columns() -> set[str]:
    return {
        str(field.column)
        for model in apps.get_app_config("improvement_plans").get_models()
        for field in model._meta.concrete_fields
    }


def columns_read(queries: CaptureQueriesContext) -> set[str]:
    """The columns that the queries name, in tables of the improvement plans."""
    read_columns = set()
    for query in queries.captured_queries:
        tables = re.findall(r'"(improvement_plans_\w+)"(?:\s+("?\w+"?))?', query["sql"])
        names = {name.strip('"') for pair in tables for name in pair}
        read_columns |= {
            column
            for table, column in re.findall(r'"?(\w+)"?\."(\w+)"', query["sql"])
            if table in names
        }
    return read_columns


def test_no_export_reads_an_outcome(
    officer: User, make_member: Make, make_plan: Callable[..., PlanVersion]
) -> None:
    make_plan(make_member())
    with CaptureQueriesContext(connection) as queries:
        list(
            export_members(
                filters=Filters(has_plan=True, plan_from=TODAY), by=officer, at=NOW, today=TODAY
            )
        )
    assert columns_read(queries) == NO_OUTCOMES


def test_no_heading_is_a_field_of_a_plan() -> None:
    headings = {heading.lower().replace(" ", "_") for heading in exports.COLUMNS}
    assert headings & plan_columns() - NO_OUTCOMES == set()


def test_no_words_or_values_of_a_plan_are_in_the_file(
    download: Callable[..., Any], published_plan: Plan
) -> None:
    version = published_plan.versions.get()
    priority = version.priorities.get()
    values = {
        str(getattr(thing, field.attname))
        for thing in (version, priority)
        for field in thing._meta.concrete_fields
        if field.column not in NO_OUTCOMES | {"number", "position", "published_by_id", "version_id"}
    }
    values.add(priority.aim)
    text = b"".join(download().streaming_content).decode()
    assert [value for value in values - {"", "None"} if value in text] == []
