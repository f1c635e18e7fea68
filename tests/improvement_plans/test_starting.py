"""Beginning a draft with the structure of another plan."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import User
from audit.models import Event
from improvement_plans import services
from improvement_plans.models import Driver, Plan, PlanVersion, Priority
from improvement_plans.starting_points import suggested_for
from organisations.choices import OrganisationType
from tests.conftest import NOW, publish_anew
from tests.improvement_plans.test_milestones import path, words


@pytest.fixture
def as_editor(editor: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(editor)


@pytest.fixture
def without_priorities(published_plan: Plan, lead: User) -> Plan:
    """A third draft out of which the published priority was taken."""
    draft = services.start_new_version(plan=published_plan, by=lead, at=NOW)
    earlier = draft.priorities.get()
    for position, kind in enumerate(("PRIMARY", "IDEA"), start=1):
        stage = "TESTING" if kind == "IDEA" else ""
        Driver.objects.create(
            priority=earlier, position=position, kind=kind, text=f"{kind} of it", stage=stage
        )
    publish_anew(published_plan, lead)
    draft = services.start_new_version(plan=published_plan, by=lead, at=NOW)
    draft.priorities.all().delete()
    return published_plan


def draft(plan: Plan) -> PlanVersion:
    return plan.versions.drafts().get()


def test_an_earlier_priority_comes_back_without_its_reasons_aims_and_stages(
    without_priorities: Plan, as_editor: Client
) -> None:
    plan = without_priorities
    old = plan.versions.published().get().priorities.get()
    offered = words(as_editor.get(path("plan_start_from", plan)))
    listed = "Choose from version 2, 15 June 2026 : 1 priority that your draft does not have"
    assert offered.count(listed) == 1
    page = path("plan_start_from_version", plan, 2)
    shown = "Fewer falls with harm (Falls, local priority, 2 lines of its driver diagram)"
    assert words(as_editor.get(page)).count(shown) == 1
    for _ in range(2):
        answer = as_editor.post(page, {"priorities": [str(old.key)]})
        assert answer["Location"] == path("plan_tasks", plan)
    new = draft(plan).priorities.get()
    assert (new.key, new.title, new.topic, new.scope) == (old.key, old.title, "FALLS", "LOCAL")
    assert (new.why, new.aim, [p.number for p in new.pledges.all()]) == ("", "", [1, 4])
    lines = new.drivers.order_by("position").values_list("kind", "text", "stage")
    assert list(lines) == [("PRIMARY", "PRIMARY of it", ""), ("IDEA", "IDEA of it", "IDEA")]
    # When it was first written, and now.
    assert Event.objects.filter(event="plan.priority-added").count() == 2


def test_what_was_taken_back_is_no_beginning(
    without_priorities: Plan, lead: User, as_editor: Client
) -> None:
    plan, key = without_priorities, str(Priority.objects.values_list("key", flat=True)[0])
    services.unpublish_version(plan=plan, number=2, reason="Names", by=lead, role="Head", at=NOW)
    offered = as_editor.get(path("plan_start_from", plan)).content.decode()
    pages = [path("plan_start_from_version", plan, number) for number in (1, 2)]
    assert [offered.count(page) for page in pages] == [1, 0]
    as_editor.post(pages[1], {"priorities": [key]})
    given: dict[str, Any] = {"plan": plan, "by": lead, "at": NOW, "keys": [UUID(key)]}
    assert services.add_from_version(number=2, **given) == []
    assert not draft(plan).priorities.exists()


def test_suggestions_are_added_after_what_is_there_and_once(
    published_plan: Plan, lead: User, as_editor: Client
) -> None:
    plan = published_plan
    services.start_new_version(plan=plan, by=lead, at=NOW)
    page = path("plan_start_from_template", plan)
    wanted = ["Safer ways home", "Fewer pressure ulcers that begin in our care"]
    for _ in range(2):
        as_editor.post(page, {"priorities": wanted})
    titles = list(draft(plan).priorities.order_by("position").values_list("title", flat=True))
    assert titles[0] == "Fewer falls with harm"
    assert sorted(titles[1:]) == sorted(wanted)
    # What the draft has is not offered again.
    assert words(as_editor.get(page)).count("Fewer falls with harm") == 0


def test_nothing_chosen_or_nothing_left_is_said(plan: Plan, as_editor: Client) -> None:
    page = path("plan_start_from_template", plan)
    assert words(as_editor.post(page, {})).count("Choose at least one priority to add") == 2
    odd = as_editor.post(page, {"priorities": ["Kestrel"]})
    assert words(odd).count("One of these cannot be added any more.") == 2
    everything = [each.title for each in suggested_for("ACUTE_TRUST")]
    answer = as_editor.post(page, {"priorities": everything}, follow=True)
    assert words(answer).count("7 priorities added.") == 1
    assert words(as_editor.get(path("plan_start_from", plan))).count("all of it already") == 1
    nothing: list[Any] = [
        as_editor.get(page),
        as_editor.get(path("plan_start_from_version", plan, 9)),
    ]
    assert [a["Location"] for a in nothing] == [path("plan_start_from", plan)] * 2


def test_without_a_draft_nothing_is_added(published_plan: Plan, as_editor: Client) -> None:
    page = path("plan_start_from_template", published_plan)
    assert as_editor.get(page)["Location"] == path("plan_tasks", published_plan)
    assert as_editor.post(page, {"priorities": ["Safer ways home"]}).status_code == 200
    assert published_plan.versions.get().priorities.count() == 1


@pytest.mark.parametrize("kind", OrganisationType)
def test_every_kind_of_organisation_has_five_suggestions_or_more_of_short_titles(
    kind: OrganisationType,
) -> None:
    titles = [each.title for each in suggested_for(kind)]
    topics = {each.topic for each in suggested_for(kind)}
    assert 5 <= len(topics) == len(set(titles)) == len(titles)
    assert max(len(title) for title in titles) <= 150
