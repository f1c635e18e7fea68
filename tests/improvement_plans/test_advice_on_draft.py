"""The campaign team reads a draft when a lead asks, and only then; it edits none."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from improvement_plans import services
from improvement_plans.models import Plan
from organisations.models import Membership, Message
from tests.architecture.test_access import ACCESS
from tests.conftest import NOW, publish_anew
from tests.improvement_plans.whole import WORD, write_whole

SignIn = Callable[[User], Client]
CAMPAIGN = ("officer", "analyst", "administrator")
OTHERS = ("stranger", "other_lead", "individual", "asked_to_join")


def ask(plan: Plan, by: User) -> None:
    services.ask_for_advice(plan=plan, text="Is the aim clear?", by=by, at=NOW)


@pytest.fixture
def statuses(
    plan: Plan, request: pytest.FixtureRequest, client_for: SignIn
) -> Callable[[tuple[str, ...]], dict[str, int]]:
    """What each of these people gets for the preview."""

    def of(people: tuple[str, ...]) -> dict[str, int]:
        address = reverse("plan_preview", args=[plan.pk])
        clients = {person: client_for(request.getfixturevalue(person)) for person in people}
        return {person: client.get(address).status_code for person, client in clients.items()}

    return of


def test_who_reads_a_draft_before_during_and_after_advice(
    plan: Plan, lead: User, statuses: Any, other_membership: Membership
) -> None:
    write_whole(plan, lead)
    people = (*CAMPAIGN, *OTHERS, "viewer", "editor", "lead")
    own = dict.fromkeys(("viewer", "editor", "lead"), 200)
    nobody_else = {**dict.fromkeys((*CAMPAIGN, *OTHERS), 404), **own}
    assert statuses(people) == nobody_else
    ask(plan, lead)
    assert statuses(people) == {**nobody_else, **dict.fromkeys(CAMPAIGN, 200)}
    services.end_advice(plan=plan, by=lead, at=NOW)
    assert statuses(people) == nobody_else
    ask(plan, lead)
    publish_anew(plan, lead)
    services.start_new_version(plan=plan, by=lead, at=NOW)
    # The next draft is another: nobody was asked to read it.
    assert statuses(people) == nobody_else


def test_the_task_list_says_who_can_see_the_draft(
    plan: Plan, lead: User, client_for: Callable[[User], Client]
) -> None:
    write_whole(plan, lead)
    tasks = f"/plans/{plan.pk}/"
    team = ", and the campaign team, who were asked for advice, can see it."
    before = client_for(lead).get(tasks).content.decode().count(team)
    ask(plan, lead)
    assert (before, client_for(lead).get(tasks).content.decode().count(team)) == (0, 1)


@pytest.mark.parametrize("person", CAMPAIGN)
def test_the_campaign_team_opens_and_writes_nothing_else(
    person: str, plan: Plan, lead: User, request: pytest.FixtureRequest, client_for: SignIn
) -> None:
    draft = write_whole(plan, lead)
    ask(plan, lead)
    client = client_for(request.getfixturevalue(person))
    known = {"plan": plan.pk, "priority": draft.priorities.get().pk, "number": 1}
    wrong = {}
    for name, row in ACCESS.items():
        arguments = row.args.split()
        if arguments[:1] == ["plan"] and set(arguments) <= set(known) and name != "plan_preview":
            address = reverse(name, args=[known[argument] for argument in arguments])
            answers = (client.get(address).status_code, client.post(address).status_code)
            if answers != (404, 404):
                wrong[name] = answers
    assert wrong == {}
    preview = reverse("plan_preview", args=[plan.pk])
    assert client.post(preview).status_code == 405
    page = client.get(preview).content.decode()
    assert (WORD in page, "has asked the campaign team to read it" in page) == (True, True)
    assert reverse("plan_tasks", args=[plan.pk]) not in page


def test_a_lead_asks_the_desk_shows_it_and_it_leads_to_the_draft(
    plan: Plan, lead: User, officer: User, client_for: SignIn
) -> None:
    write_whole(plan, lead)
    client, team = client_for(lead), client_for(officer)
    address, preview = f"/plans/{plan.pk}/advice/", f"/plans/{plan.pk}/preview/"
    assert address in client.get(f"/plans/{plan.pk}/").content.decode()
    for _ in range(2):
        client.post(address, {"text": "Is the aim clear?"})
    message = Message.objects.get()
    assert message.text == (
        "Is the aim clear?\n\nPlease read the draft of version 1 of our safety improvement plan: "
        f"http://127.0.0.1:8000{preview}"
    )
    assert Event.objects.filter(event="plan.advice-on-draft").count() == 1
    assert "Harrowmere Test NHS Trust" in team.get("/campaign/").content.decode()
    answer = team.get(reverse("advice_answer", args=[plan.membership_id])).content.decode()
    assert re.findall(rf'href="{preview}">(.*?)</a>', answer) == [
        "read version 1 of their safety improvement plan"
    ]
    assert "Make the draft private again" in client.get(address).content.decode()
    client.post(f"{address}end/")
    answer = team.get(reverse("advice_answer", args=[plan.membership_id])).content.decode()
    assert f'href="{preview}"' not in answer


def test_without_a_draft_there_is_nothing_to_advise_on(
    published_plan: Plan, lead: User, client_for: SignIn
) -> None:
    client, address = client_for(lead), f"/plans/{published_plan.pk}/advice/"
    assert client.get(address).status_code == 302
    refused = client.post(address, {"text": "Is the aim clear?"})
    assert (refused.status_code, Message.objects.count()) == (200, 0)
    assert client.post(f"{address}end/").status_code == 302
