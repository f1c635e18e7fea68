"""What changed between two versions of a plan, part by part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.differences import Run, difference, has_changes
from core.text import nhs_date
from improvement_plans.models import PlanVersion, Priority

Texts = dict[str, str]


@dataclass(frozen=True)
class Part:
    """One part whose words are not the same in both versions."""

    heading: str
    words: list[Run]


@dataclass(frozen=True)
class Section:
    """The parts of a section that changed; none where it stayed as it was."""

    heading: str
    parts: list[Part]
    note: str = ""


def plan_changes(older: PlanVersion, newer: PlanVersion) -> list[Section]:
    """Every section of both versions in the order of the newer one; gone priorities last."""
    return [
        Section("About this plan", _parts(_about(older), _about(newer))),
        Section(
            "Where we are now",
            _parts({"": older.where_we_are_now}, {"": newer.where_we_are_now}),
        ),
        *(
            _section(before, after)
            for before, after in paired(_priorities(older), _priorities(newer))
        ),
    ]


def paired(
    before: Sequence[Priority], after: Sequence[Priority]
) -> list[tuple[Priority | None, Priority | None]]:
    """Which priority became which: that of the same title, else of the same topic and place."""
    left = list(before)
    found: dict[int, Priority] = {}
    for is_same in (_same_title, _same_place):
        for priority in after:
            match = next((p for p in left if is_same(p, priority)), None)
            if match and priority.pk not in found:
                found[priority.pk] = match
                left.remove(match)
    return [*((found.get(p.pk), p) for p in after), *((p, None) for p in left)]


def _same_title(one: Priority, other: Priority) -> bool:
    return one.title == other.title


def _same_place(one: Priority, other: Priority) -> bool:
    return (one.topic_name, one.position) == (other.topic_name, other.position)


def _priorities(version: PlanVersion) -> list[Priority]:
    return list(version.priorities.order_by("position").prefetch_related("pledges"))


def _section(before: Priority | None, after: Priority | None) -> Section:
    parts = _parts(_texts(before), _texts(after))
    if after:
        return Section(after.title, parts, "" if before else "This priority is new.")
    return Section(str(before), parts, "This priority was taken out.")


def _about(version: PlanVersion) -> Texts:
    return {
        "Title": version.title,
        "Starts": _day(version.start_date),
        "Ends": _day(version.end_date),
        "Executive lead": version.executive_lead,
        "Approved by the board": _day(version.board_approved_date),
    }


def _texts(priority: Priority | None) -> Texts:
    if priority is None:
        return {}
    numbers = sorted(pledge.number for pledge in priority.pledges.all())
    return {
        "Title": priority.title,
        "Aim": priority.aim,
        "Why this matters here": priority.why,
        "Topic": priority.topic_name,
        "National or local": priority.get_scope_display(),
        "Pledges it serves": ", ".join(map(str, numbers)),
    }


def _parts(before: Texts, after: Texts) -> list[Part]:
    compared = {
        heading: difference(before.get(heading, ""), after.get(heading, ""))
        for heading in (after or before)
    }
    return [Part(heading, words) for heading, words in compared.items() if has_changes(words)]


def _day(value: date | None) -> str:
    return nhs_date(value) if value else ""
