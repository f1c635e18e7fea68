"""An address of a team, opened by somebody who is not on it."""

import html
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from improvement_plans.models import Plan
from organisations.models import Membership
from organisations.services import team
from tests.conftest import NOW

ClientFor = Callable[[User], Client]
SAID = "You may no longer be on that team"


@pytest.mark.parametrize(
    "path", ["/members/{m}/team/", "/sign-up/{m}/", "/advice/{m}/", "/plans/{p}/"]
)
def test_who_was_taken_off_is_told_what_a_stranger_is_told(
    path: str,
    membership: Membership,
    plan: Plan,
    editor: User,
    lead: User,
    stranger: User,
    client_for: ClientFor,
) -> None:
    path = path.format(m=membership.pk, p=plan.pk)
    client = client_for(editor)
    before = client.get(path).status_code
    mine = membership.representatives.get(user=editor)
    team.remove(representative=mine, by=lead, at=NOW)
    answers = [client.get(path), client_for(stranger).get(path)]
    nobody = path.replace(str(membership.pk), "987654").replace(str(plan.pk), "987654")
    answers.append(client_for(stranger).get(nobody))
    assert (before, [a.status_code for a in answers]) == (200, [404] * 3)
    assert len({a.content for a in answers}) == 1
    page = html.unescape(answers[0].content.decode())
    assert (SAID in page, 'href="/dashboard/"' in page, "Harrowmere" in page) == (True, True, False)


@pytest.mark.parametrize("path", ["/organisations/none/", "/nowhere/", "/sign-up/organisation/x/"])
def test_another_unknown_address_speaks_of_no_team(path: str, db: None, client: Client) -> None:
    answer = client.get(path)
    assert (answer.status_code, SAID in answer.content.decode()) == (404, False)
