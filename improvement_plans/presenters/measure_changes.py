"""What a public measure said before it was changed, and why it was."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.text import nhs_date
from improvement_plans.amounts import amount, places_of
from improvement_plans.choices import MeasureFrequency, MeasureKind, WantedDirection
from improvement_plans.models import SMALLEST_SHOWN, Measure, MeasureChange

NOTHING = "Nothing"
# By field: what readers call it, and how they read what it said.
FIELDS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "priority_key": ("Priority", lambda _: "Another one"),
    "driver_key": ("Driver", lambda said: "Another one" if said else NOTHING),
    "name": ("Name", str),
    "kind": ("Kind", lambda said: MeasureKind(said).label),
    "definition": ("Operational definition", str),
    "numerator": ("Numerator", str),
    "denominator": ("Denominator", str),
    "multiplier": ("Multiplied by", lambda said: f"{said:,}"),
    "unit": ("Unit", str),
    "wanted": ("Which way it should go", lambda said: WantedDirection(said).label),
    "frequency": ("How often", lambda said: MeasureFrequency(said).label),
    "source": ("Source", str),
    "baseline": ("Where it stood to begin with", lambda said: number(said, "")),
    "target": ("Target", lambda said: number(said, "")),
    "target_date": ("Date of the target", lambda said: nhs_date(date.fromisoformat(said))),
    "is_count": ("A count of events or people", lambda said: "Yes" if said else "No"),
    "baseline_points": ("Average and limits by the first values", str),
}


@dataclass(frozen=True)
class Changed:
    """One change: what was changed, in words, when, by whom, why, and what each said before."""

    title: str
    role: str
    reason: str
    before: list[tuple[str, str]]


def changes_of(measure: Measure, *, hides_small: bool) -> list[Changed]:
    """Newest first. A baseline that is hidden from this reader is hidden here, too."""
    return [_changed(change, hides_small) for change in measure.changes.newest_first()]


def _changed(change: MeasureChange, hides_small: bool) -> Changed:  # noqa: FBT001
    before = [
        (label, _hidden_or(read, name, change.before[name], hides_small))
        for name, (label, read) in FIELDS.items()
        if name in change.before
    ]
    labels = [label.lower() for label, _ in before]
    what = f"{', '.join(labels[:-1])} and {labels[-1]}" if len(labels) > 1 else "".join(labels)
    title = f"{what[0].upper()}{what[1:]} changed on {nhs_date(change.changed_at)}"
    return Changed(title, change.changed_role, change.reason, before)


def _hidden_or(read: Callable[[Any], str], name: str, said: Any, hides_small: bool) -> str:  # noqa: FBT001
    if said in (None, ""):
        return NOTHING
    if name == "baseline" and hides_small and float(said) < SMALLEST_SHOWN:
        return f"Hidden (under {SMALLEST_SHOWN})"
    return read(said)


def number(value: object, unit: str) -> str:
    """A number with its unit, without noughts at its end."""
    typed = float(str(value))
    return amount(typed, max(places_of([typed]), 0), unit)
