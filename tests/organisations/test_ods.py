"""Reading official files: what they say, and every bad line of them by number."""

import gzip
import zipfile
from datetime import date
from io import BytesIO

import pytest

from organisations import ods
from organisations.choices import OrganisationType, Region
from organisations.ods import Body, File, Kind, Link
from organisations.ods.lists import REGION_CODES, TRUST_TYPES
from tests.organisations.official_files import list_file, ods_file, row, trust

TRUST_TYPE = {"ods_code": "ZZ1", "name": "Harrowmere NHS Trust", "type_slug": "acute"}
ICB = {"ods_code": "QZ1", "name": "Harrowmere ICB", "region": "London"}
SUCCESSION = {
    "predecessor_code": "QZ2",
    "predecessor_name": "NHS Old Fen Integrated Care Board",
    "successor_code": "QZ1",
    "successor_name": "Harrowmere ICB",
    "date": "2026-04-01",
}


def one(raw: bytes) -> Body:
    file = ods.read(raw)
    assert file.bad_lines == ()
    (body,) = file.bodies
    return body


def bad(raw: bytes) -> list[tuple[int, str]]:
    """The bad lines, each with the first sentence of what is wrong."""
    file = ods.read(raw)
    assert (file.bodies, file.links) == ((), ())
    return [(line.line, line.message.split(". ")[0].rstrip(".")) for line in file.bad_lines]


# --- What a file is -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (ods_file(trust()), Kind.TRUSTS),
        (ods_file(row("ZT1", "FENMOOR CARE TRUST", sub_type="T")), Kind.CARE_TRUSTS),
        (ods_file(row("ZT1", "FENMOOR CARE TRUST", sub_type="RO107")), Kind.CARE_TRUSTS),
        (ods_file(row("00Z", "NHS FENMOOR CCG")), Kind.SUB_ICB_LOCATIONS),
        (ods_file(row("00Z", "FENMOOR", sub_type="RO319|RO326")), Kind.SUB_ICB_LOCATIONS),
        (ods_file(row("ZZ0001", "MILL SURGERY", sub_type="B", setting="4")), Kind.PRACTICES),
        (ods_file(row("ZZ0001", "MILL SURGERY", sub_type="RO177|RO76")), Kind.PRACTICES),
        (list_file(Kind.TRUST_TYPES, TRUST_TYPE), Kind.TRUST_TYPES),
        (list_file(Kind.ICBS, ICB), Kind.ICBS),
        (list_file(Kind.ICB_SUCCESSIONS, SUCCESSION), Kind.ICB_SUCCESSIONS),
        (list_file(Kind.COLLEGES, {"short": "RCZ", "name": "Royal College of Z"}), Kind.COLLEGES),
        (
            list_file(
                Kind.INNOVATION_NETWORKS,
                {"acronym_2024_09": "HI-Z", "hin_name_2024_09": "Health Innovation Fenmoor"},
            ),
            Kind.INNOVATION_NETWORKS,
        ),
        (list_file(Kind.REGIONS, {"ods_code": "Y99"}), Kind.REGIONS),
        (list_file(Kind.ROLES, {"role_id": "RO999"}), Kind.ROLES),
    ],
)
def test_kind_is_told_from_the_content(raw: bytes, kind: Kind) -> None:
    file = ods.read(raw)
    assert (file.kind, file.rows, file.bad_lines) == (kind, 1, ())


def test_one_damaged_row_does_not_hide_what_the_others_are() -> None:
    raw = ods_file(row("ZZ9", "THE MILL"), trust("ZZ1"), trust("ZZ2"))
    assert ods.read(raw).kind is Kind.TRUSTS


@pytest.mark.parametrize(
    "raw",
    [b"hello", b"<html>\n<body>", b'{"Organisation": {}}', b"a;b;c\r\n1;2;3\r\n", b"\x89PNG\r\n"],
)
def test_a_file_of_another_sort_is_refused(raw: bytes) -> None:
    assert bad(raw) == [(1, "The portal does not know this file")]


def test_other_ods_files_of_27_columns_are_refused() -> None:
    pharmacies = ods_file(row("FZZ01", "MILL PHARMACY"), row("FZZ02", "FEN PHARMACY"))
    assert bad(pharmacies) == [
        (
            1,
            "This file has the 27 columns of an ODS file, but is not one of those that the portal"
            " takes: trusts (etr), care trusts (ect), CCGs (eccg) and practices (epraccur)",
        )
    ]


# --- What ODS files say -------------------------------------------------------------------------


def test_a_trust_is_read_as_it_stands() -> None:
    raw = ods_file(trust("ZZ1", "HARROWMERE NHS TRUST", closed="20260331"))
    assert one(raw) == Body(
        line=1,
        key="ZZ1",
        says={
            "name": "HARROWMERE NHS TRUST",
            "region_code": "Y63",
            "icb_code": "QZ1",
            "town": "HARROWMERE",
            "postcode": "ZZ1 1ZZ",
            "opened_date": date(2020, 4, 1),
            "closed_date": date(2026, 3, 31),
        },
        if_new={"type": "NHS_TRUST"},
    )


def test_a_care_trust_is_one_only_until_the_register_knows_better() -> None:
    body = one(ods_file(row("ZT1", "FENMOOR CARE TRUST", sub_type="T")))
    assert (body.if_new, "type" in body.says) == ({"type": "CARE_TRUST"}, False)


@pytest.mark.parametrize(
    ("sub_type", "setting", "type_"),
    [
        ("B", "4", "GP_PRACTICE"),
        ("B", "0", "OTHER_PRIMARY_CARE"),
        ("B", "14", "OTHER_PRIMARY_CARE"),
        ("RO177", "RO76", "GP_PRACTICE"),
        ("RO177", "RO87|RO76", "GP_PRACTICE"),
        ("RO177", "RO87|RO80", "OTHER_PRIMARY_CARE"),
        ("RO177|RO76", "", "GP_PRACTICE"),
    ],
)
def test_prescribing_setting_tells_practices_in_both_dialects(
    sub_type: str, setting: str, type_: str
) -> None:
    body = one(ods_file(row("ZZ0001", "MILL SURGERY", sub_type=sub_type, setting=setting)))
    assert body.says["type"] == type_


def test_status_is_not_what_closes_a_body() -> None:
    body = one(ods_file(trust(status="INACTIVE")))
    assert body.says["closed_date"] is None


def test_codes_stay_strings_of_any_length() -> None:
    file = ods.read(ods_file(trust("0"), trust("00"), trust("00E1"), trust("001")))
    assert [body.key for body in file.bodies] == ["0", "00", "00E1", "001"]


@pytest.mark.parametrize(
    ("address", "town"),
    [
        (("MILL LANE", "", "HARROWMERE"), "HARROWMERE"),
        (("MILL LANE", "HARROWMERE", "ESSEX"), "HARROWMERE"),
        (("HARROWMERE", "", ""), "HARROWMERE"),
        (("HARROWMERE", "12 MILL LANE", "TYNE & WEAR"), "HARROWMERE"),
        (("", "", "ESSEX"), "ESSEX"),
        (("", "", ""), ""),
    ],
)
def test_town_is_the_last_address_line_that_is_no_county_or_street(
    address: tuple[str, str, str], town: str
) -> None:
    assert one(ods_file(row("ZZ1", "HARROWMERE NHS TRUST", address=address))).says["town"] == town


def test_spaces_around_text_are_dropped() -> None:
    assert (
        one(ods_file(trust(name=" HARROWMERE NHS TRUST "))).says["name"] == "HARROWMERE NHS TRUST"
    )


# --- What lists say -----------------------------------------------------------------------------


def test_trust_types_decide_the_type_and_know_the_predecessors() -> None:
    file = ods.read(
        list_file(
            Kind.TRUST_TYPES,
            {
                **TRUST_TYPE,
                "alt_names": "Harrowmere;The Mere",
                "region": "London",
                "predecessor_codes": "ZZ2;ZZ3",
                "merger_date": "2026-04-01",
            },
        )
    )
    assert file == File(
        Kind.TRUST_TYPES,
        1,
        (
            Body(
                2,
                "ZZ1",
                says={"type": "ACUTE_TRUST"},
                if_new={"name": "Harrowmere NHS Trust", "region_code": "Y56"},
                also_known_as=("Harrowmere NHS Trust", "Harrowmere", "The Mere"),
            ),
        ),
        (
            Link(2, "ZZ2", "ZZ1", date(2026, 4, 1)),
            Link(2, "ZZ3", "ZZ1", date(2026, 4, 1)),
        ),
    )


def test_a_trust_for_the_whole_country_has_no_region() -> None:
    body = one(list_file(Kind.TRUST_TYPES, {**TRUST_TYPE, "region": "National"}))
    assert body.if_new["region_code"] == ""


def test_an_icb_closes_the_predecessors_that_the_list_leaves_out() -> None:
    file = ods.read(
        list_file(
            Kind.ICBS,
            {**ICB, "predecessor_codes": "QZ2;QZ3", "merger_date": "2026-04-01"},
            {**ICB, "ods_code": "QZ3"},
        )
    )
    assert [(body.key, body.says.get("closed_date")) for body in file.bodies] == [
        ("QZ1", None),
        ("QZ3", None),
        ("QZ2", date(2026, 4, 1)),
    ]


def test_an_icb_without_a_merger_date_closes_nothing() -> None:
    file = ods.read(list_file(Kind.ICBS, {**ICB, "predecessor_codes": "QZ2"}))
    assert file.bodies[1:] == (Body(2, "QZ2", {}, {}),)


def test_a_split_is_two_links_and_one_closed_body() -> None:
    other = {"successor_code": "QZ3", "successor_name": "Fenmoor ICB"}
    file = ods.read(list_file(Kind.ICB_SUCCESSIONS, SUCCESSION, {**SUCCESSION, **other}))
    assert [(body.key, body.if_new["name"], dict(body.says)) for body in file.bodies] == [
        ("QZ2", "NHS Old Fen Integrated Care Board", {"closed_date": date(2026, 4, 1)}),
        ("QZ1", "Harrowmere ICB", {}),
        ("QZ3", "Fenmoor ICB", {}),
    ]
    assert [(link.predecessor, link.successor) for link in file.links] == [
        ("QZ2", "QZ1"),
        ("QZ2", "QZ3"),
    ]


def test_a_college_is_known_by_its_acronym() -> None:
    assert one(list_file(Kind.COLLEGES, {"short": "RCZ", "name": "Royal College of Z"})) == Body(
        2,
        "RCZ",
        says={"name": "Royal College of Z", "type": "ROYAL_COLLEGE"},
        if_new={},
        has_code=False,
        also_known_as=("RCZ",),
    )


def test_an_innovation_network_keeps_its_earlier_names() -> None:
    body = one(
        list_file(
            Kind.INNOVATION_NETWORKS,
            {
                "acronym_2021": "FAHSN",
                "ahsn_name_2021": "Fenmoor AHSN",
                "hin_name_2023_10": "Health Innovation Fen",
                "hin_name_2024_09": "Health Innovation Fenmoor",
                "acronym_2024_09": "HI-F",
            },
        )
    )
    assert (body.key, body.says["name"], body.also_known_as, body.former_names) == (
        "HI-F",
        "Health Innovation Fenmoor",
        ("HI-F", "FAHSN"),
        ("Fenmoor AHSN", "Health Innovation Fen"),
    )


def test_headings_may_stand_in_any_order() -> None:
    assert one(b"name,kind,short\nRoyal College of Z,royal-college,RCZ\n").key == "RCZ"


def test_types_and_regions_are_those_of_the_register() -> None:
    assert set(TRUST_TYPES.values()) - set(OrganisationType.values) == set()
    assert {Region(code).label: code for code in REGION_CODES.values()} == REGION_CODES


# --- Copies that changed on the way -------------------------------------------------------------

PLAIN = ods_file(trust("ZZ1", "HARROWMERE, FEN AND MOOR NHS TRUST"), trust("ZZ2"))


@pytest.mark.parametrize(
    "copy",
    [
        PLAIN.replace(b"\r\n", b"\n"),
        PLAIN.replace(b"\r\n", b"\r"),
        PLAIN.removesuffix(b"\r\n"),
        PLAIN + b"\r\n\r\n",
        b"\xef\xbb\xbf" + PLAIN,
        PLAIN.replace(b'"ZZ1"', b"ZZ1").replace(b'""', b""),
        gzip.compress(PLAIN),
    ],
    ids=["LF", "CR", "no last line end", "empty last lines", "BOM", "less quoting", "gzip"],
)
def test_harmless_differences_change_nothing(copy: bytes) -> None:
    assert ods.read(copy) == ods.read(PLAIN)


def test_gained_headings_are_refused() -> None:
    headings = ["CODE", "NAME", *[f"COLUMN {number}" for number in range(3, 11)], "OPEN DATE"]
    raw = ods_file(headings + [""] * 16, trust())
    assert bad(raw) == [(1, "These are headings, which ODS files do not have")]


def test_a_lost_column_is_refused_on_each_line() -> None:
    raw = ods_file(trust("ZZ1")[:-1], trust("ZZ2")[:-1])
    assert bad(raw) == [
        (1, "This line has 26 columns, not 27"),
        (2, "This line has 26 columns, not 27"),
    ]


def test_ragged_rows_are_named() -> None:
    raw = ods_file(trust("ZZ1"), trust("ZZ2")[:20], trust("ZZ3"), [*trust("ZZ4"), "MORE"])
    assert bad(raw) == [
        (2, "This line has 20 columns, not 27"),
        (4, "This line has 28 columns, not 27"),
    ]


def test_an_empty_line_in_the_middle_is_named() -> None:
    assert bad(ods_file(trust("ZZ1"), [], trust("ZZ2"))) == [(2, "This line has 0 columns, not 27")]


def test_lost_quotation_marks_are_named() -> None:
    raw = PLAIN.replace(b'"', b"")
    assert bad(raw) == [(1, "This line has 28 columns, not 27")]


def test_a_quotation_mark_that_is_never_closed_is_named() -> None:
    raw = ods_file(trust("ZZ1")) + b'"ZZ2","FEN NHS TRUST\r\n"ZZ3"'
    assert bad(raw) == [
        (
            2,
            "From this line on, quotation marks do not pair up, or a cell is over 131,072"
            " characters long",
        )
    ]


def test_a_cell_of_ten_megabytes_is_named() -> None:
    raw = ods_file(trust("ZZ1"), trust("ZZ2", "X" * 10_000_000))
    assert [line for line, _ in bad(raw)] == [2]


@pytest.mark.parametrize(
    "damage",
    [b"\x00", b"\x92", "\u202e".encode(), b"\n", "\u200b".encode()],
    ids=["NUL", "CP1252", "direction mark", "line break", "zero width"],
)
def test_what_is_not_readable_text_is_named(damage: bytes) -> None:
    raw = ods_file(trust("ZZ1"), trust("ZZ2")).replace(b"LODGE", b"LO" + damage + b"DGE", 2)
    raw = raw.replace(b"LO" + damage + b"DGE", b"LODGE", 1)
    assert bad(raw) == [
        (
            2,
            "Column 5 has a character that is not UTF-8 text, or that nobody can see, such as a"
            " line break",
        )
    ]


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_utf_16_is_refused(mark: bytes) -> None:
    encoding = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert bad(mark + PLAIN.decode().encode(encoding)) == [(1, "This is UTF-16 text")]


def test_letters_beyond_ascii_are_kept() -> None:
    raw = ods_file(trust(name="YNYS MÔN NHS TRUST"))
    assert one(raw).says["name"] == "YNYS MÔN NHS TRUST"


@pytest.mark.parametrize(
    "raw",
    [b"", b"\r\n\r\n", b"\xef\xbb\xbf", gzip.compress(b"")],
    ids=["nothing", "empty lines", "BOM", "gzip"],
)
def test_an_empty_file_is_refused(raw: bytes) -> None:
    assert bad(raw) == [(1, "The file is empty")]


def test_a_gzip_bomb_is_not_unpacked() -> None:
    assert bad(gzip.compress(b"0" * 101_000_000, 1)) == [
        (1, "This file has over 100 MB; no ODS file is so large")
    ]


def test_a_zip_archive_is_refused_whatever_it_is_called() -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("etr.csv", b"0" * 1_000_000)
    assert bad(archive.getvalue()) == [(1, "This is a ZIP archive or an Excel workbook")]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (gzip.compress(PLAIN)[:-20], "The compressed file is damaged"),
        (gzip.compress(PLAIN)[:12] + b"\xff" * 40, "The compressed file is damaged"),
        (gzip.compress(gzip.compress(PLAIN)), "This is compressed twice"),
    ],
    ids=["cut off", "overwritten", "twice"],
)
def test_a_damaged_or_doubled_gzip_file_is_refused(raw: bytes, message: str) -> None:
    assert bad(raw) == [(1, message)]


def test_a_hundred_thousand_rows_are_read() -> None:
    raw = list_file(Kind.ROLES, *({"role_id": f"RO{number}"} for number in range(100_000)))
    file = ods.read(raw)
    assert (file.rows, file.bad_lines) == (100_000, ())


def test_a_file_of_endless_rows_is_refused() -> None:
    assert bad(b",\n" * 300_000) == [(200_001, "This is row 200,001; no ODS file is so long")]


# --- Lines that say something wrong -------------------------------------------------------------


@pytest.mark.parametrize("code", ["", "zz1", " ZZ1", "ZZ 1", "ZZ12345", "0.00E+00", "ZZ1\u00a0"])
def test_a_code_is_one_to_six_capitals_and_digits(code: str) -> None:
    assert [line for line, _ in bad(ods_file(trust("ZZ1"), trust("ZZ2"), trust(code)))] == [3]


def test_the_same_code_twice_names_both_lines() -> None:
    assert bad(ods_file(trust("ZZ1"), trust("ZZ2"), trust("ZZ1"))) == [
        (3, "The same code stands on line 1")
    ]


@pytest.mark.parametrize("day", ["2026", "20261301", "20260229", "01/04/2026", "2026-W01", "soon"])
def test_an_unreadable_date_is_named(day: str) -> None:
    assert bad(ods_file(trust(), trust("ZZ2", opened=day))) == [
        (2, f"The open date “{day}” cannot be read")
    ]


def test_closing_before_opening_is_refused() -> None:
    assert bad(ods_file(trust(opened="20260401", closed="20260331"))) == [
        (1, "The close date comes before the open date")
    ]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"name": "   "}, "A name is missing"),
        ({"name": "X TRUST" * 30}, "The name is 210 characters long"),
        ({"postcode": "ZZ1 1ZZ ZZ1"}, "The postcode is 11 characters long"),
        ({"region": "y63"}, "“y63” is not an ODS code, which is 1 to 6 capital letters and digits"),
        ({"icb": "QZ 1"}, "“QZ 1” is not an ODS code, which is 1 to 6 capital letters and digits"),
    ],
)
def test_what_the_register_has_no_room_for_is_named(columns: dict[str, str], message: str) -> None:
    assert bad(ods_file(trust(), trust("ZZ2"), trust("ZZ3", **columns))) == [(3, message)]


def test_a_town_too_long_for_the_register_is_named() -> None:
    raw = ods_file(row("ZZ1", "HARROWMERE NHS TRUST", address=("", "", "A" * 81)))
    assert bad(raw) == [(1, "The town is 81 characters long")]


@pytest.mark.parametrize(
    "headings",
    [
        b"ods_code,name,alt_names,region,predecessor_codes",
        b"ods_code,name,alt_names,region,predecessor_codes,predecessor_codes",
        b"ods_code,name,alt_names,region,predecessor_codes,merger_date,note",
    ],
    ids=["lost", "doubled", "gained"],
)
def test_wrong_headings_are_refused(headings: bytes) -> None:
    assert bad(headings + b"\r\nQZ1,Harrowmere ICB,,London,,\r\n") == [
        (
            1,
            "The headings are not ods_code,name,alt_names,region,predecessor_codes,merger_date,"
            " once each",
        )
    ]


@pytest.mark.parametrize(
    ("kind", "row_", "message"),
    [
        (
            Kind.TRUST_TYPES,
            {**TRUST_TYPE, "type_slug": "odd"},
            "There is no such type_slug",
        ),
        (
            Kind.TRUST_TYPES,
            {**TRUST_TYPE, "predecessor_codes": "ZZ1"},
            "This body is named as its own predecessor",
        ),
        (
            Kind.TRUST_TYPES,
            {**TRUST_TYPE, "merger_date": "1 April"},
            "The merger date “1 April” cannot be read",
        ),
        (Kind.ICBS, {**ICB, "region": "Mercia"}, "There is no such region"),
        (Kind.ICB_SUCCESSIONS, {**SUCCESSION, "date": ""}, "The date is missing"),
        (
            Kind.ICB_SUCCESSIONS,
            {**SUCCESSION, "successor_code": "QZ2"},
            "This body is named as its own predecessor",
        ),
        (Kind.COLLEGES, {"short": "", "name": "Royal College of Z"}, "A name is missing"),
    ],
)
def test_a_wrong_line_of_a_list_is_named(kind: Kind, row_: dict[str, str], message: str) -> None:
    assert bad(list_file(kind, row_)) == [(2, message)]


def test_the_same_succession_twice_is_named() -> None:
    assert bad(list_file(Kind.ICB_SUCCESSIONS, SUCCESSION, SUCCESSION)) == [
        (3, "The same code stands on line 2")
    ]


def test_a_ragged_line_of_a_list_is_named() -> None:
    assert bad(list_file(Kind.ROLES, {"role_id": "RO1"}) + b"RO2,ONE\r\n") == [
        (3, "This line has 2 columns, not 6")
    ]


def test_every_bad_line_is_listed() -> None:
    rows = [trust(f"Z{number}", opened="soon" if number % 2 else "") for number in range(50)]
    assert [line for line, _ in bad(ods_file(*rows))] == list(range(2, 51, 2))
