"""What the team's page offers where there is one lead, or none who can sign in."""

import html
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from organisations.choices import Role
from organisations.models import Membership
from organisations.permissions import is_only_lead

ClientFor = Callable[[User], Client]
INSTEAD = "You are the only lead. To leave or to change your role, hand the lead over first."


def test_the_only_lead_is_the_one_who_can_sign_in(
    membership: Membership,
    lead: User,
    editor: User,
    another_lead: Callable[[Membership], User],
) -> None:
    alone = is_only_lead(lead, membership), is_only_lead(editor, membership)
    other = another_lead(membership)
    two = is_only_lead(lead, membership)
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert (alone, two, is_only_lead(lead, membership)) == ((True, False), False, True)


@pytest.mark.parametrize("alone", [True, False])
def test_a_lead_is_offered_what_is_possible(
    membership: Membership,
    lead: User,
    client_for: ClientFor,
    another_lead: Callable[[Membership], User],
    *,
    alone: bool,
) -> None:
    if not alone:
        another_lead(membership)
    mine = membership.representatives.get(user=lead)
    base = f"/members/{membership.pk}/team/"
    page = html.unescape(client_for(lead).get(base).content.decode())
    offered = [f'href="{base}{path}"' in page for path in ("leave/", f"people/{mine.pk}/role/")]
    assert (offered, INSTEAD in page) == ([not alone] * 2, alone)
    theirs = membership.representatives.get(role=Role.EDITOR)
    assert f'href="{base}people/{theirs.pk}/role/"' in page


@pytest.mark.parametrize("path", ["leave/", "people/{}/role/"])
def test_an_address_kept_from_before_leads_the_only_lead_to_the_hand_over(
    path: str, membership: Membership, lead: User, client_for: ClientFor
) -> None:
    base = f"/members/{membership.pk}/team/"
    mine = membership.representatives.get(user=lead).pk
    answer = client_for(lead).get(base + path.format(mine), follow=True)
    assert answer.redirect_chain == [(f"{base}hand-over/", 302)]
    assert INSTEAD in html.unescape(answer.content.decode())


def test_a_lead_who_is_alone_is_asked_to_invite_somebody_first(
    membership: Membership, lead: User, client_for: ClientFor
) -> None:
    membership.representatives.exclude(user=lead).delete()
    client, base = client_for(lead), f"/members/{membership.pk}/team/"
    page = html.unescape(client.get(base).content.decode())
    assert ("hand-over/" in page, "invite a colleague, then hand the lead over" in page) == (
        False,
        True,
    )
    page = client.get(f"{base}hand-over/").content.decode()
    assert ("Nobody else is on this team yet" in page, "Who will take over?" in page) == (
        True,
        False,
    )
    page = client.post(f"{base}hand-over/", {}).content.decode()
    assert "There is a problem" in page


def test_an_editor_can_leave_beside_the_only_lead(
    membership: Membership, editor: User, client_for: ClientFor
) -> None:
    page = client_for(editor).get(f"/members/{membership.pk}/team/leave/")
    assert (page.status_code, b"Leave the team" in page.content) == (200, True)


def test_a_team_whose_leads_are_gone_says_whom_to_write_to(
    membership: Membership, lead: User, editor: User, client_for: ClientFor
) -> None:
    client, said = client_for(editor), []
    for _ in range(2):
        page = html.unescape(client.get(f"/members/{membership.pk}/team/").content.decode())
        said.append(("No lead of this team can sign in" in page, "Ask a lead if" in page))
        User.objects.filter(pk=lead.pk).update(is_active=False)
    assert said == [(False, True), (True, False)]
    assert 'href="mailto:' in page
