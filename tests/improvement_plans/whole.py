"""A plan that says something in every part, for tests that follow all of it."""

from datetime import date, timedelta

from accounts.models import User
from improvement_plans import services
from improvement_plans.models import Plan, PlanVersion
from pledges.models import Pledge
from tests.conftest import NOW, PRIORITY, publish_anew

WORD = "zanzibarquartz"


def write_whole(plan: Plan, by: User, *, priorities: int = 1, lines: int = 3) -> PlanVersion:
    """A draft with this word in each of its texts; a third of the lines are ideas with a cycle."""
    draft = services.start_new_version(plan=plan, by=by, at=NOW)
    for rows in (draft.priorities, draft.milestones, draft.learning_goals):
        rows.all().delete()
    services.save_part(
        plan=plan,
        by=by,
        at=NOW,
        title=f"Safer nights {WORD}",
        start_date=date(2026, 7, 1),
        end_date=date(2029, 6, 30),
        executive_lead=f"Chief nurse {WORD}",
        involvement="NOT_YET",
        where_we_are_now=f"Now {WORD}",
        what_worked=f"Rounds {WORD}",
        what_we_will_do_differently=f"More {WORD}",
        how_people_were_involved=f"We will ask {WORD}",
    )
    for place in range(1, priorities + 1):
        priority = services.add_priority(
            plan=plan,
            pledges=list(Pledge.objects.filter(number__in=[1, 4])),
            by=by,
            at=NOW,
            **{**PRIORITY, "title": f"Priority {place} {WORD}", "why": f"Because {WORD}"},
        )
        type(priority).objects.filter(pk=priority.pk).update(
            affected_differently=f"People who {WORD}",
            how_patients_are_involved=f"Families {WORD}",
            lead_role=f"Matron {WORD}",
            contributory_factors=["STRESS"],
            foundations=["DATA"],
        )
        for position in range(1, lines + 1):
            kind = ("PRIMARY", "SECONDARY", "IDEA")[(position - 1) % 3]
            driver = priority.drivers.create(
                position=position,
                kind=kind,
                text=f"Line {position} {WORD}",
                stage="TESTING" if kind == "IDEA" else "",
            )
            if kind == "IDEA":
                driver.cycles.create(number=1, plan=f"Try {WORD}", study=f"Seen {WORD}")
        draft.milestones.create(
            title=f"Step {place} {WORD}", due_date=date(2027, 1, place), priority=priority
        )
        draft.learning_goals.create(position=place, question=f"What {WORD}?", sharing=f"By {WORD}")
    return draft


def publish_whole(plan: Plan, by: User, *, priorities: int = 1, lines: int = 3) -> PlanVersion:
    write_whole(plan, by, priorities=priorities, lines=lines)
    return publish_anew(plan, by, NOW + timedelta(days=30))
