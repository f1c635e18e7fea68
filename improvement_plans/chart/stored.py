"""A figure as plain data and back: what is stored is drawn the same however the code changes.

A field that a shape gains later needs a default, so that what was stored before can be read.
"""

from dataclasses import asdict
from typing import Any

from improvement_plans.chart.shapes import (
    Drawing,
    Figure,
    Flag,
    Key,
    Label,
    LetteredNote,
    Line,
    Marks,
    Row,
    Tick,
)

# What the lists of a drawing, and of a figure, are made of.
SHAPES: dict[str, Any] = {
    "y_ticks": Tick, "x_ticks": Tick, "centres": Line, "limits": Line, "marks": Marks,
    "flags": Flag, "labels": Label,
}  # fmt: skip
WORDS: dict[str, Any] = {"legend": Key, "notes": LetteredNote, "rows": Row}


def as_stored(figure: Figure) -> dict[str, Any]:
    """Texts, numbers, lists and dictionaries: what JSON knows."""
    return asdict(figure)


def restored(stored: dict[str, Any]) -> Figure:
    """The figure that was stored."""
    known = _made(stored, WORDS)
    for width in ("wide", "narrow"):
        known[width] = Drawing(**_made(stored[width], SHAPES))
    known |= {name: tuple(stored[name]) for name in ("reading", "lines")}
    return Figure(**known)


def _made(stored: dict[str, Any], kinds: dict[str, Any]) -> dict[str, Any]:
    made = {name: tuple(kind(**each) for each in stored[name]) for name, kind in kinds.items()}
    return {**stored, **made}
