"""A version of a plan as the public reads it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils import timezone

from core import pdf
from core.text import nhs_date
from improvement_plans.choices import ContributoryFactor, Foundation, Involvement, VersionState
from improvement_plans.models import (
    LearningGoal,
    Measure,
    Milestone,
    PlanVersion,
    Priority,
    with_contents,
)
from improvement_plans.presenters.hanging import Hanging, no_page
from improvement_plans.presenters.measure_pages import public_measures
from organisations.models import Organisation
from pledges.models import PledgeWording


def serving(version: PlanVersion | None) -> dict[int, list[Priority]]:
    """A plan's priorities in their order, by the number of each pledge that they serve."""
    found: defaultdict[int, list[Priority]] = defaultdict(list)
    for priority in sorted(version.priorities.all(), key=by_position) if version else []:
        for pledge in priority.pledges.all():
            found[pledge.number].append(priority)
    return found


def by_position(priority: Priority) -> int:
    return priority.position


@dataclass(frozen=True)
class Narrative:
    """One of the texts about the whole plan; `said` is what the portal says before it."""

    id: str
    heading: str
    text: str
    said: str = ""


# “Not yet” is an answer, and is shown as one.
INVOLVED = {
    Involvement.YES: "Patients and staff took part in writing this plan.",
    Involvement.NOT_YET: "Patients and staff have not taken part in writing this plan yet.",
}


def narratives(version: PlanVersion) -> list[Narrative]:
    """Those that are written, in the order in which a reader wants them."""
    said = INVOLVED[Involvement(version.involvement)] if version.involvement else ""
    every = [
        Narrative("now", "Where we are now", version.where_we_are_now),
        Narrative("worked", "What worked over the last three years", version.what_worked),
        Narrative(
            "differently", "What we will do differently", version.what_we_will_do_differently
        ),
        Narrative(
            "involved",
            "How patients and staff were involved",
            version.how_people_were_involved,
            said,
        ),
    ]
    return [narrative for narrative in every if narrative.text or narrative.said]


def names_of(chosen: Iterable[str], choices: type[TextChoices]) -> list[str]:
    """What was chosen of a list, in the list's own order and words."""
    return [choice.label for choice in choices if choice.value in chosen]


@dataclass(frozen=True)
class PlanPage:
    """One version as the public reads it, among the other versions."""

    version: PlanVersion
    organisation: Organisation
    # Every version that was published, newest first; those that were taken back without a text.
    versions: list[PlanVersion]
    # The titles of the pledges as they read when the version was published.
    pledge_titles: dict[int, str]
    # The day of each milestone that was reached, by its key, whatever the version.
    done: dict[UUID, date]
    # The public ones, by the key of their priority.
    measures: dict[UUID, list[Measure]]

    @classmethod
    def of(cls, version: PlanVersion, today: date) -> "PlanPage":
        """All of a draft or of a readable version; of what was taken back see `without_text`."""
        day = timezone.localdate(version.published_at) if version.published_at else today
        plan = with_contents(version).plan
        return cls(
            version=version,
            organisation=plan.membership.organisation,
            versions=list(plan.versions.ever_published()),
            pledge_titles={w.pledge_id: w.title for w in PledgeWording.objects.in_force(day)},
            done=dict(plan.milestones_done.values_list("milestone_key", "done_date")),
            measures=public_measures(version),
        )

    @classmethod
    def without_text(cls, version: PlanVersion) -> "PlanPage":
        """Only that the version was there, among the others."""
        plan = version.plan
        versions = list(plan.versions.ever_published())
        return cls(version, plan.membership.organisation, versions, {}, {}, {})

    @property
    def priorities(self) -> list[Priority]:
        return list(self.version.priorities.all())

    def hanging(self, priority: Priority) -> Hanging:
        """Where its public measures hang, and what their charts say of its ideas."""
        measures = self.measures.get(priority.key, [])
        href = no_page if self.version.is_draft else Measure.get_absolute_url
        return Hanging.of(measures, priority.drivers.all(), href)

    @property
    def narratives(self) -> list[Narrative]:
        return narratives(self.version)

    @property
    def milestones(self) -> list[Milestone]:
        return list(self.version.milestones.all())

    def milestones_of(self, priority: Priority) -> list[Milestone]:
        """The steps of one priority, those of the whole plan apart."""
        return [each for each in self.milestones if each.priority_id == priority.pk]

    @property
    def goals(self) -> list[LearningGoal]:
        return list(self.version.learning_goals.all())

    @property
    def readable(self) -> list[PlanVersion]:
        return [version for version in self.versions if version.is_readable]

    @property
    def current(self) -> PlanVersion | None:
        """The version that the public reads first."""
        return next((v for v in self.versions if v.state == VersionState.PUBLISHED), None)

    @property
    def has_pdf(self) -> bool:
        return pdf.is_available()

    @property
    def citation(self) -> str:
        """How to name a published version."""
        version = self.version
        day = nhs_date(version.published_at) if version.published_at else ""
        return f"{self.organisation}, {version.title}, version {version.number}, {day}"

    @property
    def contents(self) -> list[dict[str, Any]]:
        """The contents list, as the design system's macro takes it."""
        priorities = [
            {"href": f"#priority-{priority.position}", "text": priority.title}
            for priority in self.priorities
        ]
        items: list[dict[str, Any]] = [{"href": "#about", "text": "About this plan"}]
        items += [{"href": f"#{each.id}", "text": each.heading} for each in self.narratives]
        items.append({"href": "#priorities", "text": "Priorities"})
        if priorities:
            items[-1]["items"] = priorities
        if self.milestones:
            items.append({"href": "#milestones", "text": "Milestones"})
        if self.goals:
            items.append({"href": "#learning", "text": "What we want to learn"})
        return [*items, {"href": "#versions", "text": "Versions"}]

    def before(self, version: PlanVersion) -> PlanVersion | None:
        """The readable version before this one."""
        return next((v for v in self.readable if v.number < version.number), None)

    def factors(self, priority: Priority) -> list[str]:
        return names_of(priority.contributory_factors, ContributoryFactor)

    def foundations(self, priority: Priority) -> list[str]:
        return names_of(priority.foundations, Foundation)
