"""SVG as PNG, where the machine has a font."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core import pictures

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">'
    '<image href="file:///etc/hostname" width="9" height="9"/><text x="2" y="15">{}</text></svg>'
)


@pytest.fixture(autouse=True)
def _looks_anew() -> Iterator[None]:
    pictures.family.cache_clear()
    yield
    pictures.family.cache_clear()


def test_a_picture_is_drawn_twice_as_large_with_its_words() -> None:
    drawn = pictures.png(SVG.format("Staff"))
    assert (drawn[:8], drawn[16:24]) == (b"\x89PNG\r\n\x1a\n", bytes([0, 0, 0, 80, 0, 0, 0, 40]))
    assert drawn != pictures.png(SVG.format(""))


def test_without_a_font_for_its_words_none_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "FOLDERS", (tmp_path, tmp_path / "missing"))
    (tmp_path / "notes.txt").touch()
    (tmp_path / "Symbols.ttf").touch()
    assert (pictures.is_available(), pictures.family()) == (False, "")
    pictures.family.cache_clear()
    (tmp_path / "NotoSans-Regular.ttf").touch()
    (tmp_path / "arial.ttf").touch()
    assert (pictures.is_available(), pictures.family()) == (True, "Arial")
