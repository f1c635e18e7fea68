"""`manage.py import_organisations`: what people and programs read of an import."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from organisations.management.commands import import_organisations
from organisations.models import Organisation
from organisations.ods import Kind
from organisations.services.importing import RegisterChangedMeanwhile
from tests.organisations.official_files import list_file, ods_file, trust

pytestmark = pytest.mark.django_db

Write = Callable[[str, bytes], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def file(name: str, content: bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return file


def run(*arguments: str) -> str:
    """What the command prints, also when it ends with an error."""
    out = StringIO()
    try:
        call_command("import_organisations", *arguments, stdout=out)
    except CommandError as error:
        out.write(f"exit {error.returncode}: {error}\n")
    return out.getvalue()


def as_json(*arguments: str) -> list[dict[str, Any]]:
    lines = [line for line in run("--json", *arguments).splitlines() if line.startswith("{")]
    return [json.loads(line) for line in lines]


def test_an_import_is_told_in_words(write: Write) -> None:
    path = write("trusts.csv", ods_file(trust("ZZ1"), trust("ZZ2", closed="20200401")))
    assert run(path) == (
        f"{path}: NHS trusts, 2 rows\n"
        "  2 added, 0 renamed, 0 closed, 0 reopened, 0 moved, 0 unchanged\n"
        "  The register now: 1 open and 1 closed\n"
    )


def test_changes_are_told_by_code(write: Write) -> None:
    run(write("old.csv", ods_file(trust("ZZ1"), trust("ZZ2"), trust("ZZ3", closed="20200401"))))
    path = write(
        "new.csv",
        ods_file(
            trust("ZZ1", "FENMOOR NHS TRUST", postcode="ZZ9 9ZZ"),
            trust("ZZ2", closed="20210331", icb="QZ9"),
            trust("ZZ3"),
        ),
    )
    assert run(path) == (
        f"{path}: NHS trusts, 3 rows\n"
        "  0 added, 1 renamed, 1 closed, 1 reopened, 1 moved, 0 unchanged\n"
        "  The register now: 2 open and 1 closed\n"
        "  Renamed:\n"
        "    ZZ1: HARROWMERE NHS TRUST → FENMOOR NHS TRUST\n"
        "  Closed:\n"
        "    ZZ2: open → 2021-03-31\n"
        "  Reopened:\n"
        "    ZZ3: 2020-04-01 → open\n"
        "  Moved:\n"
        "    ZZ2: Y63/QZ1 → Y63/QZ9\n"
    )


def test_only_the_first_ten_changes_are_spelt_out(write: Write) -> None:
    codes = [f"ZZ{number}" for number in range(12)]
    run(write("old.csv", ods_file(*map(trust, codes))))
    lines = run(
        write("new.csv", ods_file(*(trust(code, icb="QZ9") for code in codes)))
    ).splitlines()
    assert (len(lines), lines[-2:]) == (
        15,
        ["    ZZ9: Y63/QZ1 → Y63/QZ9", "    and 2 more"],
    )


def test_amendments_and_notes_are_told(write: Write) -> None:
    run(write("old.csv", ods_file(trust("ZZ1"))))
    trust_type = {
        "ods_code": "ZZ1",
        "name": "Harrowmere NHS Trust",
        "type_slug": "acute",
        "predecessor_codes": "ZZ2",
    }
    path = write("types.csv", list_file(Kind.TRUST_TYPES, trust_type))
    assert run(path) == (
        f"{path}: types of NHS trusts, 1 row\n"
        "  0 added, 0 renamed, 0 closed, 0 reopened, 0 moved, 1 unchanged\n"
        "  1 unchanged but for type, address, other names or successions\n"
        "  The register now: 1 open and 0 closed\n"
        "  Note:\n"
        "    Not in the register yet, so not linked to their successors: ZZ2."
        " Import the file that has them, then this one again.\n"
    )


def test_a_code_list_has_nothing_to_tell_but_its_rows(write: Write) -> None:
    path = write("roles.csv", list_file(Kind.ROLES, {"role_id": "RO1"}))
    assert run(path) == (
        f"{path}: a code list of ODS roles, nothing to import, 1 row\n"
        "  0 added, 0 renamed, 0 closed, 0 reopened, 0 moved, 1 unchanged\n"
    )


def test_bad_lines_are_told_and_other_files_are_still_imported(write: Write) -> None:
    bad = write("bad.csv", ods_file(trust("ZZ1"), trust("zz2")))
    good = write("good.csv", ods_file(trust("ZZ3")))
    assert run(bad, good) == (
        f"{bad}: NHS trusts, 2 rows\n"
        "  Nothing was saved: 1 bad line.\n"
        "    Line 2: “zz2” is not an ODS code, which is 1 to 6 capital letters and digits."
        " Correct it; a spreadsheet may have changed it.\n"
        f"{good}: NHS trusts, 1 row\n"
        "  1 added, 0 renamed, 0 closed, 0 reopened, 0 moved, 0 unchanged\n"
        "  The register now: 1 open and 0 closed\n"
        f"exit 1: Nothing was saved from {bad}.\n"
    )
    assert list(Organisation.objects.values_list("ods_code", flat=True)) == ["ZZ3"]


def test_after_twenty_bad_lines_the_others_are_told_by_number(write: Write) -> None:
    rows = [trust(f"ZZ{number}", opened="soon") for number in range(30)]
    rows[27] = trust("ZZ27")
    lines = run(write("bad.csv", ods_file(*rows))).splitlines()
    assert (len(lines), lines[-2]) == (24, "    and 9 more, on lines 21–27, 29–30")


def test_a_file_of_another_sort_is_told(write: Write) -> None:
    assert run(write("page.csv", b"<html>")).splitlines()[1:3] == [
        "  Nothing was saved: 1 bad line.",
        "    Line 1: The portal does not know this file. It takes the ODS files of trusts, care"
        " trusts, CCGs and practices, and the lists that go with them, with commas between the"
        " cells.",
    ]


def test_a_missing_file_is_one_line_and_nothing_is_imported(write: Write) -> None:
    good = write("good.csv", ods_file(trust()))
    assert run(good, "missing.csv") == "exit 1: No such file: missing.csv. Nothing was imported.\n"
    assert Organisation.objects.count() == 0


def test_a_file_that_cannot_be_read_is_one_line(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = write("good.csv", ods_file(trust()))
    monkeypatch.setattr(import_organisations, "open", refuse, raising=False)
    assert run(path) == f"exit 1: {path} cannot be read: Permission denied.\n"


def test_a_register_changed_meanwhile_is_one_line(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**arguments: object) -> None:
        raise RegisterChangedMeanwhile

    path = write("good.csv", ods_file(trust()))
    monkeypatch.setattr(import_organisations, "import_file", fail)
    assert run(path) == (
        f"exit 1: Somebody changed the register while {path} was being imported."
        " Nothing was saved from it. Import it again.\n"
    )


def test_json_is_one_line_a_file(write: Write) -> None:
    run(write("old.csv", ods_file(trust("ZZ1"), trust("ZZ2"))))
    new = write("new.csv", ods_file(trust("ZZ1", icb="QZ9"), trust("ZZ2", postcode="ZZ9 9ZZ")))
    bad = write("bad.csv", ods_file(trust()[:-1]))
    assert as_json(new, bad) == [
        {
            "file": new,
            "rows": 2,
            "added": 0,
            "renamed": 0,
            "closed": 0,
            "reopened": 0,
            "moved": 1,
            "unchanged": 1,
            "amended": 1,
            "bad": 0,
            "changes": [
                {"code": "ZZ1", "change": "moved", "before": "Y63/QZ1", "after": "Y63/QZ9"}
            ],
            "kind": "trusts",
            "open_now": 2,
            "closed_now": 0,
            "errors": [],
            "notes": [],
        },
        {
            "file": bad,
            "rows": 1,
            "added": 0,
            "renamed": 0,
            "closed": 0,
            "reopened": 0,
            "moved": 0,
            "unchanged": 0,
            "amended": 0,
            "bad": 1,
            "changes": [],
            "kind": None,
            "open_now": 0,
            "closed_now": 0,
            "errors": [
                {
                    "line": 1,
                    "message": "This line has 26 columns, not 27."
                    " Download the file again and import it as it comes.",
                }
            ],
            "notes": [],
        },
    ]


def test_json_has_no_progress_bar(write: Write, capfd: pytest.CaptureFixture[str]) -> None:
    as_json(write("trusts.csv", ods_file(trust())))
    assert capfd.readouterr().err == ""


def test_the_progress_bar_shows_on_a_terminal_only(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    for terminal in (False, True):
        screen = StringIO()
        monkeypatch.setattr(screen, "isatty", lambda answer=terminal: answer)
        monkeypatch.setattr("sys.stderr", screen)
        run(write("trusts.csv", ods_file(trust())))
        shown.append(screen.getvalue())
    assert [" bodies" in text for text in shown] == [False, True]
