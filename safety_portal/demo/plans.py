"""The demo's plans: each version is written through the services and published on its day.

What a later version changed stands beside what it says now: `was` holds the fields of a priority,
a line, a milestone or a goal as the first version had them, and `since` the version that added it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from improvement_plans import services
from improvement_plans.choices import DriverKind, Part, ReportFrequency
from improvement_plans.models import Driver, Plan, PlanVersion, Priority, saved_of
from improvement_plans.services.ideas import CYCLE_FIELDS
from organisations.models import Membership
from pledges.models import Pledge
from safety_portal.demo.days import moment

Said = dict[str, Any]
# A member that reports this often has a report due today, so that the demo sends one digest.
OFTEN = {ReportFrequency.MONTHLY}
NARRATIVES = (
    *("where_we_are_now", "what_worked", "what_we_will_do_differently"),
    *("involvement", "how_people_were_involved"),
)
PRIORITY_FIELDS = (
    *("title", "topic", "own_topic", "scope", "lead_role", "why", "affected_differently"),
    *("how_patients_are_involved", "contributory_factors", "foundations"),
    *("aim_wording", "aim_from"),
)
DRAFT_DAYS_AGO = 3


def write_plan(membership: Membership, text: Said, lead: User, role: str, today: date) -> None:
    """All versions of a member's plan, what was reached since, and the draft if there is one."""
    versions = [*text.get("versions", []), text]
    plan = services.start_plan(membership=membership, by=lead, at=moment(versions[0]["published"]))
    for version in versions:
        at = moment(version["published"])
        draft = services.start_new_version(plan=plan, by=lead, at=at)
        writing = Writing(plan, draft, lead, at)
        writing.about(text, version)
        # The first version works on the first two priorities, the last one on all.
        writing.priorities(text["priorities"][: None if version is text else 2])
        writing.milestones(text.get("milestones", []))
        writing.goals(text.get("learning_goals", []))
        services.publish_plan(
            plan=plan,
            reason=version.get("reason", "First version"),
            report_frequency=ReportFrequency(text["report_frequency"]),
            next_report_date=next_report(at.date(), text["report_frequency"], today),
            by=lead,
            role=role,
            at=at,
            today=at.date(),
        )
    say_what_was_reached(plan, text.get("milestones", []), lead)
    if begun := text.get("draft"):
        at = moment(today - timedelta(days=DRAFT_DAYS_AGO))
        by = membership.representatives.exclude(user=lead).get().user
        draft = services.start_new_version(plan=plan, by=by, at=at)
        services.save_part(plan=plan, by=by, at=at, part=Part.NOW, **begun["narratives"])
        Writing(plan, draft, by, at).priorities(begun["priorities"])


@dataclass
class Writing:
    """One author with a draft."""

    plan: Plan
    draft: PlanVersion
    by: User
    at: datetime

    @property
    def here(self) -> dict[str, Any]:
        return {"plan": self.plan, "by": self.by, "at": self.at}

    def about(self, text: Said, version: Said) -> None:
        services.save_part(
            title=text["title"],
            start_date=date.fromisoformat(text["start"]),
            end_date=date.fromisoformat(text["end"]),
            board_approved_date=board_approval(text, self.at),
            executive_lead=text["executive_lead"],
            **{name: version.get(name, "") for name in NARRATIVES},
            **self.here,
        )

    def priorities(self, said: Iterable[Said]) -> None:
        for each in said:
            words = as_it_was(each, self.draft)
            there = self.draft.priorities.filter(title=words["title"]).first()
            priority = there or self._add_priority(words)
            if there:
                fields = {name: words[name] for name in PRIORITY_FIELDS if name in words}
                given = {"priority_pk": there.pk, "part": Part.PRIORITY_WHY, **self.here}
                services.save_priority_part(**given, **fields)
            self._diagram(priority, list(those_of(each.get("diagram", []), self.draft)))

    def _add_priority(self, words: Said) -> Priority:
        amount, by = words.get("amount"), words.get("by")
        return services.add_priority(
            pledges=list(Pledge.objects.filter(number__in=words["pledges"])),
            aim_direction=words.get("direction", ""),
            aim_measure=words.get("measure", ""),
            aim_amount_kind=words.get("amount_kind", ""),
            aim_amount=None if amount is None else Decimal(str(amount)),
            aim_by_date=date.fromisoformat(by) if by else None,
            **{name: words[name] for name in PRIORITY_FIELDS if name in words},
            **self.here,
        )

    def _diagram(self, priority: Priority, lines: list[Said]) -> None:
        """The first version's lines at once; a later one's each under the driver it belongs to."""
        here = {"priority_pk": priority.pk, **self.here}
        keys = {driver.text: driver.key.hex for driver in priority.drivers.all()}
        if lines and not keys:
            new = [services.New("last", "", level_of(line), line["text"]) for line in lines]
            services.change_diagram(new=new, **here)
        trail: list[Said] = []
        for line in lines if keys else []:
            trail = [above for above in trail if level_of(above) < level_of(line)]
            if line["text"] not in keys:
                place = ("under", keys[trail[-1]["text"]]) if trail else ("last", "")
                new = [services.New(*place, level_of(line), line["text"])]
                keys[line["text"]] = services.change_diagram(new=new, **here).added
            trail.append(line)
        ideas = {driver.text: driver for driver in priority.drivers.filter(kind=DriverKind.IDEA)}
        for line in lines:
            if line["text"] in ideas:
                self._idea(ideas[line["text"]], line, here)

    def _idea(self, idea: Driver, line: Said, here: dict[str, Any]) -> None:
        words = as_it_was(line, self.draft)
        said = {"stage": words["stage"], "readiness": words.get("readiness", [])}
        seen = {"text": idea.text, "stage": idea.stage, "readiness": idea.readiness}
        services.save_idea(key=idea.key, revision=saved_of(seen, None).revision, **here, **said)
        known = idea.cycles.count()
        for fields in list(those_of(line.get("cycles", []), self.draft))[known:]:
            cycle = services.add_cycle(key=idea.key, **here)
            empty = {name: getattr(cycle, name) for name in CYCLE_FIELDS}
            services.save_cycle(
                key=idea.key,
                cycle=cycle.key,
                revision=saved_of(empty, None).revision,
                fields={
                    name: date.fromisoformat(text) if name.endswith("_date") else text
                    for name, text in fields.items()
                    if name in CYCLE_FIELDS
                },
                **here,
            )

    def milestones(self, said: Iterable[Said]) -> None:
        for each in those_of(said, self.draft):
            words = as_it_was(each, self.draft)
            due = date.fromisoformat(words["due"])
            if there := self.draft.milestones.filter(title=each["title"]).first():
                seen = there.saved.revision
                services.change_milestone(pk=there.pk, revision=seen, due_date=due, **self.here)
                continue
            of = words.get("priority")
            priority = str(self.draft.priorities.get(position=of).pk) if of else ""
            services.add_milestone(
                title=each["title"], due_date=due, priority=priority, **self.here
            )

    def goals(self, said: Iterable[Said]) -> None:
        for each in those_of(said, self.draft):
            if not self.draft.learning_goals.filter(question=each["question"]):
                services.add_goal(question=each["question"], sharing=each["sharing"], **self.here)


def level_of(line: Said) -> int:
    return list(DriverKind).index(DriverKind(line["kind"]))


def as_it_was(said: Said, draft: PlanVersion) -> Said:
    """What the first version said of it, or what the last one does."""
    return {**said, **(said.get("was", {}) if draft.number == 1 else {})}


def those_of(said: Iterable[Said], draft: PlanVersion) -> Iterable[Said]:
    return (each for each in said if each.get("since", 1) <= draft.number)


def say_what_was_reached(plan: Plan, milestones: Iterable[Said], lead: User) -> None:
    keys = dict(plan.versions.published().get().milestones.values_list("title", "key"))
    for each in milestones:
        if "reached" in each:
            at = moment(each["reached"])
            key, day = keys[each["title"]], at.date()
            services.record_done(plan=plan, key=key, done_date=day, by=lead, at=at, today=day)


def board_approval(text: Said, at: datetime) -> date | None:
    """The board's date, once it lies behind the version that is being written."""
    day = date.fromisoformat(text["board_approved"]) if text["board_approved"] else None
    return day if day and day <= at.date() else None


def next_report(published: date, frequency: str, today: date) -> date:
    """The next date in the member's series; for those who report often, today if it can be."""
    if frequency in OFTEN:
        return max(today, published + timedelta(days=1))
    day = services.report_after(published, frequency)
    while day <= today:
        day = services.report_after(day, frequency)
    return day
