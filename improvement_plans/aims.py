"""The sentence an aim makes, and what it does not say yet. Pure calculation."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.text import nhs_date
from improvement_plans.choices import WITHOUT_AMOUNT, AmountKind, Direction

NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
# A number in a starting point that is only the year it was counted in: “2025”, not “1.8 in 2025”.
YEARS = range(1990, 2100)


@dataclass(frozen=True)
class Aim:
    """What is to change, which way, by how much, from what and by when; any of it may lack."""

    direction: str = ""
    measure: str = ""
    amount_kind: str = ""
    amount: Decimal | None = None
    start: str = ""
    by: date | None = None

    @property
    def missing(self) -> list[str]:
        """What the sentence still waits for, in the order of the questions."""
        lacks_amount = self.amount is None and self.amount_kind not in WITHOUT_AMOUNT
        waits_for = {
            "what you want to do": not self.direction,
            "what you will measure": not self.measure,
            "by how much": not self.amount_kind or lacks_amount,
            "by when": self.by is None,
        }
        return [part for part, is_missing in waits_for.items() if is_missing]

    @property
    def sentence(self) -> str:
        """`Reduce falls with harm per 1,000 bed days by 50% by 31 March 2028`; "" while a part is
        missing.

        What is maintained stays at a level, and that and a yearly change last until the date.
        """
        if self.missing:
            return ""
        yearly = self.amount_kind == AmountKind.YEAR_ON_YEAR
        until = yearly or self.direction == Direction.MAINTAIN
        word = "until" if until else "by"
        return f"{Direction(self.direction).label} {self._change()} {word} {nhs_date(self.by)}"  # type: ignore[arg-type]

    def _change(self) -> str:
        """From the measure to how much, as it reads for each direction and kind."""
        measure, start = self.measure.strip().rstrip("."), self._start()
        number = "" if self.amount is None else read(self.amount)
        kind = AmountKind(self.amount_kind)
        if self.direction == Direction.MAINTAIN:
            level = {
                AmountKind.PERCENT: f"at {number}%",
                AmountKind.NUMBER: f"at {number}",
                AmountKind.ZERO: "at zero",
                AmountKind.YEAR_ON_YEAR: "year on year",
                AmountKind.BEST: f"among the best {number}%",
            }[kind]
            return f"{measure} ({start}) {level}" if start else f"{measure} {level}"
        if kind in (AmountKind.NUMBER, AmountKind.ZERO):
            level = "zero" if kind == AmountKind.ZERO else number
            return f"{measure} from {start} to {level}" if start else f"{measure} to {level}"
        how_much = {
            AmountKind.PERCENT: f"by {number}%",
            AmountKind.YEAR_ON_YEAR: "year on year",
            AmountKind.BEST: f"enough to be among the best {number}%",
        }[kind]
        return f"{measure} {how_much}, from {start}," if start else f"{measure} {how_much}"

    def _start(self) -> str:
        """Where it stands today, without the “from” that the sentence brings itself."""
        return re.sub(r"^from\s+", "", self.start.strip(), flags=re.IGNORECASE).rstrip(".")

    @property
    def start_number(self) -> Decimal | None:
        """The figure that the starting point names, if it names one."""
        found = NUMBER.search(self.start)
        number = Decimal(found.group().replace(",", "")) if found else None
        return None if number is None or number in YEARS else number


def read(value: Decimal) -> str:
    """A number as a sentence has it: 12,000."""
    return f"{Decimal(plain_number(value)):,f}"


def plain_number(value: Decimal) -> str:
    """A number as it was typed, without the noughts that the database adds: 0.900 is 0.9."""
    return f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"
