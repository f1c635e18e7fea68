"""Measures: what they are, who may change them, and what their pages ask and show."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from improvement_plans import services
from improvement_plans.choices import DriverKind
from improvement_plans.models import (
    DataPoint,
    Driver,
    Measure,
    Plan,
    Priority,
    Rebase,
    ReplacedValue,
)
from organisations.services.patient_data import PatientDataFound
from tests.conftest import NOW, TODAY
from tests.nhs_numbers import nhs_number

SignIn = Callable[[User], Client]
FALLS: dict[str, Any] = {
    "name": "Falls with harm",
    "kind": "OUTCOME",
    "definition": "Falls with harm on our wards, from the incident system.",
    "wanted": "LOWER",
    "frequency": "MONTH",
    "is_count": True,
}
TYPED = {**FALLS, "is_count": "yes", "baseline": "6.5", "target": "3", "unit": "falls"}
OUTCOME = "No outcome measure yet. How will you know that the aim is reached?"
BALANCING = "No balancing measure yet. What might get worse elsewhere meanwhile?"


def priority_of(plan: Plan) -> Priority:
    return Priority.objects.filter(version__plan=plan).latest("version__number")


def add(plan: Plan, by: User, **fields: Any) -> Measure:
    key = priority_of(plan).key
    given = {**FALLS, "priority_key": key, **fields}
    return services.add_measure(plan=plan, by=by, at=NOW, **given)


@pytest.fixture
def measure(published_plan: Plan, lead: User) -> Measure:
    return add(published_plan, lead)


def page(name: str, measure: Measure, *args: int) -> str:
    return reverse(name, args=[measure.plan_id, measure.pk, *args])


def text_of(response: Any) -> str:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def form_of(response: Any) -> Any:
    """The form that a page was drawn from."""
    return response.context_data["form"]


def events() -> list[str]:
    found = Event.objects.filter(event__startswith="plan.measure").order_by("pk")
    return [event.removeprefix("plan.measure-") for event in found.values_list("event", flat=True)]


def test_an_editor_adds_a_measure_without_a_draft_and_a_second_press_adds_no_other(
    published_plan: Plan, editor: User, client_for: SignIn
) -> None:
    client = client_for(editor)
    path = reverse("plan_measure_add", args=[published_plan.pk])
    data = {**TYPED, "hangs_on": str(priority_of(published_plan).key)}
    answers: list[Any] = [client.post(path, data) for _ in range(2)]
    measure: Any = Measure.objects.get()
    assert [answer.url for answer in answers] == [page("plan_measure", measure)] * 2
    assert (measure.baseline, measure.target, measure.is_count, measure.added_by) == (
        Decimal("6.5"), 3, True, editor,
    )  # fmt: skip
    assert (measure.is_public, measure.hides_small, events()) == (False, False, ["added"])


def test_a_form_with_faults_says_what_to_do_and_loses_nothing(
    published_plan: Plan, editor: User, client_for: SignIn
) -> None:
    data = {
        **TYPED, "hangs_on": str(uuid4()), "name": "", "baseline": "six", "target": "",
        "target_date_day": "1", "target_date_month": "4", "target_date_year": "2028",
    }  # fmt: skip
    answer = client_for(editor).post(reverse("plan_measure_add", args=[published_plan.pk]), data)
    assert form_of(answer).errors == {
        "hangs_on": ["Choose a priority or a driver that is in your plan"],
        "name": ["Enter a name for the measure"],
        "baseline": ["Enter a number in digits only, such as 12 or 3.5"],
        "target": ["Enter the target that is to be reached by this date"],
    }
    assert (b'value="six"' in answer.content, Measure.objects.count()) == (True, 0)


def test_a_measure_hangs_on_a_driver_of_its_own_priority_only(
    published_plan: Plan, lead: User
) -> None:
    draft = services.start_new_version(plan=published_plan, by=lead, at=NOW)
    driver = Driver.objects.create(
        priority=draft.priorities.get(), position=1, kind=DriverKind.PRIMARY, text="Safer nights"
    )
    assert add(published_plan, lead, driver_key=driver.key).driver_key == driver.key
    refused = []
    for wrong in ({"driver_key": uuid4()}, {"priority_key": uuid4()}):
        with pytest.raises(ValidationError) as error:
            add(published_plan, lead, **{"name": "Other", **wrong})
        refused.append(error.value.message_dict)
    assert refused == [
        {"driver_key": ["Choose a driver of the same priority, or none."]},
        {"priority_key": ["This priority is in the plan no longer. Choose another one."]},
    ]


def test_the_list_asks_for_what_a_priority_lacks_and_asks_only_those_who_write(
    measure: Measure, lead: User, viewer: User, client_for: SignIn
) -> None:
    path = reverse("plan_measures", args=[measure.plan_id])
    first = text_of(client_for(lead).get(path))
    services.retire_measure(measure=measure, by=lead, at=NOW)
    add(measure.plan, lead, name="Length of stay", kind="BALANCING", wanted="NEITHER")
    retired = text_of(client_for(lead).get(path))
    read = text_of(client_for(viewer).get(path))
    asked = [[OUTCOME in seen, BALANCING in seen] for seen in (first, retired, read)]
    assert asked == [[False, True], [True, False], [False, False]]
    assert ["No longer collected since 15 June 2026" in x for x in (first, retired)] == [
        False,
        True,
    ]


def test_the_list_costs_the_same_whatever_it_holds(
    published_plan: Plan, lead: User, client_for: SignIn
) -> None:
    client, path = client_for(lead), reverse("plan_measures", args=[published_plan.pk])
    counts = []
    for names in (["A"], ["B", "C"]):
        for name in names:
            add(published_plan, lead, name=name)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("wanted", "target", "asks"),
    [("LOWER", 9, 1), ("LOWER", 3, 0), ("HIGHER", 3, 1), ("NEITHER", 9, 0)],
)
def test_a_target_on_the_other_side_is_saved_and_asked_about(
    wanted: str,
    target: int,
    asks: int,
    measure: Measure,
    lead: User,
    client_for: SignIn,
) -> None:
    client = client_for(lead)
    change = {
        **TYPED, "hangs_on": str(measure.priority_key), "wanted": wanted, "target": target,
        "revision": measure.revision,
    }  # fmt: skip
    answer = client.post(page("plan_measure_change", measure), change, follow=True)
    measure.refresh_from_db()
    asked = text_of(answer).count("Is that what you mean?")
    assert (measure.target == target, asked) == (True, asks)


def test_who_saves_second_sees_both_texts_and_nothing_is_lost(
    measure: Measure, lead: User, editor: User, client_for: SignIn
) -> None:
    seen = {"hangs_on": str(measure.priority_key), "revision": measure.revision}
    path = page("plan_measure_change", measure)
    client_for(lead).post(path, {**TYPED, **seen, "source": "Theirs"})
    answer = client_for(editor).post(path, {**TYPED, **seen, "source": "Mine"})
    measure.refresh_from_db()
    shown = answer.content.decode()
    assert (answer.status_code, measure.source) == (200, "Theirs")
    assert ("Theirs" in text_of(answer), 'value="Mine"' in shown) == (True, True)
    again = {"revision": measure.revision, "both": "1", "keep_source": "MINE", "source": "Mine"}
    answer = client_for(editor).post(path, {**TYPED, **seen, **again})
    measure.refresh_from_db()
    assert (answer.status_code, measure.source) == (302, "Mine")


def test_a_change_is_no_autosave_and_the_same_again_changes_nothing(
    measure: Measure, lead: User, client_for: SignIn
) -> None:
    client, path = client_for(lead), page("plan_measure_change", measure)
    change = {**TYPED, "hangs_on": str(measure.priority_key), "revision": measure.revision}
    auto = client.post(path, {**change, "autosave": "1"}).json()
    saved = [client.post(path, change).status_code for _ in range(2)]
    wrong = form_of(client.post(path, {**change, "name": ""})).errors
    assert (auto["saved"], saved, events()) == (False, [302, 302], ["added", "changed"])
    assert wrong == {"name": ["Enter a name for the measure"]}


def test_periods_stay_once_there_is_data(measure: Measure, lead: User, client_for: SignIn) -> None:
    services.save_values(
        measure=measure, values={date(2026, 1, 1): Decimal(3)}, seen=0, by=lead, at=NOW
    )
    change = {
        **TYPED, "hangs_on": str(measure.priority_key), "revision": measure.revision,
        "frequency": "WEEK",
    }  # fmt: skip
    answer = client_for(lead).post(page("plan_measure_change", measure), change)
    assert form_of(answer).errors == {
        "frequency": [
            "This measure has data for its periods. Add another measure to collect at other times."
        ]
    }


def test_a_measure_that_is_retired_keeps_its_data_and_comes_back(
    measure: Measure, editor: User, client_for: SignIn
) -> None:
    values = {date(2026, 1, 1): Decimal(3)}
    services.save_values(measure=measure, values=values, seen=0, by=editor, at=NOW)
    client, states = client_for(editor), []
    for name in ("retire", "retire", "resume", "resume"):
        client.post(page(f"plan_measure_{name}", measure))
        measure.refresh_from_db()
        states.append((measure.is_retired, measure.points.count()))
    assert states == [(True, 1), (True, 1), (False, 1), (False, 1)]
    assert events() == ["added", "data-saved", "retired", "resumed"]


def test_a_name_that_was_taken_meanwhile_cannot_come_back(
    measure: Measure, lead: User, client_for: SignIn
) -> None:
    services.retire_measure(measure=measure, by=lead, at=NOW)
    add(measure.plan, lead, definition="Another one.")
    answer = client_for(lead).post(page("plan_measure_resume", measure), follow=True)
    measure.refresh_from_db()
    said = "This priority has a measure of this name already."
    assert (measure.is_retired, said in text_of(answer)) == (True, True)


def test_a_lead_makes_a_measure_public_and_hides_small_counts(
    measure: Measure, lead: User, client_for: SignIn
) -> None:
    client = client_for(lead)
    for _ in range(2):
        client.post(
            page("plan_measure_sharing", measure), {"is_public": "yes", "hides_small": "yes"}
        )
    measure.refresh_from_db()
    assert (measure.is_public, measure.hides_small, events()) == (
        True, True, ["added", "sharing-changed"],
    )  # fmt: skip
    # What is hidden stays hidden: an editor cannot make a rate of a count.
    change = {
        **TYPED, "hangs_on": str(measure.priority_key), "revision": measure.revision,
        "is_count": "no", "reason": "A rate says more",
    }  # fmt: skip
    answer = client.post(page("plan_measure_change", measure), change)
    measure.refresh_from_db()
    assert (measure.is_count, "Ask a lead to change that first." in text_of(answer)) == (True, True)


def test_a_rate_is_not_asked_about_small_counts(
    measure: Measure, lead: User, client_for: SignIn
) -> None:
    Measure.objects.update(is_count=False)
    client, path = client_for(lead), page("plan_measure_sharing", measure)
    assert list(form_of(client.get(path)).fields) == ["is_public"]
    assert client.post(path, {"is_public": "yes"}).status_code == 302


def test_no_nhs_number_becomes_public_with_a_measure(
    measure: Measure, lead: User, client_for: SignIn
) -> None:
    number = nhs_number()
    Measure.objects.update(source=number)
    answer = client_for(lead).post(
        page("plan_measure_sharing", measure), {"is_public": "yes", "hides_small": "no"}
    )
    measure.refresh_from_db()
    assert (measure.is_public, "looks like an NHS number in this measure" in text_of(answer)) == (
        False, True,
    )  # fmt: skip
    Measure.objects.update(source="", is_public=True)
    with pytest.raises(PatientDataFound):
        services.change_measure(measure=measure, by=lead, at=NOW, source=number)
    with pytest.raises(PatientDataFound):
        services.rebase_measure(
            measure=measure, first_day=date(2026, 2, 1), reason=number, by=lead, at=NOW
        )


def test_nothing_changes_once_the_organisation_is_no_member(
    measure: Measure, lead: User, client_for: SignIn
) -> None:
    measure.plan.membership.__class__.objects.update(
        state="WITHDRAWN", state_reason="Because.", state_at=NOW
    )
    for day in (date(2026, 1, 1), date(2026, 2, 1)):
        DataPoint.objects.create(measure=measure, first_day=day, entered_at=NOW, entered_by=lead)
    client, said = client_for(lead), "A plan can change only while the organisation is a member."
    rows = {"rows": "2026-01,3", "step": "accept", "seen": "0"}
    given = {**TYPED, "hangs_on": str(measure.priority_key), "revision": measure.revision}
    refused = [
        said in text_of(client.post(path, data, follow=True))
        for path, data in [
            (reverse("plan_measure_add", args=[measure.plan_id]), {**given, "name": "Other"}),
            (page("plan_measure_change", measure), given),
            (page("plan_measure_sharing", measure), {"is_public": "yes", "hides_small": "no"}),
            (page("plan_measure_retire", measure), {}),
            (page("plan_measure_data", measure), rows),
            (page("plan_measure_rebase_remove", measure, 1), {}),
            (page("plan_measure_rebase", measure), {"first_day": "2026-02-01", "reason": "Beds"}),
        ]
    ]
    assert refused == [True] * 7


def test_a_name_that_is_taken_is_refused_when_it_is_added(
    measure: Measure, lead: User, client_for: SignIn
) -> None:
    data = {**TYPED, "hangs_on": str(measure.priority_key)}
    path = reverse("plan_measure_add", args=[measure.plan_id])
    answer = client_for(lead).post(path, data)
    assert form_of(answer).non_field_errors() == [
        "This priority has a measure of this name already."
    ]


def test_a_measure_moves_to_another_priority_and_outlives_it(
    measure: Measure, lead: User, client_for: SignIn
) -> None:
    services.start_new_version(plan=measure.plan, by=lead, at=NOW)
    draft = measure.plan.versions.drafts().get()
    other = draft.priorities.create(position=9, title="Safer discharge", topic="DISCHARGE")
    services.change_measure(measure=measure, by=lead, at=NOW, priority_key=other.key)
    other.delete()
    said = text_of(client_for(lead).get(reverse("plan_measures", args=[measure.plan_id])))
    assert "Priorities that the plan has no longer Falls with harm" in said


def test_rows_say_what_they_are() -> None:
    rows = [
        model(first_day=TODAY, value=value)
        for model in (DataPoint, ReplacedValue)
        for value in (None, 3)
    ]
    assert [str(row) for row in rows] == ["2026-06-15: not collected", "2026-06-15: 3"] * 2
    assert str(Rebase(first_day=TODAY, reason="New beds")) == "2026-06-15: New beds"
    assert str(Measure(name="Falls")) == "Falls"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "OTHER"},
        {"hides_small": True, "is_count": False},
        {"target_date": date(2028, 1, 1)},
        {"multiplier": 0},
        {"baseline_points": 1},
        {"retired_at": NOW},
    ],
)
def test_the_database_refuses(wrong: dict[str, Any], measure: Measure) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(**wrong)
