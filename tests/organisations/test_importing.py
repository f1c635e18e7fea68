"""Taking official files into the register."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection

from audit.models import Event
from organisations import ods
from organisations.choices import OrganisationType, OtherNameKind
from organisations.models import Organisation, OtherName, Succession
from organisations.ods import Change, Kind
from organisations.services import importing
from organisations.services.importing import (
    ImportResult,
    RegisterChangedMeanwhile,
    import_file,
)
from tests.organisations.official_files import list_file, ods_file, row, trust

pytestmark = pytest.mark.django_db

AT = datetime(2026, 8, 3, 9, tzinfo=UTC)
TODAY = date(2026, 8, 3)


def take(raw: bytes, today: date = TODAY) -> ImportResult:
    return import_file(file=ods.read(raw), by="command line", at=AT, today=today)


def counts(result: ImportResult) -> dict[str, int]:
    """What happened, without the zeros."""
    return {name: n for name, n in result.counts.items() if n and not name.endswith("_now")}


def organisation(code: str = "ZZ1") -> Organisation:
    return Organisation.objects.get(ods_code=code)


def trust_types(**cells: str) -> bytes:
    first = {"ods_code": "ZZ1", "name": "Harrowmere NHS Trust", "type_slug": "acute"}
    return list_file(Kind.TRUST_TYPES, first | cells)


def icbs(**cells: str) -> bytes:
    return list_file(
        Kind.ICBS, {"ods_code": "QZ1", "name": "Harrowmere ICB", "region": "London"} | cells
    )


def successions(**cells: str) -> bytes:
    first = {
        "predecessor_code": "QZ2",
        "predecessor_name": "NHS Old Fen Integrated Care Board",
        "successor_code": "QZ1",
        "successor_name": "Harrowmere ICB",
        "date": "2026-04-01",
    }
    return list_file(Kind.ICB_SUCCESSIONS, first | cells)


def register() -> list[object]:
    """Every row that an import can touch."""
    return [
        list(Organisation.objects.order_by("pk").values()),
        list(OtherName.objects.order_by("pk").values()),
        list(Succession.objects.order_by("pk").values()),
    ]


EMPTY: list[object] = [[], [], []]

# --- One body -----------------------------------------------------------------------------------


def test_a_new_body_is_added_with_all_that_the_file_says() -> None:
    assert counts(take(ods_file(trust()))) == {"rows": 1, "added": 1}
    assert Organisation.objects.values().get() == {
        "id": organisation().pk,
        "ods_code": "ZZ1",
        "name": "HARROWMERE NHS TRUST",
        "slug": "harrowmere-nhs-trust-zz1",
        "type": "NHS_TRUST",
        "town": "HARROWMERE",
        "postcode": "ZZ1 1ZZ",
        "region_code": "Y63",
        "icb_code": "QZ1",
        "opened_date": date(2020, 4, 1),
        "closed_date": None,
        "added_by_hand": False,
        "about": "",
        "merged_into_id": None,
        "search_text": " HARROWMERE NHS TRUST ZZ1 1ZZ ZZ11ZZ ",
    }


def test_what_the_reader_lets_through_passes_the_models_own_checks() -> None:
    take(ods_file(trust(), row("ZZ0001", "MILL SURGERY", setting="4")))
    for added in Organisation.objects.all():
        added.full_clean()


def test_a_body_added_as_closed_is_only_added() -> None:
    result = take(ods_file(trust(closed="20260331")))
    assert (counts(result), result.changes) == ({"rows": 1, "added": 1}, ())


def test_a_new_name_is_a_rename_and_the_old_one_is_kept() -> None:
    take(ods_file(trust()))
    result = take(ods_file(trust(name="FENMOOR NHS TRUST")))
    assert counts(result) == {"rows": 1, "renamed": 1}
    assert result.changes == (
        Change("ZZ1", "renamed", "HARROWMERE NHS TRUST", "FENMOOR NHS TRUST"),
    )
    assert list(organisation().other_names.values_list("name", "kind", "until_date")) == [
        ("HARROWMERE NHS TRUST", OtherNameKind.FORMER, TODAY)
    ]


def test_a_rename_keeps_the_address_of_the_page() -> None:
    take(ods_file(trust()))
    take(ods_file(trust(name="FENMOOR NHS TRUST")))
    assert organisation().slug == "harrowmere-nhs-trust-zz1"


def test_a_renamed_body_is_found_by_both_names() -> None:
    take(ods_file(trust()))
    take(ods_file(trust(name="FENMOOR NHS TRUST")))
    assert [Organisation.objects.matching(name).count() for name in ("fenm", "harrow")] == [1, 1]


def test_a_name_that_is_current_again_is_no_former_name() -> None:
    for name in ("HARROWMERE NHS TRUST", "FENMOOR NHS TRUST", "HARROWMERE NHS TRUST"):
        take(ods_file(trust(name=name)))
    assert [n.name for n in organisation().other_names.all()] == ["FENMOOR NHS TRUST"]


def test_another_case_is_no_rename() -> None:
    take(trust_types())
    assert counts(take(ods_file(trust()))) == {"rows": 1, "moved": 1}
    assert organisation().name == "HARROWMERE NHS TRUST"


def test_a_close_date_in_the_past_closes() -> None:
    take(ods_file(trust(status="ACTIVE")))
    result = take(ods_file(trust(status="ACTIVE", closed="20260731")))
    assert counts(result) == {"rows": 1, "closed": 1}
    assert result.changes == (Change("ZZ1", "closed", None, "2026-07-31"),)


def test_a_close_date_in_the_future_leaves_open() -> None:
    take(ods_file(trust()))
    result = take(ods_file(trust(closed="20260804")))
    assert counts(result) == {"rows": 1, "unchanged": 1, "amended": 1}
    assert (result.counts["open_now"], result.counts["closed_now"]) == (1, 0)


def test_a_close_date_of_today_closes() -> None:
    result = take(ods_file(trust(closed="20260803")))
    assert (result.counts["open_now"], result.counts["closed_now"]) == (0, 1)


def test_an_open_date_in_the_future_counts_as_open() -> None:
    assert take(ods_file(trust(opened="20270401"))).counts["open_now"] == 1


def test_a_close_date_that_goes_away_reopens() -> None:
    take(ods_file(trust(closed="20260331")))
    result = take(ods_file(trust()))
    assert counts(result) == {"rows": 1, "reopened": 1}
    assert result.changes == (Change("ZZ1", "reopened", "2026-03-31", None),)


def test_another_region_or_icb_is_a_move() -> None:
    take(ods_file(trust("ZZ1"), trust("ZZ2")))
    result = take(ods_file(trust("ZZ1", icb="Z9Z9Z"), trust("ZZ2", region="", icb="")))
    assert counts(result) == {"rows": 2, "moved": 2}
    assert result.changes == (
        Change("ZZ1", "moved", "Y63/QZ1", "Y63/Z9Z9Z"),
        Change("ZZ2", "moved", "Y63/QZ1", "/"),
    )


def test_one_row_can_be_renamed_closed_and_moved_at_once() -> None:
    take(ods_file(trust()))
    result = take(ods_file(trust(name="FENMOOR NHS TRUST", closed="20260331", icb="QZ9")))
    assert counts(result) == {"rows": 1, "renamed": 1, "closed": 1, "moved": 1}


def test_another_address_alone_is_an_amendment() -> None:
    take(ods_file(trust()))
    assert counts(take(ods_file(trust(postcode="ZZ9 9ZZ")))) == {
        "rows": 1,
        "unchanged": 1,
        "amended": 1,
    }
    assert Organisation.objects.matching("zz99zz").count() == 1


def test_a_second_run_changes_nothing() -> None:
    raw = ods_file(trust("ZZ1"), trust("ZZ2", closed="20260331"))
    take(raw)
    before = register()
    assert counts(take(raw)) == {"rows": 2, "unchanged": 2}
    assert register() == before


def test_a_body_that_a_file_leaves_out_stays() -> None:
    take(ods_file(trust("ZZ1"), trust("ZZ2")))
    before = register()
    take(ods_file(trust("ZZ1")))
    assert register() == before


def test_the_same_name_under_two_codes_is_two_bodies() -> None:
    surgeries = [row(code, "THE SURGERY", setting="4") for code in ("ZZ0001", "ZZ0002")]
    take(ods_file(*surgeries))
    assert list(Organisation.objects.order_by("pk").values_list("slug", flat=True)) == [
        "the-surgery-zz0001",
        "the-surgery-zz0002",
    ]


def test_a_body_added_by_hand_is_recognised_by_its_code() -> None:
    Organisation.objects.create(
        ods_code="ZZ1", name="Harrowmere", slug="by-hand", type=OrganisationType.OTHER
    )
    assert counts(take(ods_file(trust()))) == {"rows": 1, "renamed": 1, "moved": 1}
    assert (organisation().slug, organisation().type) == ("by-hand", "OTHER")


def test_more_bodies_than_fit_in_one_batch_are_all_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    steps: list[int] = []
    file = ods.read(ods_file(*(trust(f"ZZ{number}") for number in range(5))))
    import_file(file=file, by="command line", at=AT, today=TODAY, progress=steps.append)
    assert (Organisation.objects.count(), steps) == (5, [2, 2, 1])


# --- All or nothing -----------------------------------------------------------------------------


def test_one_bad_line_keeps_the_whole_file_out() -> None:
    result = take(ods_file(trust("ZZ1"), trust("zz2")))
    assert counts(result) == {"rows": 2}
    assert [line.line for line in result.bad_lines] == [2]
    assert (register(), Event.objects.count()) == (EMPTY, 0)


def test_a_failure_half_way_saves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(bodies: int) -> None:
        raise KeyboardInterrupt

    file = ods.read(ods_file(trust()))
    with pytest.raises(KeyboardInterrupt):
        import_file(file=file, by="command line", at=AT, today=TODAY, progress=fail)
    assert (register(), Event.objects.count()) == (EMPTY, 0)


def test_a_body_added_by_somebody_else_meanwhile_saves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take(ods_file(trust("ZZ1")))
    before = register()
    monkeypatch.setattr(importing, "_known", lambda bodies: {})
    with pytest.raises(RegisterChangedMeanwhile):
        take(ods_file(trust("ZZ2"), trust("ZZ1")))
    assert register() == before


def test_each_file_leaves_one_audit_row() -> None:
    take(ods_file(trust("ZZ1"), trust("ZZ2")))
    assert list(Event.objects.values_list("event", "actor", "subject", "details")) == [
        (
            "register.imported",
            "command line",
            "organisations.register:trusts",
            {
                "rows": 2,
                "added": 2,
                "renamed": 0,
                "closed": 0,
                "reopened": 0,
                "moved": 0,
                "unchanged": 0,
                "amended": 0,
            },
        )
    ]


# --- Types --------------------------------------------------------------------------------------


def test_trust_types_give_trusts_their_type() -> None:
    take(ods_file(trust()))
    assert counts(take(trust_types())) == {"rows": 1, "unchanged": 1, "amended": 1}
    assert organisation().type == "ACUTE_TRUST"


def test_a_later_ods_file_leaves_the_type_of_a_trust() -> None:
    for raw in (ods_file(trust()), trust_types(), ods_file(trust(postcode="ZZ9 9ZZ"))):
        take(raw)
    assert (organisation().type, organisation().postcode) == ("ACUTE_TRUST", "ZZ9 9ZZ")


def test_trust_types_add_a_trust_that_the_register_lacks() -> None:
    assert counts(take(trust_types(region="London"))) == {"rows": 1, "added": 1}
    assert (organisation().name, organisation().region_code) == ("Harrowmere NHS Trust", "Y56")


def test_trust_types_leave_name_and_region_to_the_ods_file() -> None:
    take(ods_file(trust()))
    take(trust_types(name="Harrowmere and Fen NHS Trust", region="London"))
    assert (organisation().name, organisation().region_code) == ("HARROWMERE NHS TRUST", "Y63")


def test_a_practice_takes_its_type_from_each_file() -> None:
    take(ods_file(row("ZZ0001", "MILL SURGERY", setting="0")))
    take(ods_file(row("ZZ0001", "MILL SURGERY", setting="RO76")))
    assert organisation("ZZ0001").type == "GP_PRACTICE"


# --- Other names --------------------------------------------------------------------------------


def test_other_names_are_kept_once_and_found() -> None:
    take(ods_file(trust()))
    for _ in range(2):
        take(trust_types(alt_names="The Mere;HARROWMERE NHS TRUST;Th' Mere;St Ede's;St. Edes"))
    assert list(
        organisation().other_names.order_by("pk").values_list("name", "kind", "until_date")
    ) == [
        ("The Mere", OtherNameKind.ALSO_KNOWN_AS, None),
        ("Th' Mere", OtherNameKind.ALSO_KNOWN_AS, None),
        ("St Ede's", OtherNameKind.ALSO_KNOWN_AS, None),
    ]
    assert list(Organisation.objects.matching("saint edes")) == [organisation()]


def test_a_name_that_the_list_spells_otherwise_finds_the_trust() -> None:
    take(ods_file(trust()))
    take(trust_types(name="Harrowmere Teaching NHS Trust"))
    assert list(Organisation.objects.matching("harrowmere teaching")) == [organisation()]


# --- Successions --------------------------------------------------------------------------------


def links() -> list[tuple[str | None, str | None, date | None]]:
    return list(
        Succession.objects.order_by("predecessor__ods_code", "successor__ods_code").values_list(
            "predecessor__ods_code", "successor__ods_code", "date"
        )
    )


def test_trust_types_link_predecessors() -> None:
    take(ods_file(trust("ZZ1"), trust("ZZ2", closed="20260331"), trust("ZZ3", closed="20260331")))
    result = take(trust_types(predecessor_codes="ZZ2;ZZ3", merger_date="2026-04-01"))
    day = date(2026, 4, 1)
    assert links() == [("ZZ2", "ZZ1", day), ("ZZ3", "ZZ1", day)]
    assert (counts(result), result.notes) == ({"rows": 1, "unchanged": 1, "amended": 1}, ())


def test_a_predecessor_that_nobody_names_is_noted_and_left_out() -> None:
    result = take(trust_types(predecessor_codes="ZZ2", merger_date="2026-04-01"))
    assert result.notes == (
        "Not in the register yet, so not linked to their successors: ZZ2."
        " Import the file that has them, then this one again.",
    )
    assert (links(), Organisation.objects.count()) == ([], 1)


def test_a_succession_adds_both_bodies_and_closes_the_predecessor() -> None:
    assert counts(take(successions())) == {"rows": 1, "added": 2}
    assert list(
        Organisation.objects.order_by("ods_code").values_list("ods_code", "type", "closed_date")
    ) == [("QZ1", "ICB", None), ("QZ2", "ICB", date(2026, 4, 1))]
    assert links() == [("QZ2", "QZ1", date(2026, 4, 1))]


def test_a_succession_closes_an_icb_that_was_open() -> None:
    take(icbs(ods_code="QZ2", name="NHS Old Fen Integrated Care Board"))
    result = take(icbs(predecessor_codes="QZ2", merger_date="2026-04-01"))
    assert counts(result) == {"rows": 1, "added": 1, "closed": 1}
    assert result.changes == (Change("QZ2", "closed", None, "2026-04-01"),)


def test_a_split_links_one_predecessor_to_two_successors() -> None:
    day = date(2026, 4, 1)
    take(successions())
    take(successions(successor_code="QZ3", successor_name="Fenmoor ICB"))
    assert links() == [("QZ2", "QZ1", day), ("QZ2", "QZ3", day)]


def test_icb_files_in_either_order_leave_the_same_register() -> None:
    def imported(*files: bytes) -> list[object]:
        for model in (Succession, OtherName, Organisation):
            model.objects.all().delete()
        for raw in files:
            take(raw)
        bodies = Organisation.objects.order_by("ods_code").values()
        return [body | {"id": 0} for body in bodies]

    listed = icbs(predecessor_codes="QZ2", merger_date="2026-04-01", alt_names="The Mere ICB")
    assert imported(listed, successions()) == imported(successions(), listed)


def test_a_succession_gains_its_date_and_never_loses_it() -> None:
    take(ods_file(trust("ZZ1"), trust("ZZ2")))
    dates = []
    for merged in ("", "2026-04-01", ""):
        take(trust_types(predecessor_codes="ZZ2", merger_date=merged))
        dates.append(links()[0][2])
    assert dates == [None, date(2026, 4, 1), date(2026, 4, 1)]


# --- Bodies without a code ----------------------------------------------------------------------


def college(name: str, short: str = "RCZ") -> dict[str, str]:
    return {"short": short, "name": name, "kind": "royal-college"}


def colleges(*rows: dict[str, str]) -> bytes:
    return list_file(Kind.COLLEGES, *rows)


def test_a_college_has_a_page_by_its_name() -> None:
    take(colleges(college("Royal College of Zoom")))
    added = Organisation.objects.get()
    assert (added.ods_code, added.slug, added.type) == (
        None,
        "royal-college-of-zoom",
        "ROYAL_COLLEGE",
    )


def test_colleges_of_the_same_name_have_pages_of_their_own() -> None:
    take(colleges(college("Faculty", "FA"), college("Faculty", "FB")))
    take(colleges(college("Faculty", "FC"), college("Faculty of Fens", "FA")))
    assert list(Organisation.objects.order_by("pk").values_list("slug", flat=True)) == [
        "faculty",
        "faculty-2",
    ]


def test_a_college_is_renamed_under_its_acronym() -> None:
    take(colleges(college("Faculty of Zoom")))
    result = take(colleges(college("Royal College of Zoom")))
    assert result.changes == (Change("RCZ", "renamed", "Faculty of Zoom", "Royal College of Zoom"),)


def test_a_college_added_by_hand_is_recognised_by_its_name() -> None:
    Organisation.objects.create(
        name="The Royal College of Zoom", slug="by-hand", type=OrganisationType.OTHER
    )
    assert counts(take(colleges(college("THE ROYAL COLLEGE OF ZOOM")))) == {
        "rows": 1,
        "unchanged": 1,
        "amended": 1,
    }
    assert Organisation.objects.get().type == "ROYAL_COLLEGE"


def test_a_second_run_of_bodies_without_code_changes_nothing() -> None:
    raw = list_file(
        Kind.INNOVATION_NETWORKS,
        {
            "acronym_2021": "FAHSN",
            "ahsn_name_2021": "Fenmoor AHSN",
            "hin_name_2023_10": "Health Innovation Fenmoor",
            "hin_name_2024_09": "Health Innovation Fenmoor",
            "acronym_2024_09": "HI-F",
        },
    )
    take(raw)
    before = register()
    assert counts(take(raw)) == {"rows": 1, "unchanged": 1}
    assert register() == before
    assert list(Organisation.objects.matching("fenmoor ahsn")) == [Organisation.objects.get()]


def test_a_code_list_changes_nothing() -> None:
    result = take(list_file(Kind.ROLES, {"role_id": "RO1"}, {"role_id": "RO2"}))
    assert (counts(result), register()) == ({"rows": 2, "unchanged": 2}, EMPTY)


# --- Queries ------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 50])
def test_queries_do_not_grow_with_the_rows(size: int, django_assert_num_queries: Any) -> None:
    first = [trust(f"ZZ{number}") for number in range(size)]
    take(ods_file(*first))
    renamed = ods_file(*(trust(f"ZZ{number}", "FENMOOR NHS TRUST") for number in range(size)))
    file = ods.read(renamed)
    lock = connection.vendor == "postgresql"
    with django_assert_num_queries(7 + lock):
        import_file(file=file, by="command line", at=AT, today=TODAY)
