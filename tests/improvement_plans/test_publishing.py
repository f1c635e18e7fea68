"""Publishing what was read, by one of two, with nothing about a patient in any row."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from improvement_plans import services
from improvement_plans.models import (
    DiagramStep,
    Driver,
    HeadStart,
    LearningGoal,
    Milestone,
    PartSaved,
    PdsaCycle,
    Plan,
    PlanVersion,
    Priority,
    fingerprint_of,
)
from organisations.models import Membership
from organisations.services.patient_data import PatientDataFound
from tests.conftest import NOW, publish_anew
from tests.improvement_plans.whole import publish_whole, write_whole
from tests.nhs_numbers import nhs_number

SignIn = Callable[[User], Client]
NUMBER = nhs_number()


def page_of(client: Client, plan: Plan) -> tuple[str, dict[str, str]]:
    """The publish page, and what its form would send."""
    page = client.get(f"/plans/{plan.pk}/publish/").content.decode()
    read = "".join(re.findall(r'name="read" value="(\w+)"', page))
    return page, {"reason": "Two years of data", "report_frequency": "YEARLY", "read": read}


def text(answer: Any) -> str:
    html = answer if isinstance(answer, str) else answer.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


CHANGES: dict[str, Callable[[PlanVersion], object]] = {
    "a part": lambda draft: PlanVersion.objects.filter(pk=draft.pk).update(what_worked="Other"),
    "a priority": lambda draft: draft.priorities.update(lead_role="Porter"),
    "its pledges": lambda draft: draft.priorities.get().pledges.add(2),
    "a driver": lambda draft: Driver.objects.filter(position=1).update(text="Other"),
    "a cycle": lambda draft: PdsaCycle.objects.update(act="Go on"),
    "a milestone": lambda draft: draft.milestones.all().delete(),
    "a goal": lambda draft: draft.learning_goals.update(sharing="Talk"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_draft_that_a_colleague_changed_since_is_read_again(
    change: str, plan: Plan, lead: User, client_for: SignIn
) -> None:
    client, draft = client_for(lead), write_whole(plan, lead)
    _, typed = page_of(client, plan)
    CHANGES[change](draft)
    refused = client.post(f"/plans/{plan.pk}/publish/", typed)
    said = text(refused)
    assert "A colleague has changed the draft since you opened this page." in said
    assert "Two years of data" in said
    assert plan.versions.get().state == "DRAFT"
    # Having looked, one presses the same button again.
    again = "".join(re.findall(r'name="read" value="(\w+)"', refused.content.decode()))
    assert client.post(f"/plans/{plan.pk}/publish/", {**typed, "read": again}).status_code == 302
    assert plan.versions.get().state == "PUBLISHED"


def test_the_page_says_who_changed_what_last(plan: Plan, lead: User, client_for: SignIn) -> None:
    services.save_part(plan=plan, by=lead, at=NOW, title="Safer nights")
    page, _ = page_of(client_for(lead), plan)
    assert "About the plan, by Lena Lead on 15 June 2026 at 10:00" in text(page)


def test_the_page_says_what_readers_will_find_changed(
    published_plan: Plan, lead: User, client_for: SignIn
) -> None:
    services.start_new_version(plan=published_plan, by=lead, at=NOW)
    client = client_for(lead)
    assert "The draft says the same as version 1" in text(page_of(client, published_plan)[0])
    services.save_part(plan=published_plan, by=lead, at=NOW, what_worked="Lights at night")
    page = text(page_of(client, published_plan)[0])
    assert "What changes since version 1" in page
    assert "these read otherwise: What worked over the last three years." in page
    assert "[added: Lights at night ]" in page


def test_the_second_of_two_is_told_who_was_quicker(
    plan: Plan,
    lead: User,
    another_lead: Callable[[Membership], User],
    client_for: SignIn,
) -> None:
    services.save_part(plan=plan, by=lead, at=NOW, title="Safer nights")
    first, second = client_for(lead), client_for(another_lead(plan.membership))
    typed = page_of(first, plan)[1]
    for client, by in ((first, ""), (second, "Lena Lead"), (first, "You")):
        answer = client.post(f"/plans/{plan.pk}/publish/", typed, follow=True)
        assert answer.status_code == 200
        if by:
            assert f"{by} published version 1 a moment ago, as you read it." in text(answer)
    assert list(plan.versions.values_list("number", "state")) == [(1, "PUBLISHED")]
    # Who has read something else keeps what they typed.
    other = second.post(f"/plans/{plan.pk}/publish/", {**typed, "read": "other"})
    assert "Lena Lead published version 1 on" in text(other)
    assert "Two years of data" in text(other)


ROWS: dict[str, tuple[type[Any], str, str]] = {
    "narrative": (PlanVersion, "what_worked", "the parts of the plan"),
    "people": (Priority, "affected_differently", "priority 1"),
    "driver": (Driver, "text", "the driver diagram of priority 1"),
    "cycle": (PdsaCycle, "study", "a PDSA cycle of priority 1"),
    "milestone": (Milestone, "title", "the milestones"),
    "goal": (LearningGoal, "sharing", "what you want to learn"),
}


@pytest.mark.parametrize("row", ROWS)
def test_nothing_about_a_patient_is_published_from_any_row(
    row: str, plan: Plan, lead: User
) -> None:
    write_whole(plan, lead)
    model, field, where = ROWS[row]
    model.objects.update(**{field: NUMBER})
    with pytest.raises(PatientDataFound, match=f"NHS number in {where}[.]"):
        publish_anew(plan, lead, executive_lead="Chief nurse")


def test_what_may_be_about_a_patient_is_pointed_out(
    plan: Plan, lead: User, client_for: SignIn
) -> None:
    write_whole(plan, lead)
    Driver.objects.filter(position=1).update(text="Mrs Jones fell, date of birth 3 May 1950")
    page, _ = page_of(client_for(lead), plan)
    assert "The driver diagram of priority 1 : what looks like" in text(page)


def test_the_sponsor_is_told_unless_they_published_it(
    plan: Plan, lead: User, django_capture_on_commit_callbacks: Any
) -> None:
    for address in ("sponsor@harrowmere.example", lead.email):
        Membership.objects.update(sponsor_email=address, sponsor_confirmed_at=NOW)
        plan.membership.refresh_from_db()
        with django_capture_on_commit_callbacks(execute=True):
            publish_anew(plan, lead, title="Safer nights")
    (message,) = mail.outbox
    assert (message.to, "versions/1/" in str(message.body)) == (
        ["sponsor@harrowmere.example"],
        True,
    )


def test_what_helped_to_write_goes_but_for_a_document_that_is_still_placed(
    plan: Plan, lead: User
) -> None:
    draft = write_whole(plan, lead)
    priority = draft.priorities.get()
    DiagramStep.objects.create(
        priority=priority, done="Moved", before=[], made_at=NOW, made_by=lead
    )
    HeadStart.objects.create(version=draft, name="Plan.docx", brought_at=NOW, brought_by=lead)
    before = fingerprint_of(PlanVersion.objects.get(pk=draft.pk))
    version = publish_anew(plan, lead)
    left = [model.objects.count() for model in (DiagramStep, PartSaved, HeadStart)]
    assert left == [0, 0, 1]
    # What is published is what was read.
    assert fingerprint_of(PlanVersion.objects.get(pk=version.pk)) == before


def test_a_new_version_says_what_the_one_before_said(published_plan: Plan, lead: User) -> None:
    from improvement_plans.changes import plan_changes

    whole = publish_whole(published_plan, lead, priorities=2)
    draft = services.start_new_version(plan=published_plan, by=lead, at=NOW)
    sections = plan_changes(PlanVersion.objects.get(pk=whole.pk), draft)
    assert [s.heading for s in sections if s.parts or s.items or s.note] == []
