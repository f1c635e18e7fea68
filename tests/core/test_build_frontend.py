"""One style sheet and one script, without the font that is licensed per organisation."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings


@pytest.fixture
def built(tmp_path: Path, settings: Settings) -> dict[str, str]:
    settings.FRONTEND_DIR = tmp_path / "made" / "here"
    call_command("build_frontend")
    return {file.name: file.read_text() for file in settings.FRONTEND_DIR.iterdir()}


def test_one_style_sheet_and_one_script_for_each_kind_of_page_are_written(
    built: dict[str, str],
) -> None:
    assert sorted(built) == ["passkey.js", "portal.css", "portal.js", "writing.js"]


@pytest.mark.parametrize(
    "unwanted",
    ["@font-face", "sourceMappingURL", "assets.nhs.uk", ".woff", "https://fonts", "@import"],
)
def test_nothing_is_fetched_from_elsewhere(unwanted: str, built: dict[str, str]) -> None:
    assert [name for name, content in built.items() if unwanted in content] == []


def test_every_address_in_the_style_sheet_is_inline(built: dict[str, str]) -> None:
    elsewhere = re.findall(r"url\((?![\"']?data:)[^)]*\)", built["portal.css"])
    assert elsewhere == []


def test_our_own_rules_come_last(built: dict[str, str], settings: Settings) -> None:
    own = [
        (settings.BASE_DIR / "static" / f"additions.{kind}").read_text() for kind in ("css", "js")
    ]
    ends = [built["portal.css"].endswith(own[0]), built["portal.js"].endswith(own[1])]
    assert ends == [True, True]


def test_the_script_starts_the_components_and_exports_nothing(built: dict[str, str]) -> None:
    script = built["portal.js"]
    assert ("function initAll" in script, re.findall(r"\bexport\s*\{", script)) == (True, [])


def test_the_nhs_design_is_in_it(built: dict[str, str]) -> None:
    assert (".nhsuk-button" in built["portal.css"], len(built["portal.css"]) > 50_000) == (
        True,
        True,
    )
