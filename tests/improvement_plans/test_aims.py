"""The sentence an aim makes."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from improvement_plans.aims import Aim, plain_number

DAY = date(2028, 3, 31)


def aim(**answers: Any) -> Aim:
    given = {
        "direction": "REDUCE",
        "measure": "falls",
        "amount_kind": "PERCENT",
        "amount": Decimal(50),
        "by": DAY,
    }
    return Aim(**{**given, **answers})


@pytest.mark.parametrize(
    ("direction", "kind", "amount", "alone", "from_today"),
    [
        (
            *("REDUCE", "PERCENT", "50"),
            "Reduce falls by 50% by 31 March 2028",
            "Reduce falls by 50%, from 1.8 in 2025, by 31 March 2028",
        ),
        (
            *("REDUCE", "NUMBER", "0.9"),
            "Reduce falls to 0.9 by 31 March 2028",
            "Reduce falls from 1.8 in 2025 to 0.9 by 31 March 2028",
        ),
        (
            *("REDUCE", "ZERO", None),
            "Reduce falls to zero by 31 March 2028",
            "Reduce falls from 1.8 in 2025 to zero by 31 March 2028",
        ),
        (
            *("REDUCE", "YEAR_ON_YEAR", None),
            "Reduce falls year on year until 31 March 2028",
            "Reduce falls year on year, from 1.8 in 2025, until 31 March 2028",
        ),
        (
            *("REDUCE", "BEST", "10"),
            "Reduce falls enough to be among the best 10% by 31 March 2028",
            "Reduce falls enough to be among the best 10%, from 1.8 in 2025, by 31 March 2028",
        ),
        (
            *("INCREASE", "PERCENT", "12.5"),
            "Increase falls by 12.5% by 31 March 2028",
            "Increase falls by 12.5%, from 1.8 in 2025, by 31 March 2028",
        ),
        (
            *("INCREASE", "NUMBER", "12000"),
            "Increase falls to 12,000 by 31 March 2028",
            "Increase falls from 1.8 in 2025 to 12,000 by 31 March 2028",
        ),
        (
            *("INCREASE", "ZERO", None),
            "Increase falls to zero by 31 March 2028",
            "Increase falls from 1.8 in 2025 to zero by 31 March 2028",
        ),
        (
            *("INCREASE", "YEAR_ON_YEAR", None),
            "Increase falls year on year until 31 March 2028",
            "Increase falls year on year, from 1.8 in 2025, until 31 March 2028",
        ),
        (
            *("INCREASE", "BEST", "10"),
            "Increase falls enough to be among the best 10% by 31 March 2028",
            "Increase falls enough to be among the best 10%, from 1.8 in 2025, by 31 March 2028",
        ),
        (
            *("MAINTAIN", "PERCENT", "95"),
            "Maintain falls at 95% until 31 March 2028",
            "Maintain falls (1.8 in 2025) at 95% until 31 March 2028",
        ),
        (
            *("MAINTAIN", "NUMBER", "0.9"),
            "Maintain falls at 0.9 until 31 March 2028",
            "Maintain falls (1.8 in 2025) at 0.9 until 31 March 2028",
        ),
        (
            *("MAINTAIN", "ZERO", None),
            "Maintain falls at zero until 31 March 2028",
            "Maintain falls (1.8 in 2025) at zero until 31 March 2028",
        ),
        (
            *("MAINTAIN", "YEAR_ON_YEAR", None),
            "Maintain falls year on year until 31 March 2028",
            "Maintain falls (1.8 in 2025) year on year until 31 March 2028",
        ),
        (
            *("MAINTAIN", "BEST", "10"),
            "Maintain falls among the best 10% until 31 March 2028",
            "Maintain falls (1.8 in 2025) among the best 10% until 31 March 2028",
        ),
    ],
)
def test_every_answer_makes_a_sentence(
    direction: str, kind: str, amount: str | None, alone: str, from_today: str
) -> None:
    number = None if amount is None else Decimal(amount)
    given = {"direction": direction, "amount_kind": kind, "amount": number}
    sentences = (aim(**given).sentence, aim(**given, start="1.8 in 2025").sentence)
    assert sentences == (alone, from_today)


def test_what_people_type_around_their_words_is_not_said_twice() -> None:
    assert (
        aim(measure="falls with harm. ", start="From 1.8 in 2025.").sentence
        == "Reduce falls with harm by 50%, from 1.8 in 2025, by 31 March 2028"
    )


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        ({}, []),
        ({"direction": ""}, ["what you want to do"]),
        ({"measure": ""}, ["what you will measure"]),
        ({"amount": None}, ["by how much"]),
        ({"amount_kind": ""}, ["by how much"]),
        ({"amount_kind": "ZERO", "amount": None}, []),
        ({"measure": "", "by": None}, ["what you will measure", "by when"]),
    ],
)
def test_there_is_no_sentence_while_a_part_is_missing(
    answers: dict[str, Any], missing: list[str]
) -> None:
    made = aim(**answers)
    assert (made.missing, bool(made.sentence)) == (missing, not missing)


@pytest.mark.parametrize(
    ("start", "number"),
    [
        ("1.8 in 2025", Decimal("1.8")),
        ("12,400 a year", Decimal(12400)),
        ("the 2025 audit", None),
        ("not known yet", None),
        ("", None),
    ],
)
def test_a_starting_point_may_name_a_figure(start: str, number: Decimal | None) -> None:
    assert aim(start=start).start_number == number


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("50.000", "50"),
        ("0.900", "0.9"),
        ("0.125", "0.125"),
        ("0.000", "0"),
        ("100.000", "100"),
        ("12000.000", "12000"),
        ("1E+3", "1000"),
        ("-2.500", "-2.5"),
    ],
)
def test_a_number_reads_as_it_was_typed(stored: str, shown: str) -> None:
    assert plain_number(Decimal(stored)) == shown
