"""A member's team: its page, roles, leaving, removing."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audit.models import Event
from organisations.choices import AfterHandover, Role
from organisations.models import (
    Handover,
    Invitation,
    JoinRequest,
    LeadAppointment,
    Membership,
    Representative,
)
from organisations.permissions import role_of
from organisations.services import handover as handovers
from organisations.services import invitations, team
from organisations.services.membership import WrongState, add_representative, change_state
from tests.conftest import NOW, TODAY
from tests.organisations.mails import told

ClientFor = Callable[[User], Client]


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def place(membership: Membership, user: User) -> Representative:
    return membership.representatives.get(user=user)


def roles(membership: Membership) -> dict[str, str]:
    found = membership.representatives.values_list("user__email", "role")
    return {email.split("@")[0]: role for email, role in found}


TEAM = {"lead": "LEAD", "editor": "EDITOR", "viewer": "VIEWER"}


# Roles


def test_another_role_is_told_to_the_person_and_to_the_other_leads(
    membership: Membership, lead: User, editor: User, viewer: User
) -> None:
    team.change_role(representative=place(membership, viewer), role=Role.LEAD, by=lead, at=NOW)
    with told() as mails:
        team.change_role(representative=place(membership, editor), role=Role.LEAD, by=lead, at=NOW)
    assert roles(membership) == {"lead": "LEAD", "editor": "LEAD", "viewer": "LEAD"}
    name = membership.organisation
    assert mails == [("editor", f"Your role at {name}"), ("viewer", f"Your team at {name}")]
    last = Event.objects.about(f"organisations.membership:{membership.pk}").last()
    assert last is not None
    assert (last.event, last.details) == (
        "representative.role-changed",
        {"user": editor.pk, "before": "EDITOR", "after": "LEAD"},
    )


def test_a_role_below_lead_is_told_to_the_person_alone(
    membership: Membership, lead: User, editor: User
) -> None:
    with told() as mails:
        team.change_role(
            representative=place(membership, editor), role=Role.VIEWER, by=lead, at=NOW
        )
    assert [to for to, _ in mails] == ["editor"]


def test_the_same_role_again_changes_nothing(
    membership: Membership, lead: User, editor: User
) -> None:
    events = Event.objects.count()
    with told() as mails:
        team.change_role(
            representative=place(membership, editor), role=Role.EDITOR, by=lead, at=NOW
        )
    assert (mails, Event.objects.count()) == ([], events)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_the_only_lead_keeps_the_role(role: Role, membership: Membership, lead: User) -> None:
    with pytest.raises(team.LastLead, match="Hand over"):
        team.change_role(representative=place(membership, lead), role=role, by=lead, at=NOW)
    assert roles(membership) == TEAM


def test_a_lead_who_cannot_sign_in_is_no_other_lead(
    membership: Membership, lead: User, editor: User
) -> None:
    team.change_role(representative=place(membership, editor), role=Role.LEAD, by=lead, at=NOW)
    User.objects.filter(pk=editor.pk).update(is_active=False)
    with pytest.raises(team.LastLead):
        team.leave(membership=membership, by=lead, at=NOW)


# Leaving and removing


def test_who_leaves_is_thanked_and_the_leads_are_told(membership: Membership, editor: User) -> None:
    with told() as mails:
        team.leave(membership=membership, by=editor, at=NOW)
    name = membership.organisation
    assert mails == [
        ("editor", f"You have left the team of {name}"),
        ("lead", f"Your team at {name}"),
    ]
    assert roles(membership) == {"lead": "LEAD", "viewer": "VIEWER"}


def test_the_only_lead_stays(membership: Membership, lead: User) -> None:
    with pytest.raises(team.LastLead):
        team.leave(membership=membership, by=lead, at=NOW)
    assert roles(membership) == TEAM


def test_of_two_leads_one_can_leave(membership: Membership, lead: User, editor: User) -> None:
    team.change_role(representative=place(membership, editor), role=Role.LEAD, by=lead, at=NOW)
    team.leave(membership=membership, by=lead, at=NOW)
    assert roles(membership) == {"editor": "LEAD", "viewer": "VIEWER"}


def test_a_removed_person_is_told_and_so_are_the_other_leads(
    membership: Membership, lead: User, editor: User, viewer: User
) -> None:
    team.change_role(representative=place(membership, viewer), role=Role.LEAD, by=lead, at=NOW)
    with told() as mails:
        team.remove(representative=place(membership, editor), by=lead, at=NOW)
    name = membership.organisation
    assert mails == [
        ("editor", f"You are no longer on the team of {name}"),
        ("viewer", f"Your team at {name}"),
    ]


def test_a_removed_person_is_out_on_the_next_request(
    membership: Membership, lead: User, editor: User, client_for: ClientFor
) -> None:
    client = client_for(editor)
    path = f"/members/{membership.pk}/team/"
    before = client.get(path).status_code
    team.remove(representative=place(membership, editor), by=lead, at=NOW)
    assert (before, client.get(path).status_code, role_of(editor, membership)) == (200, 404, "")


def test_a_removed_person_has_no_way_back(
    membership: Membership, other_membership: Membership, lead: User, editor: User, other_lead: User
) -> None:
    team.change_role(representative=place(membership, editor), role=Role.LEAD, by=lead, at=NOW)
    for email in ("friend@harrowmere.example", "own@elsewhere.example"):
        invitations.invite(membership=membership, email=email, role=Role.LEAD, by=editor, at=NOW)
    kept = invitations.invite(
        membership=membership, email="new@harrowmere.example", role=Role.EDITOR, by=lead, at=NOW
    )
    elsewhere = invitations.invite(
        membership=other_membership, email=editor.email, role=Role.EDITOR, by=other_lead, at=NOW
    )
    handovers.plan_handover(
        membership=membership,
        to=editor,
        on_date=TODAY + timedelta(days=9),
        afterwards=AfterHandover.LEAVES,
        by=lead,
        at=NOW,
        today=TODAY,
    )
    team.remove(representative=place(membership, editor), by=lead, at=NOW)
    assert [i.pk for i in membership.invitations.open()] == [kept.pk]
    assert [i.pk for i in other_membership.invitations.open()] == [elsewhere.pk]
    assert membership.handovers.open().count() == 0


def test_removing_twice_says_that_the_person_has_gone(
    membership: Membership, lead: User, editor: User
) -> None:
    gone = place(membership, editor)
    stale = place(membership, editor)
    team.remove(representative=gone, by=lead, at=NOW)
    with pytest.raises(team.NotOnTheTeam):
        team.remove(representative=stale, by=lead, at=NOW)


def test_the_team_of_an_ended_sign_up_stays(sign_up: Membership, lead: User) -> None:
    change_state(membership=sign_up, to="CLOSED", by="system", at=NOW)  # type: ignore[arg-type]
    with pytest.raises(WrongState):
        team.leave(membership=sign_up, by=lead, at=NOW)


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        (Invitation(membership_id=7, role="LEAD"), "7 LEAD"),
        (JoinRequest(membership_id=7), "7 open"),
        (JoinRequest(membership_id=7, answer="DECLINED"), "7 DECLINED"),
        (Handover(membership_id=7, on_date=TODAY), "7 2026-06-15"),
        (LeadAppointment(membership_id=7, asked_at=NOW), "7 2026-06-15"),
    ],
)
def test_rows_name_themselves_without_a_query(thing: Model, expected: str) -> None:
    assert str(thing) == expected


# Pages


def test_leads_see_addresses_and_others_do_not(
    membership: Membership, lead: User, viewer: User, client_for: ClientFor
) -> None:
    invitations.invite(
        membership=membership, email="new@harrowmere.example", role=Role.EDITOR, by=lead, at=NOW
    )
    path = f"/members/{membership.pk}/team/"
    shown = {who.full_name: words(client_for(who).get(path)) for who in (lead, viewer)}
    addresses = {
        who: sorted(set(re.findall(r"\w+@harrowmere", text))) for who, text in shown.items()
    }
    assert addresses == {
        "Lena Lead": [f"{who}@harrowmere" for who in ("editor", "lead", "new", "viewer")],
        "Vi Viewer": [],
    }
    assert [name for name in ("Lena Lead", "Eddie Editor") if name not in shown["Vi Viewer"]] == []


def test_the_team_page_costs_the_same_for_one_and_for_three(
    membership: Membership,
    lead: User,
    make_user: Callable[..., User],
    client_for: ClientFor,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client, path = client_for(lead), f"/members/{membership.pk}/team/"

    def add(number: int) -> None:
        person = make_user(f"extra{number}@harrowmere.example")
        add_representative(
            membership=membership, user=person, role=Role.VIEWER, job_title="Nurse", by=lead, at=NOW
        )
        invitations.invite(
            membership=membership, email=f"i{number}@x.example", role=Role.VIEWER, by=lead, at=NOW
        )
        asks = make_user(f"asks{number}@harrowmere.example")
        membership.join_requests.create(user=asks, job_title="Nurse", asked_at=NOW)

    add(1)
    with CaptureQueriesContext(connection) as first:
        client.get(path)
    add(2)
    add(3)
    with django_assert_num_queries(len(first)):
        client.get(path)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Enter their work email address"),
        ({"email": "new@x.example"}, "Choose a role"),
        ({"email": "EDITOR@harrowmere.example", "role": "VIEWER"}, "is on the team already"),
        ({"email": "nobody", "role": "VIEWER"}, "in the correct format"),
    ],
)
def test_a_wrong_invitation_says_what_to_do(
    data: dict[str, str], said: str, membership: Membership, lead: User, client_for: ClientFor
) -> None:
    answer = client_for(lead).post(f"/members/{membership.pk}/team/invite/", data)
    assert said in words(answer)
    assert f'value="{data.get("email", "")}"' in answer.content.decode()
    assert membership.invitations.count() == 0


def test_a_lead_invites_resends_and_cancels(
    membership: Membership, lead: User, client_for: ClientFor
) -> None:
    client, base = client_for(lead), f"/members/{membership.pk}/team/"
    data = {"email": "New@Harrowmere.example", "role": "EDITOR"}
    shown = [words(client.post(f"{base}invite/", data, follow=True))]
    first = membership.invitations.open().get()
    shown.append(words(client.post(f"{base}invitations/{first.pk}/resend/", follow=True)))
    second = membership.invitations.open().get()
    shown.append(words(client.post(f"{base}invitations/{second.pk}/cancel/", follow=True)))
    shown.append(words(client.post(f"{base}invitations/{second.pk}/cancel/", follow=True)))
    wanted = ("We have written to", "again.", "no longer works.", "used or cancelled already")
    assert [want for want, text in zip(wanted, shown, strict=True) if want not in text] == []
    assert (first.pk == second.pk, membership.invitations.open().count()) == (False, 0)


def test_an_invitation_of_another_member_is_not_found(
    membership: Membership,
    other_membership: Membership,
    lead: User,
    other_lead: User,
    client_for: ClientFor,
) -> None:
    theirs = invitations.invite(
        membership=other_membership, email="x@y.example", role=Role.EDITOR, by=other_lead, at=NOW
    )
    person = place(other_membership, other_lead)
    client, base = client_for(lead), f"/members/{membership.pk}/team/"
    paths = (f"invitations/{theirs.pk}/cancel/", f"people/{person.pk}/remove/")
    assert [client.post(f"{base}{path}").status_code for path in paths] == [404, 404]


def test_a_lead_changes_a_role_and_removes(
    membership: Membership, lead: User, editor: User, viewer: User, client_for: ClientFor
) -> None:
    client, base = client_for(lead), f"/members/{membership.pk}/team/people/"
    client.post(f"{base}{place(membership, editor).pk}/role/", {"role": "VIEWER"})
    asked = client.get(f"{base}{place(membership, viewer).pk}/remove/")
    client.post(f"{base}{place(membership, viewer).pk}/remove/")
    assert "Take Vi Viewer off the team" in words(asked)
    assert roles(membership) == {"lead": "LEAD", "editor": "VIEWER"}


def test_somebody_becomes_a_lead_and_is_one_no_more_and_the_other_leads_are_told(
    membership: Membership,
    lead: User,
    editor: User,
    another_lead: Callable[[Membership], User],
    client_for: ClientFor,
) -> None:
    another_lead(membership)
    client = client_for(lead)
    path = f"/members/{membership.pk}/team/people/{place(membership, editor).pk}/role/"
    with told() as mails:
        answers = [client.post(path, {"role": role}).status_code for role in ("LEAD", "VIEWER")]
    others = [to for to, _ in mails if to == "another"]
    assert (answers, len(others), place(membership, editor).role) == ([302, 302], 2, "VIEWER")


def test_the_same_invitation_a_moment_later_says_that_nothing_was_sent(
    membership: Membership, lead: User, client_for: ClientFor
) -> None:
    client, path = client_for(lead), f"/members/{membership.pk}/team/invite/"
    invited = {"email": "new@harrowmere.example", "role": "VIEWER"}
    with told() as mails:
        pages = [words(client.post(path, invited, follow=True)) for _ in range(2)]
        other = client.post(path, {**invited, "role": "EDITOR"}, follow=True)
    again = "We wrote to new@harrowmere.example less than a minute ago, and have not written again."
    sent = "We have written to new@harrowmere.example."
    assert [(sent in page, again in page) for page in (*pages, words(other))] == [
        (True, False), (False, True), (True, False),
    ]  # fmt: skip
    assert len(mails) == 2


def test_the_only_lead_is_told_to_hand_over(
    membership: Membership, lead: User, client_for: ClientFor
) -> None:
    client, base = client_for(lead), f"/members/{membership.pk}/team/"
    on_form = client.post(f"{base}people/{place(membership, lead).pk}/role/", {"role": "VIEWER"})
    above = client.post(f"{base}leave/", follow=True)
    said = "There is no other lead. Hand over to a colleague first."
    assert (said in words(on_form), said in words(above), roles(membership)) == (True, True, TEAM)


def test_who_leaves_comes_to_their_own_page(
    membership: Membership, viewer: User, client_for: ClientFor
) -> None:
    answer = client_for(viewer).post(f"/members/{membership.pk}/team/leave/", follow=True)
    assert answer.redirect_chain == [("/dashboard/", 302)]
    assert "You have left the team of" in words(answer)
