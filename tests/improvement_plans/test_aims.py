"""The sentence an aim makes."""

from datetime import date
from decimal import Decimal

import pytest

from improvement_plans.aims import aim_sentence, plain_number


@pytest.mark.parametrize(
    ("direction", "kind", "amount", "sentence"),
    [
        ("REDUCE", "PERCENT", "50", "Reduce falls by 50% by 31 March 2028"),
        ("REDUCE", "NUMBER", "0.9", "Reduce falls to 0.9 by 31 March 2028"),
        ("REDUCE", "ZERO", None, "Reduce falls to zero by 31 March 2028"),
        ("REDUCE", "YEAR_ON_YEAR", None, "Reduce falls year on year until 31 March 2028"),
        ("INCREASE", "PERCENT", "12.5", "Increase falls by 12.5% by 31 March 2028"),
        ("INCREASE", "NUMBER", "95", "Increase falls to 95 by 31 March 2028"),
        ("INCREASE", "ZERO", None, "Increase falls to zero by 31 March 2028"),
        ("INCREASE", "YEAR_ON_YEAR", None, "Increase falls year on year until 31 March 2028"),
        ("MAINTAIN", "PERCENT", "95", "Maintain falls at 95% until 31 March 2028"),
        ("MAINTAIN", "NUMBER", "0.9", "Maintain falls at 0.9 until 31 March 2028"),
        ("MAINTAIN", "ZERO", None, "Maintain falls at zero until 31 March 2028"),
        ("MAINTAIN", "YEAR_ON_YEAR", None, "Maintain falls year on year until 31 March 2028"),
    ],
)
def test_every_answer_makes_a_sentence(
    direction: str, kind: str, amount: str | None, sentence: str
) -> None:
    assert (
        aim_sentence(
            direction=direction,
            measure="falls",
            amount_kind=kind,
            amount=None if amount is None else Decimal(amount),
            by=date(2028, 3, 31),
        )
        == sentence
    )


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
