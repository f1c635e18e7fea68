"""Filters read from an address, and written into one."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from django.http import QueryDict

from reports.forms import MemberFilterForm, RegisterFilterForm, ReportFilterForm
from reports.queries import Filters

EVERYTHING = Filters(
    type="CHARITY",
    region="NONE",
    state="PAUSED",
    joined_from=date(2025, 4, 1),
    joined_to=date(2026, 3, 31),
    has_plan=False,
    has_pledges=True,
    heard_from=date(2025, 6, 15),
    plan_from=date(2026, 6, 15),
    standing="OPEN",
    on=date(2026, 5, 31),
)


@pytest.mark.parametrize(
    "filters", [Filters(), EVERYTHING, Filters(has_plan=True), Filters(joined_to=date(2026, 1, 9))]
)
def test_an_address_brings_back_the_filters_it_was_made_of(filters: Filters) -> None:
    assert MemberFilterForm(QueryDict(filters.query_string)).filters() == filters


def test_an_address_says_only_what_narrows() -> None:
    filters = Filters(type="CHARITY", has_plan=False, joined_from=date(2025, 4, 1))
    assert dict(parse_qsl(filters.query_string)) == {
        "type": "CHARITY",
        "has_plan": "no",
        "joined_from": "2025-04-01",
    }


def test_a_date_is_read_from_its_three_boxes() -> None:
    boxes = {"joined_from_day": "1", "joined_from_month": "April", "joined_from_year": "2025"}
    assert ReportFilterForm(boxes).filters() == Filters(joined_from=date(2025, 4, 1))


def test_the_date_of_a_link_fills_its_three_boxes() -> None:
    form = ReportFilterForm({"joined_from": "2025-04-01"})
    assert form["joined_from"].value() == ["1", "4", "2025"]


def test_the_report_leaves_out_what_only_links_ask() -> None:
    asked = ReportFilterForm(QueryDict(EVERYTHING.query_string)).filters()
    assert asked == Filters(
        type="CHARITY",
        region="NONE",
        state="PAUSED",
        joined_from=date(2025, 4, 1),
        joined_to=date(2026, 3, 31),
        has_plan=False,
    )


def test_the_register_has_a_type_and_a_region() -> None:
    asked = RegisterFilterForm(QueryDict(EVERYTHING.query_string)).filters()
    assert asked == Filters(type="CHARITY", region="NONE")


LINK_IS_BROKEN = "The address of this page is not complete. Follow the link to it again"


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("type=X", {"type": ["Choose a type from the list"]}),
        ("region=X", {"region": ["Choose a region from the list"]}),
        ("state=DRAFT", {"state": ["Choose a state from the list"]}),
        ("has_plan=perhaps", {"has_plan": ["Choose from the list"]}),
        (
            "joined_from=2026-02-31",
            {"joined_from": ["Joined from must be a real date, such as 31 March 2028"]},
        ),
        (
            "joined_to=yesterday",
            {"joined_to": ["Joined up to must be a real date, such as 31 March 2028"]},
        ),
        (
            "joined_from=26-04-01",
            {"joined_from": ["Joined from must be a real date, such as 31 March 2028"]},
        ),
        (
            "joined_to=9999-12-31",
            {"joined_to": ["Joined up to must be a real date, such as 31 March 2028"]},
        ),
        (
            "joined_from=2026-04-02&joined_to=2026-04-01",
            {"joined_to": ["“Joined up to” must be the same as or after “Joined from”"]},
        ),
        ("has_pledges=perhaps", {"has_pledges": [LINK_IS_BROKEN]}),
        ("heard_from=9999-12-32", {"heard_from": [LINK_IS_BROKEN]}),
        ("plan_from=2026", {"plan_from": [LINK_IS_BROKEN]}),
        ("standing=AJAR", {"standing": [LINK_IS_BROKEN]}),
        ("on=9999-12-31", {"on": [LINK_IS_BROKEN]}),
    ],
)
def test_what_cannot_be_asked_is_said(query: str, errors: dict[str, list[str]]) -> None:
    form = MemberFilterForm(QueryDict(query))
    assert {name: list(said) for name, said in form.errors.items()} == errors
    assert form.filters() is None


def test_one_day_may_be_both_ends() -> None:
    day = date(2026, 4, 1)
    form = ReportFilterForm({"joined_from": str(day), "joined_to": str(day)})
    assert form.filters() == Filters(joined_from=day, joined_to=day)
