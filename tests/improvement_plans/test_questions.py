"""What a reader would ask about a draft: questions, and nothing that stops anybody."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from improvement_plans.models import PlanVersion, Priority
from improvement_plans.presenters.questions import plan_questions, priority_questions
from tests.conftest import PRIORITY

DRAFT = PlanVersion(start_date=date(2026, 4, 1), end_date=date(2029, 3, 31))
MEANT = "Is that what you mean?"
NUMBER = {"aim_amount_kind": "NUMBER"}
BEST = {"aim_amount_kind": "BEST"}
UP = {"aim_direction": "INCREASE"}
KEEP = {"aim_direction": "MAINTAIN"}
NO_NUMBER = {"aim_amount": None}
NONE_OF_IT = {
    **dict.fromkeys(("aim_direction", "aim_measure", "aim_amount_kind"), ""),
    **dict.fromkeys(("aim_amount", "aim_by_date")),
}


def asked(**fields: Any) -> list[str]:
    return priority_questions(Priority(**{**PRIORITY, **fields}), DRAFT)


@pytest.mark.parametrize(
    "real",
    [
        {},  # halving in three years
        {"aim_amount_kind": "ZERO", **NO_NUMBER},
        {**BEST, "aim_amount": Decimal(10)},
        {**NUMBER, "aim_amount": Decimal("0.9"), "aim_from": "1.8 in 2025"},
        {**NUMBER, **UP, "aim_amount": Decimal(95), "aim_from": "the 2025 audit"},
        {**KEEP, "aim_amount": Decimal(95)},
        {"aim_wording": "Halve falls with harm within three years"},
        {**NONE_OF_IT, "aim_wording": "No never events, in any year to 2029"},
        {**NONE_OF_IT, "why": ""},  # not begun
    ],
)
def test_real_aims_raise_no_question(real: dict[str, Any]) -> None:
    assert asked(**real) == []


@pytest.mark.parametrize(
    ("awkward", "question"),
    [
        (
            {"aim_by_date": date(2026, 3, 31)},
            f"31 March 2026 is before the plan starts, on 1 April 2026. {MEANT}",
        ),
        (
            {"aim_by_date": date(2029, 4, 1)},
            f"1 April 2029 is after the plan ends, on 31 March 2029. {MEANT}",
        ),
        (
            {"why": "It matters to us."},
            "You name no data in why this matters. Is there a figure, an audit or a survey?",
        ),
        (
            {"aim_amount_kind": "YEAR_ON_YEAR", **NO_NUMBER},
            "“Year on year” names no number. How much would be enough?",
        ),
        (
            {"aim_measure": "improved handover"},
            "“improved” can mean many things. What would you count to see it happen?",
        ),
        (
            {"aim_wording": "Far fewer falls"},
            "There is no number in your own words. How will you know that you are there?",
        ),
        (
            {"aim_wording": "Halve falls", "aim_by_date": None},
            "There is no date in your own words. By when?",
        ),
        (
            {"aim_measure": "", "aim_by_date": None},
            "The sentence of your aim is not complete. Can you say what you will measure and "
            "by when?",
        ),
        (
            {"aim_direction": "", "aim_measure": "", "aim_by_date": None},
            "The sentence of your aim is not complete. Can you say what you want to do, what you "
            "will measure and by when?",
        ),
        ({**UP, "aim_amount_kind": "ZERO", **NO_NUMBER}, f"“Increase” and “to zero” pull apart. {MEANT}"),
        ({"aim_amount": Decimal(120)}, f"Reducing by 120% takes away more than there is. {MEANT}"),
        (
            {"aim_amount": Decimal(100)},
            "Reducing by 100% leaves none. Would “to zero” say it more plainly?",
        ),
        ({"aim_amount": Decimal(0)}, f"“By 0%” is no change in that direction. {MEANT}"),
        ({"aim_amount": Decimal(-5)}, f"“By -5%” is no change in that direction. {MEANT}"),
        ({**UP, "aim_amount": Decimal(120)}, f"Increasing by 120% is more than doubling it. {MEANT}"),
        ({**KEEP, "aim_amount": Decimal(101)}, f"“At 101%” is more than all of it. {MEANT}"),
        (
            {**NUMBER, "aim_amount": Decimal("2.5"), "aim_from": "1.8 in 2025"},
            f"You want to reduce it, but 2.5 is not below 1.8. {MEANT}",
        ),
        (
            {**NUMBER, **UP, "aim_amount": Decimal(90), "aim_from": "92 in 2025"},
            f"You want to increase it, but 90 is not above 92. {MEANT}",
        ),
        ({**BEST, "aim_amount": Decimal(60)}, f"“The best 60%” is an unusual share. {MEANT}"),
    ],
)  # fmt: skip
def test_an_awkward_case_gets_a_question(awkward: dict[str, Any], question: str) -> None:
    assert asked(**awkward) == [question]


def test_an_amount_without_its_kind_is_asked_for_only() -> None:
    assert asked(aim_amount_kind="") == [
        "The sentence of your aim is not complete. Can you say by how much?"
    ]


def test_a_plan_without_dates_asks_nothing_about_them() -> None:
    priority = Priority(**{**PRIORITY, "aim_by_date": date(2099, 1, 1)})
    assert priority_questions(priority, PlanVersion()) == []


def test_more_than_ten_priorities_are_asked_about() -> None:
    assert (plan_questions(10), plan_questions(11)) == (
        [],
        [
            "The plan has 11 priorities. Most plans have four to six. Can you work on all of "
            "these at once?"
        ],
    )
