"""Small official files of made-up bodies, in the layouts of the real ones."""

import csv
import io
from collections.abc import Iterable

from organisations.ods import Kind
from organisations.ods.lists import LISTS

Cells = list[str]


def row(
    code: str,
    name: str,
    *,
    region: str = "Y63",
    icb: str = "QZ1",
    address: tuple[str, str, str] = ("MILL LANE", "", "HARROWMERE"),
    postcode: str = "ZZ1 1ZZ",
    opened: str = "20200401",
    closed: str = "",
    status: str = "",
    sub_type: str = "",
    setting: str = "",
) -> Cells:
    """One row of an ODS file, `address` being its second to fourth line."""
    return [
        *(code, name, region, icb, "THE LODGE", *address, "", postcode),
        *(opened, closed, status, sub_type, *[""] * 7, "1", *[""] * 3, setting, ""),
    ]


def trust(code: str = "ZZ1", name: str = "HARROWMERE NHS TRUST", **columns: str) -> Cells:
    return row(code, name, **columns)  # type: ignore[arg-type]


def ods_file(*rows: Cells) -> bytes:
    """As ODS writes them: every cell quoted, lines ended by CR LF, no headings."""
    return _csv(rows, quoting=csv.QUOTE_ALL)


def list_file(kind: Kind, *rows: dict[str, str]) -> bytes:
    """A list with its headings."""
    headings = LISTS[kind].headings
    return _csv([headings, *([r.get(heading, "") for heading in headings] for r in rows)])


def _csv(rows: Iterable[Cells], quoting: int = csv.QUOTE_MINIMAL) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue().encode()
