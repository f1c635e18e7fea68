"""What a published version says never changes, in whichever table, whatever program writes."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from accounts.models import User
from improvement_plans.choices import TRANSITIONS, VersionState
from improvement_plans.models import (
    Driver,
    LearningGoal,
    Milestone,
    PdsaCycle,
    Plan,
    PlanVersion,
    Priority,
)
from improvement_plans.services.states import change_state
from organisations.models import Membership
from organisations.services.membership import WrongState
from tests.conftest import NOW

REFUSED = "a published version of a plan never changes"
LATER = NOW.replace(year=2027)


@pytest.fixture
def whole(plan: Plan) -> PlanVersion:
    """A draft with a row in every table."""
    draft = plan.versions.get()
    priority = draft.priorities.create(position=1, title="Fewer falls", topic="FALLS")
    priority.pledges.add(1)
    idea = priority.drivers.create(position=1, kind="PRIMARY", text="Shoes")
    idea.cycles.create(number=1, plan="Ward 4")
    draft.milestones.create(title="Train", due_date=date(2027, 1, 1))
    draft.learning_goals.create(position=1, question="What helps?")
    return draft


def in_state(version: PlanVersion, state: str, by: User) -> PlanVersion:
    fields: dict[str, Any] = {"state": state}
    if state != "DRAFT":
        fields |= {"title": "Plan", "reason": "First", "published_at": NOW, "published_by": by}
    if state == "UNPUBLISHED":
        fields |= {"unpublished_at": NOW, "unpublished_by": by, "unpublished_reason": "Names"}
    PlanVersion.objects.filter(pk=version.pk).update(**fields)
    version.refresh_from_db()
    return version


def refused(write: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        if REFUSED not in str(error):
            raise
        return True
    return False


def everything() -> list[list[dict[str, Any]]]:
    models: tuple[type[Model], ...] = (
        *(PlanVersion, Priority, Priority.pledges.through, Driver, PdsaCycle, Milestone),
        LearningGoal,
    )
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def writes(version: PlanVersion) -> Iterator[tuple[str, Callable[[], object]]]:
    """Every kind of write to every table below a version."""
    priority = version.priorities.get()
    driver = priority.drivers.get()
    through = Priority.pledges.through.objects
    yield from {
        "priority changes": lambda: version.priorities.update(title="Other"),
        "priority goes": lambda: execute("DELETE FROM improvement_plans_priority_pledges"),
        "priority comes": lambda: version.priorities.create(position=2, title="B", topic="AKI"),
        "pledge goes": lambda: priority.pledges.clear(),
        "pledge comes": lambda: priority.pledges.add(2),
        "pledge changes": lambda: through.update(pledge=3),
        "driver changes": lambda: priority.drivers.update(text="Slippers"),
        "driver comes": lambda: priority.drivers.create(position=2, kind="PRIMARY", text="Light"),
        "cycle changes": lambda: driver.cycles.update(study="Fewer"),
        "cycle comes": lambda: driver.cycles.create(number=2),
        "cycle goes": lambda: driver.cycles.all().delete(),
        "milestone changes": lambda: version.milestones.update(title="Other"),
        "milestone comes": lambda: version.milestones.create(title="B", due_date=NOW.date()),
        "milestone goes": lambda: version.milestones.all().delete(),
        "goal changes": lambda: version.learning_goals.update(sharing="Talk"),
        "goal comes": lambda: version.learning_goals.create(position=2, question="B"),
        "goal goes": lambda: version.learning_goals.all().delete(),
        "all goes": lambda: version.delete(),
    }.items()


@pytest.mark.parametrize("state", ["PUBLISHED", "SUPERSEDED", "UNPUBLISHED"])
def test_no_row_of_a_published_version_comes_changes_or_goes(
    state: str, whole: PlanVersion, lead: User
) -> None:
    version = in_state(whole, state, lead)
    before = everything()
    allowed = [name for name, write in writes(version) if not refused(write)]
    assert (allowed, everything()) == ([], before)


def test_every_row_of_a_draft_comes_changes_and_goes(whole: PlanVersion) -> None:
    assert [name for name, write in writes(whole) if refused(write)] == []
    assert not PlanVersion.objects.exists()


def test_no_row_moves_into_or_out_of_a_published_version(
    whole: PlanVersion, lead: User, other_membership: Membership
) -> None:
    version = in_state(whole, "PUBLISHED", lead)
    plan = Plan.objects.create(membership=other_membership, started_at=NOW)
    draft = PlanVersion.objects.create(plan=plan)
    draft.milestones.create(title="Other", due_date=NOW.date())
    assert refused(lambda: version.milestones.update(version=draft))
    assert refused(lambda: draft.milestones.update(version=version))


@pytest.mark.parametrize("state", ["PUBLISHED", "SUPERSEDED", "UNPUBLISHED"])
def test_no_column_of_a_published_version_changes(
    state: str, whole: PlanVersion, lead: User, editor: User, other_membership: Membership
) -> None:
    version = in_state(whole, state, lead)
    other = Plan.objects.create(membership=other_membership, started_at=NOW)
    values: dict[str, Any] = {"plan": other, "published_by": editor, "involvement": "YES"}
    values |= {"advice_asked_by": editor, "unpublished_by": editor, "number": 7}
    changed = []
    for field in PlanVersion._meta.concrete_fields:
        if field.name in {"id", "state"}:
            continue
        value = values.get(field.name, "Other")
        if field.get_internal_type() in {"DateField", "DateTimeField"}:
            value = LATER if field.get_internal_type() == "DateTimeField" else LATER.date()
        update = partial(PlanVersion.objects.filter(pk=version.pk).update, **{field.name: value})
        if not refused(update):
            changed.append(field.name)
    assert changed == []


@pytest.mark.parametrize("before", VersionState)
@pytest.mark.parametrize("after", VersionState)
def test_a_version_goes_the_ways_of_the_table_and_no_other(
    before: VersionState, after: VersionState, whole: PlanVersion, lead: User
) -> None:
    version = in_state(whole, before, lead)
    said: dict[str, Any] = {}
    if after == VersionState.PUBLISHED:
        said = {"title": "Plan", "reason": "First", "published_at": NOW, "published_by": lead}
    if after == VersionState.UNPUBLISHED:
        said = {"unpublished_at": NOW, "unpublished_by": lead, "unpublished_reason": "Names"}
    if after in TRANSITIONS[before]:
        change_state(version=version, to=after, **said)
        assert PlanVersion.objects.get().state == after
        return
    with pytest.raises(WrongState):
        change_state(version=version, to=after, **said)
    assert PlanVersion.objects.get().state == before
    if before != VersionState.DRAFT and after != before:
        # Nor does the database let it.
        rows = PlanVersion.objects.filter(pk=version.pk)
        assert refused(lambda: rows.update(state=after))


def test_every_table_below_a_version_is_guarded() -> None:
    """A new table of rows is guarded too, or named here as no part of what is published."""
    below = {
        relation.related_model._meta.label
        for model in (PlanVersion, Priority, Driver)
        for relation in model._meta.related_objects
    }
    helpers = {"improvement_plans.DiagramStep", "improvement_plans.PartSaved"}
    helpers |= {"improvement_plans.HeadStart", "improvement_plans.HeadStartPiece"}
    # What was told of a version later, in a table with rules of its own.
    helpers |= {"progress_reports.Report"}
    guarded = {f"improvement_plans.{name}" for name in ("Priority", "Driver", "PdsaCycle")}
    guarded |= {f"improvement_plans.{name}" for name in ("Milestone", "LearningGoal")}
    assert below - helpers - guarded == set()
