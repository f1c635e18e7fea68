"""Where measures and the notes on their charts hang in a priority's driver diagram."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.urls import reverse

from improvement_plans.choices import DriverKind
from improvement_plans.models import Annotation, Driver, Measure, Priority, cycles_of
from improvement_plans.periods import period_from
from improvement_plans.presenters.measures import words_of


@dataclass(frozen=True)
class Hung:
    """A measure under the aim or a driver; without an address it is no link."""

    name: str
    href: str


@dataclass(frozen=True)
class ChartNote:
    """What a chart says of a change idea, or of one cycle of it."""

    measure: str
    said: str
    href: str
    cycle_key: UUID | None = None


@dataclass(frozen=True)
class Hanging:
    """What hangs in one diagram; under None what measures the priority as a whole."""

    measures: dict[UUID | None, tuple[Hung, ...]] = field(default_factory=dict)
    notes: dict[UUID, tuple[ChartNote, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, measures: Iterable[Measure], drivers: Iterable[Driver], href: Callable[[Measure], str]
    ) -> "Hanging":
        """Of these measures of one priority, which the reader may know of."""
        there = {driver.key for driver in drivers}
        hung: defaultdict[UUID | None, tuple[Hung, ...]] = defaultdict(tuple)
        notes: defaultdict[UUID, tuple[ChartNote, ...]] = defaultdict(tuple)
        for measure in measures:
            address = href(measure)
            for note in measure.annotations.all():
                if note.idea_key:
                    notes[note.idea_key] += (chart_note(measure, note, address),)
            if not measure.is_retired:
                key = measure.driver_key if measure.driver_key in there else None
                hung[key] += (Hung(measure.name, address),)
        return cls(dict(hung), dict(notes))

    @classmethod
    def for_its_people(cls, priority: Priority, drivers: Iterable[Driver]) -> "Hanging":
        """Every measure that the member collects, public or not."""
        measures = priority.version.plan.measures.in_use().filter(priority_key=priority.key)
        with_notes = measures.in_order().prefetch_related("annotations")
        return cls.of(with_notes, drivers, own_page)


def chart_note(measure: Measure, note: Annotation, href: str) -> ChartNote:
    period = words_of(period_from(measure.period_kind, note.first_day))
    return ChartNote(measure.name, f"{period}: {note.text}", href, note.cycle_key)


def own_page(measure: Measure) -> str:
    """Where its own people read it."""
    return reverse("plan_measure", args=[measure.plan_id, measure.pk])


def no_page(_: Measure) -> str:
    """A draft leads nowhere yet."""
    return ""


def notes_about(priority: Priority, idea_key: UUID) -> list[ChartNote]:
    """What the charts of a priority say of one idea, for its own people."""
    measures = priority.version.plan.measures.filter(priority_key=priority.key).in_order()
    with_notes = measures.prefetch_related("annotations")
    return list(Hanging.of(with_notes, [], own_page).notes.get(idea_key, ()))


def about(note: Annotation, priority: Priority | None) -> tuple[str, str]:
    """What a note is about, in words, and where readers of this version find it."""
    ideas = priority.drivers.filter(kind=DriverKind.IDEA) if priority else Driver.objects.none()
    idea = ideas.filter(key=note.idea_key).first() if note.idea_key else None
    if priority is None or idea is None:
        return "", ""
    cycle = next((each for each in cycles_of(idea) if each.key == note.cycle_key), None)
    words = f"change idea “{idea.text}”{f', PDSA cycle {cycle.number}' if cycle else ''}"
    version = priority.version
    if not version.is_draft:
        slug = version.plan.membership.organisation.slug
        return words, f"{reverse('plan_public', args=[slug])}#{anchor(idea.key)}"
    where = [version.plan_id, priority.pk, idea.key]
    if cycle:
        return words, reverse("plan_cycle", args=[*where, cycle.key])
    return words, reverse("plan_idea", args=where)


def anchor(idea_key: UUID) -> str:
    """The place of an idea in the text of a plan."""
    return f"idea-{idea_key}"
