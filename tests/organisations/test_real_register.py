"""The official files themselves, where they are at hand.

The figures were counted from the CSV alone, without the importer.
"""

import csv
import gzip
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from organisations import ods
from organisations.models import Organisation, OtherName, Succession
from organisations.services.importing import ImportResult, import_file

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "data" / "ods"
TRUSTS_2025, TRUSTS_2026 = "etr_2025-07_quarterly.csv", "etr_2026-07_dse.csv"
PRACTICES = "epraccur_2025-11_quarterly.csv.gz"
TODAY = date(2026, 8, 3)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the official files are not here"),
]


def content(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def take(name: str) -> ImportResult:
    file = ods.read(content(name))
    return import_file(file=file, by="command line", at=timezone.now(), today=TODAY)


def counts(result: ImportResult) -> dict[str, int]:
    return {name: number for name, number in result.counts.items() if number}


def changed(result: ImportResult, change: str) -> list[str]:
    return sorted(each.code for each in result.changes if each.change == change)


def register() -> list[object]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Organisation, OtherName, Succession)
    ]


@pytest.mark.parametrize(
    ("name", "kind", "rows"),
    [
        (TRUSTS_2026, ods.Kind.TRUSTS, 274),
        (TRUSTS_2025, ods.Kind.TRUSTS, 210),
        ("eccg_2025-12_dse.csv", ods.Kind.SUB_ICB_LOCATIONS, 320),
        ("ect_2023-11_quarterly.csv", ods.Kind.CARE_TRUSTS, 4),
        (PRACTICES, ods.Kind.PRACTICES, 16_685),
        ("trust_types_2026-08.csv", ods.Kind.TRUST_TYPES, 202),
        ("icb_2026-04_36.csv", ods.Kind.ICBS, 36),
        ("icb_successions_2026-04.csv", ods.Kind.ICB_SUCCESSIONS, 14),
        ("nhs_england_regions.csv", ods.Kind.REGIONS, 7),
        ("ord_role_ids.csv", ods.Kind.ROLES, 190),
        ("royal_colleges_and_faculties.csv", ods.Kind.COLLEGES, 25),
        ("ahsn_to_health_innovation_network_15.csv", ods.Kind.INNOVATION_NETWORKS, 15),
    ],
)
def test_each_file_is_recognised_without_a_bad_line(name: str, kind: ods.Kind, rows: int) -> None:
    file = ods.read(content(name))
    assert (file.kind, file.rows, file.bad_lines) == (kind, rows, ())


@pytest.mark.parametrize("name", ["etr.txt", "record_97T_with_predecessors.json"])
def test_other_files_of_the_folder_are_refused(name: str) -> None:
    assert ods.read(content(name)).kind is None


def test_trusts_of_2026_are_202_open_and_72_closed() -> None:
    assert counts(take(TRUSTS_2026)) == {
        "rows": 274,
        "added": 274,
        "open_now": 202,
        "closed_now": 72,
    }


def test_a_year_of_trusts_is_renamed_closed_and_moved() -> None:
    take(TRUSTS_2025)
    result = take(TRUSTS_2026)
    assert counts(result) == {
        "rows": 274,
        "added": 64,
        "renamed": 7,
        "closed": 4,
        "moved": 62,
        "unchanged": 142,
        "amended": 1,
        "open_now": 202,
        "closed_now": 72,
    }
    assert changed(result, "renamed") == ["RA2", "RA7", "RRF", "RWH", "RWW", "RXY", "RY3"]
    assert changed(result, "closed") == ["RNK", "RVJ", "RY2", "RYV"]


def test_moves_are_those_that_the_two_files_show() -> None:
    def places(name: str) -> dict[str, str]:
        rows = csv.reader(content(name).decode().splitlines())
        return {row[0]: f"{row[2]}/{row[3]}" for row in rows}

    before, after = places(TRUSTS_2025), places(TRUSTS_2026)
    take(TRUSTS_2025)
    moves = [each for each in take(TRUSTS_2026).changes if each.change == "moved"]
    assert {each.code: (each.before, each.after) for each in moves} == {
        code: (place, after[code]) for code, place in before.items() if after[code] != place
    }


def test_a_second_run_of_the_trusts_changes_nothing() -> None:
    take(TRUSTS_2026)
    before = register()
    assert counts(take(TRUSTS_2026)) == {
        "rows": 274,
        "unchanged": 274,
        "open_now": 202,
        "closed_now": 72,
    }
    assert register() == before


def test_an_older_file_deletes_nothing() -> None:
    take(TRUSTS_2026)
    assert counts(take(TRUSTS_2025))["reopened"] == 4
    assert Organisation.objects.count() == 274


def test_back_to_the_newer_file_leaves_the_register_as_it_was() -> None:
    take(TRUSTS_2025)
    take(TRUSTS_2026)
    before = [list(Organisation.objects.order_by("pk").values()), other_names()]
    take(TRUSTS_2025)
    take(TRUSTS_2026)
    assert [list(Organisation.objects.order_by("pk").values()), other_names()] == before


def other_names() -> list[tuple[str | None, str]]:
    names = OtherName.objects.order_by("organisation__ods_code", "name")
    return list(names.values_list("organisation__ods_code", "name"))


def test_trust_types_are_given_and_kept() -> None:
    expected = {
        "ACUTE_TRUST": 120,
        "MENTAL_HEALTH_TRUST": 47,
        "ACUTE_SPECIALIST_TRUST": 13,
        "COMMUNITY_TRUST": 11,
        "AMBULANCE_TRUST": 10,
        "ONLINE_TRUST": 1,
        # Closed ones and the three of Wales, and the care trust that has merged since.
        "NHS_TRUST": 75,
        "CARE_TRUST": 1,
    }
    for name in (TRUSTS_2026, "ect_2023-11_quarterly.csv", "trust_types_2026-08.csv", TRUSTS_2026):
        take(name)
    assert Counter(Organisation.objects.values_list("type", flat=True)) == expected


def test_trusts_are_linked_to_their_predecessors() -> None:
    take(TRUSTS_2026)
    assert take("trust_types_2026-08.csv").notes == ()
    assert sorted(
        Succession.objects.values_list("predecessor__ods_code", "successor__ods_code", "date")
    ) == [
        ("R1C", "RW1", date(2024, 10, 1)),
        ("RNK", "G6V2S", date(2026, 4, 1)),
        ("RVJ", "RA7", date(2026, 7, 1)),
        ("RY2", "RWW", date(2026, 4, 1)),
        ("RY9", "RAX", date(2024, 11, 1)),
    ]


def test_icbs_are_36_open_with_14_successions_from_12_closed() -> None:
    take("icb_2026-04_36.csv")
    take("icb_successions_2026-04.csv")
    closed = Organisation.objects.filter(type="ICB").values_list("closed_date", flat=True)
    assert Counter(closed) == {None: 36, date(2026, 4, 1): 12}
    assert Succession.objects.count() == 14


def test_practices_are_taken_once_and_then_unchanged() -> None:
    with gzip.open(FOLDER / PRACTICES, "rt", newline="") as file:
        rows = {row[0]: row for row in csv.reader(file)}
    assert counts(take(PRACTICES)) == {
        "rows": 16_685,
        "added": 16_685,
        "open_now": 12_661,
        "closed_now": 4_024,
    }
    assert {
        practice.ods_code: (practice.name, practice.region_code, practice.icb_code, practice.type)
        for practice in Organisation.objects.all()
    } == {
        code: (row[1], row[2], row[3], "GP_PRACTICE" if row[25] == "4" else "OTHER_PRIMARY_CARE")
        for code, row in rows.items()
    }
    assert counts(take(PRACTICES)) == {
        "rows": 16_685,
        "unchanged": 16_685,
        "open_now": 12_661,
        "closed_now": 4_024,
    }


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("st georges univ", "RJ7"),
        ("rj1", "RJ1"),
        ("guys and st thomas", "RJ1"),
        ("Se1 7eh", "RJ1"),
        ("se17eh", "RJ1"),
        ("kings lynn", "RCX"),
        ("norfolk community", "RY3"),
    ],
)
def test_a_trust_is_found_as_people_look_for_it(typed: str, code: str) -> None:
    take(TRUSTS_2025)
    take(TRUSTS_2026)
    assert [found.ods_code for found in Organisation.objects.matching(typed)] == [code]
