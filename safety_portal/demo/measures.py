"""What the made-up trust measures: a rate with a re-base, a share, a count, and one it keeps."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta

from accounts.models import User
from improvement_plans import services as plans
from improvement_plans.models import Driver, Measure, Plan

# By month, the last of them last month; None was not collected.
FALLS_BEFORE = "6.4 5.9 6.8 6.1 7.0 6.3 5.8 6.6 6.9 6.2 6.5 6.0 7.1 6.4 6.7 5.7 6.3 6.6 6.1 6.8"
FALLS_AFTER = "5.1 4.6 4.9 4.2 4.7 4.4 5.0 4.1 4.5 4.8 4.3 4.0 4.6 4.2 3.9 4.4 4.1 3.8 4.3 4.0"
ROUNDS = "61 64 - 66 63 68 71 70 74 73 77 76 79 81"
SEVERE = "7 5 6 3 8 5 4 6 7 5 2 6 5 6"
STAY = "11.2 11.5 11.1"
WRITTEN: list[tuple[str, dict[str, Any]]] = [
    (
        f"{FALLS_BEFORE} {FALLS_AFTER}",
        {
            "name": "Falls with harm per 1,000 bed days",
            "kind": "OUTCOME",
            "definition": "Every fall on an adult ward that needed more than observation, from the "
            "incident system, counted by the month in which it happened.",
            "numerator": "Falls with harm",
            "denominator": "Occupied bed days",
            "multiplier": 1000,
            "unit": "per 1,000 bed days",
            "wanted": "LOWER",
            "frequency": "MONTH",
            "source": "Our incident system, counted on the 5th of the month",
            "baseline": Decimal("6.4"),
            "target": Decimal("3.5"),
        },
    ),
    (
        ROUNDS,
        {
            "name": "Nights on which every ward did its falls round",
            "kind": "PROCESS",
            "definition": "Nights with a signed round on each of our 14 wards, of all nights.",
            "unit": "%",
            "wanted": "HIGHER",
            "frequency": "MONTH",
            "target": Decimal(90),
        },
    ),
    (
        SEVERE,
        {
            "name": "Falls with severe harm",
            "kind": "OUTCOME",
            "definition": "Falls with severe harm on an adult ward, by the month of the fall.",
            "unit": "falls",
            "is_count": True,
            "wanted": "LOWER",
            "frequency": "MONTH",
        },
    ),
    (
        STAY,
        {
            "name": "Days in hospital",
            "kind": "BALANCING",
            "definition": "Mean stay on the wards with falls rounds, of those who went home.",
            "unit": "days",
            "wanted": "NEITHER",
            "frequency": "MONTH",
        },
    ),
]


def measure(plan: Plan, lead: User, at: datetime, today: date) -> None:
    """Give the first priority of a published plan its measures, and their data up to `at`."""
    priority = plan.versions.published().get().priorities.earliest("position")
    drivers = priority.drivers.order_by("position")
    # An outcome hangs on the aim, all else on the first driver.
    first, tried = drivers.first(), drivers.filter(cycles__isnull=False).first()
    for place, (typed, fields) in enumerate(WRITTEN):
        hangs_on = first.key if first and fields["kind"] != "OUTCOME" else None
        added = plans.add_measure(
            plan=plan, priority_key=priority.key, driver_key=hangs_on, by=lead, at=at, **fields
        )
        values = by_month(typed, today)
        known = {day: value for day, value in values.items() if is_over(day, at)}
        plans.save_values(measure=added, values=known, seen=0, by=lead, at=at)
        if place == 0:
            explain_the_change(added, sorted(values), lead, at)
            note_what_was_tried(added, sorted(values), tried, lead, at)
        plans.share_measure(
            measure=added,
            is_public=added.kind != "BALANCING",
            hides_small=added.is_count,
            by=lead,
            at=at,
        )


def measure_on(plan: Plan, lead: User, at: datetime, today: date) -> None:
    """Add the months that have gone by since."""
    for added, (typed, _) in zip(plan.measures.in_order(), WRITTEN, strict=True):
        values = by_month(typed, today)
        known = set(added.points.values_list("first_day", flat=True))
        later = {day: value for day, value in values.items() if day not in known}
        plans.save_values(measure=added, values=later, seen=0, by=lead, at=at)


def is_over(first_day: date, at: datetime) -> bool:
    """Whether a month had ended by then."""
    return first_day + relativedelta(months=1) <= at.date()


def by_month(typed: str, today: date) -> dict[date, Decimal | None]:
    """These values, the last of them for last month."""
    texts = typed.split()
    first = today.replace(day=1) - relativedelta(months=len(texts))
    return {
        first + relativedelta(months=place): None if text == "-" else Decimal(text)
        for place, text in enumerate(texts)
    }


def explain_the_change(measure: Measure, days: list[date], lead: User, at: datetime) -> None:
    """The wards began falls rounds, and the limits begin anew."""
    plans.rebase_measure(
        measure=measure,
        first_day=days[len(FALLS_BEFORE.split())],
        reason="Falls rounds began on every ward.",
        by=lead,
        at=at,
    )


def note_what_was_tried(
    measure: Measure, days: list[date], idea: Driver | None, lead: User, at: datetime
) -> None:
    """A note some months before, about an idea and the cycle that tried it."""
    cycle = idea.cycles.earliest("number") if idea else None
    plans.add_annotation(
        measure=measure,
        first_day=days[len(FALLS_BEFORE.split()) - 5],
        text="We tried it small, on one ward",
        idea_key=idea.key if idea else None,
        cycle_key=cycle.key if cycle else None,
        by=lead,
        at=at,
    )
