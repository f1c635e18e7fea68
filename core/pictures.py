"""SVG drawn as PNG, where the machine has a font for its texts."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from core import own_process

# In the order in which they are tried. The first three are as wide as each other.
FAMILIES = {
    "Arial": "arial",
    "Liberation Sans": "liberationsans-regular",
    "Helvetica": "helvetica",
    "DejaVu Sans": "dejavusans",
    "Noto Sans": "notosans-regular",
}
FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)


def fonts() -> Iterator[Path]:
    """Every font file of this machine."""
    for folder in FOLDERS:
        for path in folder.rglob("*") if folder.is_dir() else ():
            if path.suffix.lower() in {".ttf", ".otf", ".ttc"}:
                yield path


@lru_cache
def family() -> str:
    """The sans-serif font that texts are drawn in; "" where there is none."""
    there = {path.stem.lower() for path in fonts()}
    return next((name for name, stem in FAMILIES.items() if stem in there), "")


def is_available() -> bool:
    """Whether a picture with words can be drawn here: its download is offered only then."""
    return bool(family())


def png(svg: str) -> bytes:
    """The picture, on white. Nothing is fetched, whatever it refers to. Raises `Busy`."""
    return own_process.made_from(svg, by="core.png_process", family=family())
