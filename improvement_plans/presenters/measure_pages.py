"""The pages of measures: the list of a plan, one measure, and what a reader would ask of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import User
from core.text import nhs_date
from improvement_plans import permissions
from improvement_plans.chart import Figure
from improvement_plans.choices import MeasureFrequency, MeasureKind, WantedDirection
from improvement_plans.models import SMALLEST_SHOWN, Annotation, Measure, PlanVersion, Priority
from improvement_plans.periods import period_from
from improvement_plans.presenters.hanging import about
from improvement_plans.presenters.measure_changes import Changed, changes_of, number
from improvement_plans.presenters.measures import Series, words_of

NO_OUTCOME = "No outcome measure yet. How will you know that the aim is reached?"
NO_BALANCING = "No balancing measure yet. What might get worse elsewhere meanwhile?"


@dataclass(frozen=True)
class MeasuresOfPriority:
    """A priority, or one that the plan has no longer, with its measures."""

    title: str
    place: str
    measures: list[Measure]
    questions: list[str]


def by_priority(
    priorities: Sequence[Priority], measures: Iterable[Measure]
) -> list[MeasuresOfPriority]:
    """The measures of a plan under its priorities, and at the end those of none."""
    found: defaultdict[UUID, list[Measure]] = defaultdict(list)
    for measure in measures:
        found[measure.priority_key].append(measure)
    groups = []
    for priority in priorities:
        mine = found.pop(priority.key, [])
        groups.append(MeasuresOfPriority(priority.title, str(priority.key), mine, missing(mine)))
    rest = [measure for mine in found.values() for measure in mine]
    if rest:
        groups.append(MeasuresOfPriority("Priorities that the plan has no longer", "", rest, []))
    return groups


def missing(measures: Iterable[Measure]) -> list[str]:
    """Which kinds of measure a priority lacks, as a question."""
    kinds = {measure.kind for measure in measures if not measure.is_retired}
    asked = {MeasureKind.OUTCOME: NO_OUTCOME, MeasureKind.BALANCING: NO_BALANCING}
    return [question for kind, question in asked.items() if kind not in kinds]


def question_about_target(measure: Measure) -> str:
    """What to ask where the target lies on the other side of the baseline; "" where it does not."""
    if not measure.is_target_on_the_other_side:
        return ""
    is_above, unit = measure.target > measure.baseline, measure.unit  # type: ignore[operator]
    return (
        f"The target, {number(measure.target, unit)}, is {'above' if is_above else 'below'} where "
        f"the measure stood, {number(measure.baseline, unit)}, and you said that "
        f"{WantedDirection(measure.wanted).label.lower()}. Is that what you mean?"
    )


@dataclass(frozen=True)
class OwnNote:
    """A note on the chart, for those who may change it."""

    pk: int
    period: str
    text: str
    written: str


@dataclass(frozen=True)
class MeasurePage:
    """One measure for its own people, or for everyone."""

    measure: Measure
    priority: Priority | None
    driver: str
    figure: Figure | None
    question: str
    facts: list[tuple[str, str]]
    # Each with its key, its period in words, and the reason.
    rebases: list[tuple[int, str, str]]
    annotations: list[OwnNote]
    changes: list[Changed]
    can_edit: bool = False
    can_share: bool = False

    @classmethod
    def for_its_people(
        cls, measure: Measure, priority: Priority | None, user: User
    ) -> "MeasurePage":
        plan = measure.plan
        return cls(
            **_parts(measure, priority, for_everyone=False),
            question=question_about_target(measure),
            can_edit=permissions.can_edit_plan(user, plan),
            can_share=permissions.can_publish_plan(user, plan),
        )

    @classmethod
    def for_everyone(cls, measure: Measure, priority: Priority) -> "MeasurePage":
        return cls(**_parts(measure, priority, for_everyone=True), question="")


def _parts(measure: Measure, priority: Priority | None, *, for_everyone: bool) -> dict[str, Any]:
    series = Series.of(measure, for_everyone=for_everyone)
    own_notes: Iterable[Annotation] = ()
    if not for_everyone:
        own_notes = measure.annotations.in_order().with_author()
    key = measure.driver_key
    driver = priority.drivers.filter(key=key).first() if priority and key else None
    return {
        "measure": measure,
        "priority": priority,
        "driver": driver.text if driver else "",
        "figure": series.figure(lambda note: about(note, priority)) if series.points else None,
        "annotations": [
            OwnNote(
                note.pk,
                words_of(period_from(measure.period_kind, note.first_day)),
                note.text,
                f"{note.written_by}, {nhs_date(note.written_at)}",
            )
            for note in own_notes
        ],
        "changes": changes_of(measure, hides_small=series.hides_small),
        "rebases": [
            (rebase.pk, words_of(period_from(measure.period_kind, rebase.first_day)), rebase.reason)
            for rebase in sorted(series.rebases, key=lambda rebase: rebase.first_day)
        ],
        "facts": list(facts(measure, hides_small=series.hides_small)),
    }


def facts(measure: Measure, *, hides_small: bool) -> Iterable[tuple[str, str]]:
    """What is said of a measure in a line each; what is not said is left out."""
    baseline = measure.baseline
    if hides_small and baseline is not None and baseline < SMALLEST_SHOWN:
        baseline = None
    target = "" if measure.target is None else number(measure.target, measure.unit)
    if target and measure.target_date:
        target = f"{target}, by {nhs_date(measure.target_date)}"
    rows = {
        "Kind": MeasureKind(measure.kind).label,
        "Numerator": measure.numerator,
        "Denominator": measure.denominator,
        "Multiplied by": f"{measure.multiplier:,}" if measure.multiplier else "",
        "Unit": measure.unit,
        "Which way it should go": WantedDirection(measure.wanted).label,
        "How often": MeasureFrequency(measure.frequency).label,
        "Where it stood to begin with": "" if baseline is None else number(baseline, measure.unit),
        "Target": target,
        "Source": measure.source,
    }
    return ((label, text) for label, text in rows.items() if text)


def public_measures(version: PlanVersion) -> dict[UUID, list[Measure]]:
    """The public measures of a version's priorities, by the key of each."""
    found: defaultdict[UUID, list[Measure]] = defaultdict(list)
    public = version.plan.measures.filter(is_public=True).in_order()
    for measure in public.prefetch_related("annotations"):
        measure.plan = version.plan
        found[measure.priority_key].append(measure)
    return dict(found)


def priority_of(measure: Measure, priorities: Sequence[Priority]) -> Priority | None:
    """The priority that a measure belongs to, as the plan has it now."""
    return next((one for one in priorities if one.key == measure.priority_key), None)
