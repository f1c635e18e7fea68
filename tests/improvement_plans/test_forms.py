"""What the forms ask for, and what their errors tell a person to do."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms

from improvement_plans.forms.parts import AboutForm, WhereWeAreNowForm
from improvement_plans.forms.priorities import (
    AimForm,
    CausesForm,
    MoveForm,
    PeopleForm,
    WhatForm,
    WhyForm,
)
from improvement_plans.forms.publishing import PublishForm
from pledges.models import PledgeWording
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db

WHAT = {
    "title": "Fewer falls with harm",
    "topic": "FALLS",
    "own_topic": "",
    "scope": "LOCAL",
    "lead_role": "Associate director of nursing",
    "pledges": ["4", "1"],
}
AIM = {
    "aim_direction": "REDUCE",
    "aim_measure": "falls with harm per 1,000 bed days",
    "aim_from": "1.8 in 2025",
    "aim_amount_kind": "PERCENT",
    "aim_amount": "50",
    "aim_by_date_day": "31",
    "aim_by_date_month": "March",
    "aim_by_date_year": "2028",
    "aim_wording": "",
}
ABOUT = {
    "title": "Safer nights",
    "start_date_day": "1",
    "start_date_month": "4",
    "start_date_year": "2026",
    "end_date_day": "31",
    "end_date_month": "3",
    "end_date_year": "2029",
    "executive_lead": "Dr Ama Mensah, medical director",
}


def about(**answers: str) -> AboutForm:
    return AboutForm({**ABOUT, **answers})


def what(answers: dict[str, Any]) -> WhatForm:
    return WhatForm(answers, wordings=list(PledgeWording.objects.in_force(TODAY)))


def aim(**answers: Any) -> AimForm:
    return AimForm({**AIM, **answers})


def test_about_gives_dates() -> None:
    form = about()
    assert form.errors == {}
    assert form.cleaned_data == {
        "title": "Safer nights",
        "start_date": date(2026, 4, 1),
        "end_date": date(2029, 3, 31),
        "board_approved_date": None,
        "executive_lead": "Dr Ama Mensah, medical director",
        "revision": 0,
    }


def test_about_says_what_to_enter() -> None:
    assert AboutForm({}).errors == {
        "title": ["Enter a title for the plan"],
        "start_date": ["Enter the date the plan starts"],
        "end_date": ["Enter the date the plan ends"],
        "executive_lead": ["Enter the name or the job title of the executive lead"],
    }


def test_a_plan_that_ends_on_the_day_it_starts_is_asked_about() -> None:
    form = about(end_date_day="1", end_date_month="4", end_date_year="2026")
    assert form.errors == {"end_date": ["The end date must be after the start date"]}


def test_a_plan_of_any_length_is_accepted() -> None:
    assert about(end_date_year="2041").errors == {}


def test_a_title_that_is_too_long_says_how_long_it_may_be() -> None:
    form = about(title="x" * 201)
    assert form.errors == {"title": ["The title must be 200 characters or fewer (it has 201)"]}


def test_a_title_is_one_line() -> None:
    assert about(title="Safer\nnights").errors == {"title": ["Enter this on one line."]}


def test_where_we_are_now_is_asked_for() -> None:
    form = WhereWeAreNowForm({"where_we_are_now": "  "})
    assert form.errors == {"where_we_are_now": ["Write where your organisation is now"]}


def test_a_line_break_counts_as_the_counter_counts_it() -> None:
    lines = "\r\n".join(["x"] * 5_000)
    form = WhereWeAreNowForm({"where_we_are_now": lines + "x"})
    assert (form.errors, len(form.cleaned_data["where_we_are_now"])) == ({}, 10_000)


def test_a_text_that_is_too_long_says_how_long_it_may_be() -> None:
    form = WhereWeAreNowForm({"where_we_are_now": "x" * 10_001})
    assert form.errors == {
        "where_we_are_now": ["Where we are now must be 10,000 characters or fewer (it has 10001)"]
    }


def test_what_is_worked_on_gives_the_fields_of_its_service() -> None:
    form = what(WHAT)
    assert form.errors == {}
    pledges = form.cleaned_data.pop("pledges")
    assert [pledge.number for pledge in pledges] == [1, 4]
    assert {**form.cleaned_data, "pledges": ["4", "1"]} == {**WHAT, "revision": 0}


def test_an_aim_gives_the_fields_of_its_service() -> None:
    form = aim()
    assert form.errors == {}
    assert form.cleaned_data == {
        "aim_direction": "REDUCE",
        "aim_measure": "falls with harm per 1,000 bed days",
        "aim_from": "1.8 in 2025",
        "aim_amount_kind": "PERCENT",
        "aim_amount": Decimal(50),
        "aim_by_date": date(2028, 3, 31),
        "aim_wording": "",
        "revision": 0,
    }


def test_a_priority_needs_a_title_and_a_topic_only() -> None:
    assert what({}).errors == {
        "title": ["Enter what you will work on"],
        "topic": ["Choose a topic, or “Something else”"],
    }
    others = [form({}).errors for form in (WhyForm, PeopleForm, CausesForm, AimForm)]
    assert others == [{}, {}, {}, {}]


def test_something_else_needs_a_topic_of_its_own_and_the_rest_is_kept() -> None:
    form = what({**WHAT, "topic": "OTHER"})
    assert form.errors == {"own_topic": ["Enter your own topic, or choose one from the list"]}
    assert sorted(form.cleaned_data) == ["lead_role", "pledges", "revision", "scope", "title"]


def test_an_own_topic_is_kept_as_typed() -> None:
    form = what({**WHAT, "topic": "OTHER", "own_topic": "Lone working"})
    assert (form.errors, form.cleaned_data["own_topic"]) == ({}, "Lone working")


def test_an_own_topic_with_a_fault_is_told_of_its_fault_only() -> None:
    form = what({**WHAT, "topic": "OTHER", "own_topic": "x" * 81})
    assert form.errors == {
        "own_topic": ["Your own topic must be 80 characters or fewer (it has 81)"]
    }


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("fifty", "Enter how much in digits only, such as 50 or 0.9"),
        ("NaN", "Enter how much in digits only, such as 50 or 0.9"),
        ("0.1234", "Enter a number with 3 decimal places or fewer"),
        ("1000000000", "Enter a number below 1,000,000,000"),
    ],
)
def test_an_amount_that_is_no_number_is_told(amount: str, message: str) -> None:
    assert aim(aim_amount=amount).errors == {"aim_amount": [message]}


@pytest.mark.parametrize(
    ("kind", "amount", "kept"),
    [
        ("NUMBER", "0.9", Decimal("0.9")),
        ("NUMBER", "0", Decimal(0)),
        ("NUMBER", "-2", Decimal(-2)),
        ("PERCENT", "120", Decimal(120)),
        ("PERCENT", "", None),
        ("BEST", "10", Decimal(10)),
        ("", "50", Decimal(50)),
        ("ZERO", "5", None),
        ("YEAR_ON_YEAR", "fifty", None),
    ],
)
def test_an_amount_is_kept_where_its_kind_has_one(
    kind: str, amount: str, kept: Decimal | None
) -> None:
    form = aim(aim_amount_kind=kind, aim_amount=amount)
    assert (form.errors, form.cleaned_data["aim_amount"]) == ({}, kept)


def test_boxes_are_kept_in_the_order_of_the_list_and_each_once() -> None:
    form = CausesForm({"contributory_factors": ["STRESS", "COMMUNICATION", "STRESS"]})
    assert (form.errors, form.cleaned_data["contributory_factors"]) == (
        {},
        ["COMMUNICATION", "STRESS"],
    )


def test_the_pledges_to_choose_from_are_the_five_in_force() -> None:
    field = what(WHAT).fields["pledges"]
    assert field.choices == [  # type: ignore[attr-defined]
        ("1", "1. Put safety first"),
        ("2", "2. Continually learn"),
        ("3", "3. Be honest"),
        ("4", "4. Collaborate"),
        ("5", "5. Be supportive"),
    ]


def test_a_sixth_pledge_is_refused() -> None:
    assert list(what({**WHAT, "pledges": ["6"]}).errors) == ["pledges"]


@pytest.mark.parametrize(
    ("answers", "place"),
    [
        ({"priority": "1", "up": "1"}, ("up", 1)),
        ({"priority": "1", "down": "3"}, ("down", 3)),
        ({"priority": "1"}, None),
        ({"priority": "x", "up": "1"}, None),
        ({"priority": "1", "up": "99999999999"}, None),
    ],
)
def test_a_move_names_a_priority_and_a_place(
    answers: dict[str, str], place: tuple[str, int] | None
) -> None:
    form = MoveForm(answers)
    assert ((form.pressed, form.place) if form.is_valid() else None) == place


def test_publishing_asks_for_a_reason_and_a_frequency() -> None:
    assert PublishForm({}).errors == {
        "reason": ["Enter why you are publishing this version"],
        "report_frequency": ["Choose how often you will report your progress"],
    }


def test_a_reason_that_is_too_long_says_how_long_it_may_be() -> None:
    form = PublishForm({"reason": "x" * 501, "report_frequency": "YEARLY"})
    assert form.errors == {"reason": ["The reason must be 500 characters or fewer (it has 501)"]}


@pytest.mark.parametrize(
    "form",
    [AboutForm, WhereWeAreNowForm, WhatForm, WhyForm, PeopleForm, CausesForm, AimForm, PublishForm],
)
def test_every_text_box_says_that_no_patient_data_belongs_there(form: type[forms.Form]) -> None:
    silent = [
        name
        for name, field in form.base_fields.items()
        if type(field).__name__ in {"LineField", "NarrativeField"}
        and "patient" not in str(field.help_text)
    ]
    assert silent == []
