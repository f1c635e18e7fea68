"""From the text of one cell to a value that the register can hold."""

import re
from datetime import date

from organisations.ods.text import Refused

# What the register has room for.
NAME_LENGTH, TOWN_LENGTH, POSTCODE_LENGTH = 200, 80, 10


def code(cell: str) -> str:
    """An ODS code exactly as it stands: never padded, trimmed or made into a number."""
    if not re.fullmatch("[A-Z0-9]{1,6}", cell):
        raise Refused(
            f"“{cell[:20]}” is not an ODS code, which is 1 to 6 capital letters and digits."
            " Correct it; a spreadsheet may have changed it."
        )
    return cell


def optional_code(cell: str) -> str:
    return code(cell) if cell else ""


def codes(cell: str) -> list[str]:
    """Codes with semicolons between them, each once."""
    return [code(part) for part in dict.fromkeys(cell.split(";")) if part]


def fitting(cell: str, length: int, what: str) -> str:
    if len(cell := cell.strip()) > length:
        raise Refused(
            f"The {what} is {len(cell)} characters long. Shorten it to {length} or fewer."
        )
    return cell


def name(cell: str) -> str:
    if not re.search("[A-Za-z0-9]", cell):
        raise Refused("A name is missing. Write it in.")
    return fitting(cell, NAME_LENGTH, "name")


def names(cell: str) -> tuple[str, ...]:
    """Names with semicolons between them."""
    return tuple(name(part) for part in cell.split(";") if part.strip())


def day(cell: str, what: str) -> date | None:
    """A date as 20260731 or 2026-07-31, or nothing."""
    if not cell:
        return None
    try:
        if not re.fullmatch("[0-9]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
            raise ValueError
        return date.fromisoformat(cell)
    except ValueError:
        raise Refused(
            f"The {what} date “{cell[:20]}” cannot be read. Write 31 July 2026 as 20260731."
        ) from None
