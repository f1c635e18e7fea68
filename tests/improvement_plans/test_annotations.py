"""Notes on a chart: whose they are, what they are about, and that each leads to the other."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from audit.models import Event
from improvement_plans import services
from improvement_plans.models import Annotation, Driver, Measure, PdsaCycle, Plan
from organisations.services.patient_data import PatientDataFound
from tests.conftest import NOW, publish_anew
from tests.improvement_plans.test_measure_data import APR, FEB, JAN, MAR, save
from tests.improvement_plans.test_measures import add, form_of, page, text_of
from tests.improvement_plans.test_public_measures import PLAN, public
from tests.nhs_numbers import nhs_number

SignIn = Callable[[User], Client]
SAID = "Rounds began on two wards"


@pytest.fixture
def tried(published_plan: Plan, lead: User) -> Plan:
    """A published version and a draft with an idea that was tried once."""
    draft = services.start_new_version(plan=published_plan, by=lead, at=NOW)
    lines = draft.priorities.get().drivers
    lines.create(position=1, kind="PRIMARY", text="Safer nights")
    idea = lines.create(position=2, kind="IDEA", text="Falls rounds", stage="TESTING")
    PdsaCycle.objects.create(idea=idea, number=1, plan="Two nights")
    publish_anew(published_plan, lead)
    services.start_new_version(plan=published_plan, by=lead, at=NOW)
    return published_plan


@pytest.fixture
def measure(tried: Plan, lead: User) -> Measure:
    measure = add(tried, lead)
    save(measure, lead, {JAN: 7, FEB: 6, MAR: 8})
    return services.share_measure(
        measure=measure, is_public=True, hides_small=False, by=lead, at=NOW
    )


def note(measure: Measure, by: User, **said: Any) -> Annotation:
    given = {"first_day": FEB, "text": SAID, **said}
    return services.add_annotation(measure=measure, by=by, at=NOW, **given)


def keys() -> dict[str, Any]:
    cycle = PdsaCycle.objects.latest("pk")
    return {"idea_key": cycle.idea.key, "cycle_key": cycle.key}


def test_a_note_and_the_cycle_it_is_about_lead_to_each_other_in_every_version(
    measure: Measure, editor: User, lead: User, client_for: SignIn, client: Client
) -> None:
    editing, path = client_for(editor), page("plan_measure_note_add", measure)
    refused = form_of(editing.post(path, {"first_day": "2025-01-01", "text": "", "about": "x"}))
    assert sorted(refused.errors) == ["about", "first_day", "text"]
    about = " ".join(map(str, keys().values()))
    sent = {"first_day": "2026-02-01", "text": SAID, "about": about}
    for _ in range(2):
        assert editing.post(path, sent).status_code == 302
    assert measure.annotations.count() == 1
    chart = client.get(public(measure)).content.decode()
    words = "change idea “Falls rounds”, PDSA cycle 1"
    there = f"idea-{keys()['idea_key']}"
    assert f'(<a href="{PLAN}#{there}">{words}</a>)' in chart
    assert f"A February 2026: {SAID}" in text_of(client.get(public(measure)))
    assert '<td class="nhsuk-table__cell">Note A</td>' in chart
    on_chart = (
        f'On the chart of <a href="{public(measure)}">Falls with harm</a>, February 2026: {SAID}'
    )
    publish_anew(measure.plan, lead)
    services.start_new_version(plan=measure.plan, by=lead, at=NOW)
    for address in (PLAN, f"{PLAN}versions/2/"):
        plan = client.get(address).content.decode()
        assert (plan.count(on_chart), plan.count(f'id="{there}"')) == (1, 1)
    own = editing.get(page("plan_measure", measure)).content.decode()
    idea = Driver.objects.filter(kind="IDEA").latest("pk")
    cycle = f"/plans/{measure.plan_id}/priorities/{idea.priority_id}/ideas/{idea.key}/cycles/{keys()['cycle_key']}/"
    assert f'(<a href="{cycle}">{words}</a>)' in own
    assert f"Eddie Editor, {measure.annotations.get().written_at:%-d %B %Y}." in own
    for page_of_it in (cycle, cycle.partition("cycles/")[0]):
        assert f", February 2026: {SAID}</li>" in editing.get(page_of_it).content.decode()
    # What the plan says no longer is not said on the chart either; the note stays.
    idea.delete()
    publish_anew(measure.plan, lead)
    said = text_of(client.get(public(measure)))
    assert (SAID in said, "change idea" in said) == (True, False)


def test_a_note_is_changed_and_taken_off_and_what_it_said_is_in_the_record(
    measure: Measure, lead: User, editor: User, client_for: SignIn
) -> None:
    first, editing = note(measure, lead, **keys()), client_for(editor)
    path = page("plan_measure_note", measure, first.pk)
    form = form_of(editing.get(path))
    sent = {**form.initial, "text": "Rounds on every ward", "first_day": "2026-03-01"}
    services.change_annotation(
        measure=measure, annotation_pk=first.pk, first_day=FEB, text="Mine", by=lead, at=NOW
    )
    answer = editing.post(path, sent)
    assert "It says now: “Mine”." in form_of(answer).errors["text"][0]
    again = {**sent, "revision": form_of(answer)["revision"].value()}
    for _ in range(2):
        assert editing.post(path, again).status_code == 302
    changed = Event.objects.filter(event="plan.annotation-changed").latest("pk").details
    assert (changed["before"]["text"], changed["text"]) == ("Mine", "Rounds on every ward")
    for _ in range(2):
        editing.post(page("plan_measure_note_remove", measure, first.pk))
    last = Event.objects.order_by("pk").values_list("event", flat=True)
    assert (list(last)[-2:], measure.annotations.count()) == (
        ["plan.annotation-changed", "plan.annotation-removed"], 0,
    )  # fmt: skip
    assert editing.get(path).status_code == 302
    assert editing.post(path, again).status_code == 302


def test_a_note_is_about_a_period_with_data_and_an_idea_of_its_priority(
    measure: Measure, lead: User
) -> None:
    other = services.add_priority(
        plan=measure.plan, pledges=[], by=lead, at=NOW, title="Sepsis", topic="SEPSIS"
    )
    other.drivers.create(position=1, kind="PRIMARY", text="Fast")
    elsewhere = other.drivers.create(position=2, kind="IDEA", text="Bell", stage="IDEA")
    for said in ({"first_day": APR}, {"idea_key": elsewhere.key}):
        with pytest.raises(ValidationError):
            note(measure, lead, **said)
    with pytest.raises(PatientDataFound):
        note(measure, lead, text=f"For {nhs_number()}")
    assert measure.annotations.count() == 0
    services.share_measure(measure=measure, is_public=False, hides_small=False, by=lead, at=NOW)
    note(measure, lead, text=f"For {nhs_number()}")
    with pytest.raises(PatientDataFound):
        services.share_measure(measure=measure, is_public=True, hides_small=False, by=lead, at=NOW)


def test_notes_of_a_private_measure_are_for_its_people_only(
    measure: Measure, lead: User, client_for: SignIn, client: Client
) -> None:
    services.share_measure(measure=measure, is_public=False, hides_small=False, by=lead, at=NOW)
    note(measure, lead, **keys())
    for address in (PLAN, public(measure)):
        assert SAID not in client.get(address).content.decode()
    draft = measure.plan.versions.drafts().get().priorities.get()
    diagram = client_for(lead).get(f"/plans/{measure.plan_id}/priorities/{draft.pk}/diagram/")
    assert "Falls with harm" in text_of(diagram)
