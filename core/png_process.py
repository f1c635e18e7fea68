"""Draws a PNG: SVG in, bytes out. As a process of its own it is `python -m core.png_process`."""

import re
import sys
from typing import BinaryIO

SIZE = re.compile(r'<svg\b[^>]*\bwidth="(\d+)" height="(\d+)"')
# Twice as many points as the picture has units: sharp on a slide and in print.
ZOOM = 2.0
# More take a minute and half a gigabyte; a very long picture is drawn less finely instead.
MOST_POINTS = 12_000_000


def draw(svg: str, family: str) -> bytes:
    """The picture, on white, with its words in this font. Nothing is fetched."""
    # Only here: those who draw nothing need not load it.
    import resvg_py

    return resvg_py.svg_to_bytes(
        svg_string=svg,
        background="#ffffff",
        zoom=zoom_of(svg),
        font_family=family,
        sans_serif_family=family,
    )


def zoom_of(svg: str) -> float:
    """How many points for each unit of the picture."""
    size = SIZE.search(svg)
    units = int(size[1]) * int(size[2]) if size else 0
    return min(ZOOM, (MOST_POINTS / units) ** 0.5) if units else ZOOM


def main(family: str, source: BinaryIO, target: BinaryIO) -> None:
    target.write(draw(source.read().decode(), family))


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
