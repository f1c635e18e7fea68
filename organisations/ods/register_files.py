"""The ODS files: 27 columns, no headings, one body a row.

The older dialect has letters and numbers for sub-types and settings, the newer one (from late 2025)
role ids, several at once with `|` between them. Both are understood row by row.
"""

import re
from collections import Counter

from organisations.ods import cells as cell
from organisations.ods.content import Body, Facts, File, Kind
from organisations.ods.text import Record, Refused, Row, check, read_rows

COLUMNS = 27
CODE, NAME, REGION, ICB, TOWN, POSTCODE, OPENED, CLOSED = 0, 1, 2, 3, 7, 9, 10, 11
SUB_TYPE, SETTING = 13, 25

GP_ROLES = frozenset({"4", "RO76"})
PRACTICE_ROLES = frozenset({"RO72", "RO76", "RO80", "RO87", "RO177"})
CARE_TRUST_ROLES = frozenset({"T", "RO107"})
CCG_ROLES = frozenset({"C", "H", "RO98", "RO218", "RO319", "RO326", "RO327"})
CCG_NAME = re.compile(r"\b(CCG|ICB|CLINICAL COMMISSIONING|COMMISSIONING HUB)\b", re.IGNORECASE)
TRUST_NAME = re.compile(r"\bTRUST\b", re.IGNORECASE)

# The address of a practice ends with a county as often as with its town.
COUNTIES = frozenset(
    "Avon|Bedfordshire|Berkshire|Buckinghamshire|Cambridgeshire|Cheshire|Cleveland|Clwyd|Co Durham"
    "|Cornwall|County Durham|Cumbria|Derbyshire|Devon|Dorset|Dyfed|East Sussex|East Yorkshire|Essex"
    "|Gloucestershire|Greater Manchester|Gwent|Gwynedd|Hampshire|Herefordshire|Hertfordshire"
    "|Humberside|Isle of Man|Isle of Wight|Kent|Lancashire|Leicestershire|Lincolnshire|Merseyside"
    "|Mid Glamorgan|Middlesex|Norfolk|North Humberside|North Yorkshire|Northamptonshire"
    "|Northumberland|Nottinghamshire|Oxfordshire|Powys|Rutland|Shropshire|Somerset"
    "|South Glamorgan|South Humberside|South Yorkshire|Staffordshire|Suffolk|Surrey|Tyne & Wear"
    "|Tyne and Wear|Warwickshire|West Glamorgan|West Midlands|West Sussex|West Yorkshire|Wiltshire"
    "|Worcestershire".upper().split("|")
)


def read_register_file(records: list[Record]) -> File:
    """One ODS file. Raises `Refused` for a file of any other sort."""
    kind = _kind(records)
    return read_rows(kind, records, lambda record: Row([_body(kind, *record)]))


def _kind(records: list[Record]) -> Kind | None:
    """What most rows describe; None where no row has all the columns that would tell."""
    full = [cells for _, cells in records if len(cells) == COLUMNS]
    if not full and all(len(cells) < COLUMNS // 2 for _, cells in records):
        raise Refused(
            "The portal does not know this file. It takes the ODS files of trusts, care trusts,"
            " CCGs and practices, and the lists that go with them, with commas between the cells."
        )
    votes = Counter(kind for kind in map(_row_kind, full) if kind)
    kind, count = votes.most_common(1)[0] if votes else (None, 0)
    if full and (kind is None or count * 2 < len(full)):
        raise Refused(
            f"This file has the {COLUMNS} columns of an ODS file, but is not one of those that the"
            " portal takes: trusts (etr), care trusts (ect), CCGs (eccg) and practices (epraccur)."
        )
    return kind


def _row_kind(cells: list[str]) -> Kind | None:
    """What one row seems to describe. Trust sites, pharmacies and more have the same columns."""
    roles = _roles(cells[SUB_TYPE])
    if cells[SETTING] or roles & PRACTICE_ROLES:
        return Kind.PRACTICES
    if roles & CARE_TRUST_ROLES:
        return Kind.CARE_TRUSTS
    if roles & CCG_ROLES or CCG_NAME.search(cells[NAME]):
        return Kind.SUB_ICB_LOCATIONS
    return Kind.TRUSTS if TRUST_NAME.search(cells[NAME]) else None


def _roles(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


def _body(kind: Kind | None, line: int, cells: list[str]) -> Body:
    check(cells, COLUMNS)
    if line == 1 and cells[OPENED] and not any(letter.isdigit() for letter in cells[OPENED]):
        raise Refused("These are headings, which ODS files do not have. Delete this line.")
    opened, closed = cell.day(cells[OPENED], "open"), cell.day(cells[CLOSED], "close")
    if opened and closed and closed < opened:
        raise Refused("The close date comes before the open date. Correct one of them.")
    says: Facts = {
        "name": cell.name(cells[NAME]),
        "region_code": cell.optional_code(cells[REGION]),
        "icb_code": cell.optional_code(cells[ICB]),
        "town": cell.fitting(_town(cells), cell.TOWN_LENGTH, "town"),
        "postcode": cell.fitting(cells[POSTCODE], cell.POSTCODE_LENGTH, "postcode"),
        "opened_date": opened,
        "closed_date": closed,
    }
    if_new: Facts = {}
    if kind is Kind.PRACTICES:
        roles = _roles(cells[SETTING]) | _roles(cells[SUB_TYPE]) & PRACTICE_ROLES
        says["type"] = "GP_PRACTICE" if roles & GP_ROLES else "OTHER_PRIMARY_CARE"
    elif kind is Kind.SUB_ICB_LOCATIONS:
        says["type"] = "SUB_ICB_LOCATION"
    else:
        # The list of trust types knows better; these files must not undo what it said.
        if_new["type"] = "CARE_TRUST" if kind is Kind.CARE_TRUSTS else "NHS_TRUST"
    return Body(line, cell.code(cells[CODE]), says, if_new)


def _town(cells: list[str]) -> str:
    """The last address line that is neither a county nor a street with its number."""
    lines = [line for text in cells[TOWN - 2 : TOWN + 1] if (line := text.strip())]
    towns = [
        line
        for line in lines
        if line not in COUNTIES and not any(letter.isdigit() for letter in line)
    ]
    return (towns or lines or [""])[-1]
