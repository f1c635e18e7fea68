"""What changed in a driver diagram, line by line."""

from collections.abc import Sequence
from uuid import UUID

from core.differences import difference, has_changes
from improvement_plans.changes.parts import (
    Item,
    Part,
    Texts,
    as_list,
    came,
    day,
    moved,
    parts_of,
    went,
)
from improvement_plans.choices import DriverKind, Readiness
from improvement_plans.models import Driver, PdsaCycle, cycles_of

RANKS = {kind: rank for rank, kind in enumerate(DriverKind)}
Parents = dict[UUID, Driver | None]


def diagram_changes(before: Sequence[Driver], after: Sequence[Driver]) -> list[Item]:
    """Each line that came, went, was reworded or moved, or came further, in the newer order."""
    older, newer = {d.key: d for d in before}, {d.key: d for d in after}
    were, are = parents(before), parents(after)
    turned = _turned(before, after, were, are)
    found = []
    for driver in after:
        if driver.key not in older:
            parts = parts_of({}, _said(driver)) + _cycles(None, driver)
            found.append(came(driver.get_kind_display(), driver.text, parts))
        elif item := _change(older[driver.key], driver, _where(driver.key, were, are, turned)):
            found.append(item)
    return found + [went(d.get_kind_display(), d.text) for d in before if d.key not in newer]


def parents(drivers: Sequence[Driver]) -> Parents:
    """The line that each belongs to: the nearest above it of a kind nearer to the aim."""
    found: Parents = {}
    above: list[Driver] = []
    for driver in drivers:
        while above and RANKS[DriverKind(above[-1].kind)] >= RANKS[DriverKind(driver.kind)]:
            above.pop()
        found[driver.key] = above[-1] if above else None
        above.append(driver)
    return found


def _turned(
    before: Sequence[Driver], after: Sequence[Driver], were: Parents, are: Parents
) -> dict[UUID, str]:
    """Lines that stand elsewhere among those that belong to the same one as before."""
    found: dict[UUID, str] = {}
    for parent in {_key(parent) for parent in are.values()}:
        siblings = [
            [line.key for line in lines if _key(above[line.key]) == parent]
            for lines, above in ((before, were), (after, are))
        ]
        found |= moved(*siblings)
    return found


def _key(driver: Driver | None) -> UUID | None:
    return driver.key if driver else None


def _where(key: UUID, were: Parents, are: Parents, turned: dict[UUID, str]) -> str:
    """How a line moved, in words; "" if it did not."""
    parent = are[key]
    if _key(parent) != _key(were[key]):
        return f"Moved: it now belongs to “{parent}”." if parent else "Moved: to the aim itself."
    return f"Moved {turned[key]} among its neighbours." if key in turned else ""


def _change(before: Driver, after: Driver, where: str) -> Item | None:
    words = difference(before.text, after.text)
    notes = [where] if where else []
    if before.kind != after.kind:
        notes.append(f"It was a {_kind(before)} and is a {_kind(after)}.")
    if before.stage != after.stage and before.stage and after.stage:
        was, now = before.get_stage_display(), after.get_stage_display()
        notes.append(f"Stage: it was “{was}” and is “{now}”.")
    parts = parts_of(_said(before), _said(after)) + _cycles(before, after)
    is_reworded = has_changes(words)
    if not (is_reworded or notes or parts):
        return None
    what = "reworded" if is_reworded else "moved" if notes == [where] else "changed"
    return Item(f"{after.get_kind_display()} {what}", words, notes, parts)


def _kind(driver: Driver) -> str:
    return str(driver.get_kind_display()).lower()


def _said(driver: Driver) -> Texts:
    return {"Readiness": as_list(r.label for r in Readiness if r.value in driver.readiness)}


def _cycles(before: Driver | None, after: Driver) -> list[Part]:
    """The PDSA cycles of a change idea, each part of each under the cycle's number."""
    older = {cycle.key: cycle for cycle in cycles_of(before)} if before else {}
    found: list[Part] = []
    left = dict(older)
    for cycle in cycles_of(after):
        left.pop(cycle.key, None)
        found += _named(cycle.number, _texts(older.get(cycle.key)), _texts(cycle))
    for cycle in left.values():
        found += _named(cycle.number, _texts(cycle), {})
    return found


def _named(number: int, before: Texts, after: Texts) -> list[Part]:
    parts = parts_of(before, after)
    return [Part(f"PDSA cycle {number}: {part.heading}", part.words) for part in parts]


def _texts(cycle: PdsaCycle | None) -> Texts:
    if cycle is None:
        return {}
    return {
        "Started": day(cycle.start_date),
        "Ended": day(cycle.end_date),
        "Plan": cycle.plan,
        "Do": cycle.do,
        "Study": cycle.study,
        "Act": cycle.act,
        "Decision": str(cycle.get_decision_display()) if cycle.decision else "",
    }
