"""The lists with headings that go with the ODS files."""

from collections.abc import Callable
from typing import NamedTuple

from organisations.ods import cells as cell
from organisations.ods.content import BadLine, Body, Facts, File, Kind, Link
from organisations.ods.text import DOWNLOAD_AGAIN, Record, Refused, Row, check, read_rows

REGION_CODES = {
    "East of England": "Y61",
    "London": "Y56",
    "Midlands": "Y60",
    "North East and Yorkshire": "Y63",
    "North West": "Y62",
    "South East": "Y59",
    "South West": "Y58",
}
TRUST_TYPES = {
    "acute": "ACUTE_TRUST",
    "acute_specialist": "ACUTE_SPECIALIST_TRUST",
    "mental_health": "MENTAL_HEALTH_TRUST",
    "community": "COMMUNITY_TRUST",
    "ambulance": "AMBULANCE_TRUST",
    "online": "ONLINE_TRUST",
}

Cells = dict[str, str]  # by heading


def _trust_type(line: int, row: Cells) -> Row:
    if row["type_slug"] not in TRUST_TYPES:
        raise Refused(f"There is no such type_slug. Use one of {', '.join(TRUST_TYPES)}.")
    code, name = cell.code(row["ods_code"]), cell.name(row["name"])
    body = Body(
        line,
        code,
        says={"type": TRUST_TYPES[row["type_slug"]]},
        # The ODS file decides name and region; this list may be ahead of it, or behind.
        if_new={"name": name, "region_code": REGION_CODES.get(row["region"], "")},
        also_known_as=(name, *cell.names(row["alt_names"])),
    )
    return Row([body], _predecessors(line, code, row))


def _icb(line: int, row: Cells) -> Row:
    if row["region"] not in REGION_CODES:
        raise Refused(f"There is no such region. Use one of {', '.join(REGION_CODES)}.")
    code = cell.code(row["ods_code"])
    says: Facts = {
        "name": cell.name(row["name"]),
        "type": "ICB",
        "region_code": REGION_CODES[row["region"]],
    }
    body = Body(line, code, says, if_new={}, also_known_as=cell.names(row["alt_names"]))
    return Row([body], _predecessors(line, code, row))


def _predecessors(line: int, successor: str, row: Cells) -> list[Link]:
    merged = cell.day(row["merger_date"], "merger")
    codes = cell.codes(row["predecessor_codes"])
    if successor in codes:
        raise Refused("This body is named as its own predecessor. Delete that code.")
    return [Link(line, code, successor, merged) for code in codes]


def _icb_succession(line: int, row: Cells) -> Row:
    link = Link(
        line,
        cell.code(row["predecessor_code"]),
        cell.code(row["successor_code"]),
        cell.day(row["date"], "succession"),
        cell.name(row["predecessor_name"]),
        cell.name(row["successor_name"]),
    )
    if link.date is None:
        raise Refused("The date is missing. Write in the day of the succession.")
    if link.predecessor == link.successor:
        raise Refused("This body is named as its own predecessor. Correct one of the codes.")
    return Row(links=[link])


def _college(line: int, row: Cells) -> Row:
    acronym = cell.name(row["short"])
    says: Facts = {"name": cell.name(row["name"]), "type": "ROYAL_COLLEGE"}
    return Row([Body(line, acronym, says, {}, has_code=False, also_known_as=(acronym,))])


def _innovation_network(line: int, row: Cells) -> Row:
    acronym = cell.name(row["acronym_2024_09"])
    body = Body(
        line,
        acronym,
        {"name": cell.name(row["hin_name_2024_09"]), "type": "HEALTH_INNOVATION_NETWORK"},
        {},
        has_code=False,
        also_known_as=(acronym, *cell.names(row["acronym_2021"])),
        former_names=cell.names(row["ahsn_name_2021"]) + cell.names(row["hin_name_2023_10"]),
    )
    return Row([body])


def _code_list(line: int, row: Cells) -> Row:
    """It explains codes and names no organisations."""
    return Row()


class List(NamedTuple):
    """One sort of list: its first line, and how to read the others."""

    first_line: str
    read: Callable[[int, Cells], Row]

    @property
    def headings(self) -> list[str]:
        return self.first_line.split(",")


LISTS = {
    Kind.TRUST_TYPES: List(
        "ods_code,name,alt_names,type,type_slug,region,ics,predecessor_codes,merger_date",
        _trust_type,
    ),
    Kind.ICBS: List("ods_code,name,alt_names,region,predecessor_codes,merger_date", _icb),
    Kind.ICB_SUCCESSIONS: List(
        "predecessor_code,predecessor_name,successor_code,successor_name,date,note",
        _icb_succession,
    ),
    Kind.COLLEGES: List("short,name,kind", _college),
    Kind.INNOVATION_NETWORKS: List(
        "acronym_2021,ahsn_name_2021,hin_name_2023_10,hin_name_2024_09,acronym_2024_09",
        _innovation_network,
    ),
    Kind.REGIONS: List("ods_code,ons_code,name", _code_list),
    Kind.ROLES: List(
        "role_id,display_name,primary_role,display_name_2019,in_2019_api_dump,in_later_md_dump",
        _code_list,
    ),
}


def list_kind(first_row: list[str]) -> Kind | None:
    """The list whose headings these are, or nearly are: a damaged list is still told apart."""
    found = set(first_row)

    def likeness(kind: Kind) -> float:
        headings = set(LISTS[kind].headings)
        return len(headings & found) / len(headings | found)

    best = max(LISTS, key=likeness)
    return best if likeness(best) >= 0.5 else None


def read_list(kind: Kind, records: list[Record]) -> File:
    """One list of a known kind."""
    (line, headings), rows = records[0], records[1:]
    expected = LISTS[kind]
    if sorted(headings) != sorted(expected.headings):
        message = f"The headings are not {expected.first_line}, once each. {DOWNLOAD_AGAIN}"
        return File(kind, len(rows), bad_lines=(BadLine(line, message),))

    def read_row(record: Record) -> Row:
        check(record.cells, len(headings))
        return expected.read(record.line, dict(zip(headings, record.cells, strict=True)))

    file = read_rows(kind, rows, read_row)
    if kind in (Kind.ICBS, Kind.ICB_SUCCESSIONS) and not file.bad_lines:
        listed = {body.key for body in file.bodies}
        ends = tuple(body for body in _ends(file.links) if body.key not in listed)
        return File(kind, file.rows, file.bodies + ends, file.links)
    return file


def _ends(links: tuple[Link, ...]) -> list[Body]:
    """ICBs at the ends of successions. No other file says that one has closed."""
    found: dict[str, Body] = {}
    for link in links:
        closed: Facts = {"closed_date": link.date} if link.date else {}
        new = _new_icb(link.predecessor_name)
        found.setdefault(link.predecessor, Body(link.line, link.predecessor, closed, new))
    for link in links:
        new = _new_icb(link.successor_name)
        found.setdefault(link.successor, Body(link.line, link.successor, {}, new))
    return list(found.values())


def _new_icb(name: str) -> Facts:
    """Without a name there is nothing to add to the register."""
    return {"name": name, "type": "ICB"} if name else {}
