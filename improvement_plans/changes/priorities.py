"""What changed in the priorities: each is followed by its key, whatever became of its title."""

from improvement_plans.changes.diagrams import diagram_changes
from improvement_plans.changes.parts import Section, Texts, as_list, moved, parts_of
from improvement_plans.choices import ContributoryFactor, Foundation
from improvement_plans.models import PlanVersion, Priority


def priority_changes(older: PlanVersion, newer: PlanVersion) -> list[Section]:
    """A section for each priority in the newer order; those that were taken out come last."""
    before, after = list(older.priorities.all()), list(newer.priorities.all())
    known = {priority.key: priority for priority in before}
    left = {priority.key for priority in after}
    places = moved([p.key for p in before], [p.key for p in after])
    found = []
    for priority in after:
        was = known.get(priority.key)
        note = "" if was else "This priority is new."
        if was and priority.key in places:
            note = f"It moved from place {was.position} to place {priority.position}."
        found.append(_section(was, priority, note))
    gone = [priority for priority in before if priority.key not in left]
    return found + [_section(each, None, "This priority was taken out.") for each in gone]


def _section(before: Priority | None, after: Priority | None, note: str) -> Section:
    drivers = [list(each.drivers.all()) if each else [] for each in (before, after)]
    return Section(
        str(after or before),
        parts_of(_texts(before), _texts(after)),
        note,
        diagram_changes(*drivers),
    )


def _texts(priority: Priority | None) -> Texts:
    if priority is None:
        return {}
    numbers = [str(pledge.number) for pledge in priority.pledges.all()]
    factors, foundations = priority.contributory_factors, priority.foundations
    return {
        "Title": priority.title,
        "Aim": priority.aim,
        "Topic": priority.topic_name,
        "National or local": str(priority.get_scope_display()) if priority.scope else "",
        "Led by": priority.lead_role,
        "Pledges it serves": ", ".join(numbers),
        "Why this matters here": priority.why,
        "Who is affected differently": priority.affected_differently,
        "How patients and families take part": priority.how_patients_are_involved,
        "What makes harm more likely here": as_list(
            factor.label for factor in ContributoryFactor if factor.value in factors
        ),
        "Foundations of safer care it builds": as_list(
            foundation.label for foundation in Foundation if foundation.value in foundations
        ),
    }
