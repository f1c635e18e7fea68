"""The sentence an aim makes. Pure functions."""

from datetime import date
from decimal import Decimal

from core.text import nhs_date
from improvement_plans.choices import WITHOUT_AMOUNT, AmountKind, Direction


def aim_sentence(
    *, direction: str, measure: str, amount_kind: str, amount: Decimal | None, by: date | None
) -> str:
    """An aim in words: `Reduce falls with harm per 1,000 bed days by 50% by 31 March 2028`.

    What is maintained stays at a level, and that and a yearly change last until the date. While
    a part is missing there is no sentence: "".
    """
    if not (direction and measure and amount_kind and by):
        return ""
    if amount is None and amount_kind not in WITHOUT_AMOUNT:
        return ""
    maintained = direction == Direction.MAINTAIN
    number = "" if amount is None else plain_number(amount)
    how_much = {
        AmountKind.PERCENT: f"{'at' if maintained else 'by'} {number}%",
        AmountKind.NUMBER: f"{'at' if maintained else 'to'} {number}",
        AmountKind.ZERO: f"{'at' if maintained else 'to'} zero",
        AmountKind.YEAR_ON_YEAR: "year on year",
        AmountKind.BEST: f"to be among the best {number}%",
    }[AmountKind(amount_kind)]
    until = maintained or amount_kind == AmountKind.YEAR_ON_YEAR
    return (
        f"{Direction(direction).label} {measure} {how_much} "
        f"{'until' if until else 'by'} {nhs_date(by)}"
    )


def plain_number(value: Decimal) -> str:
    """A number as it was typed, without the noughts that the database adds: 0.900 is 0.9."""
    return f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"
