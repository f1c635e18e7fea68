"""Members whose leads are gone: bringing them back, and what erased people leave behind."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import User
from accounts.services import PersonGone
from audit.models import Event
from organisations.choices import AfterHandover, Role
from organisations.models import JoinRequest, LeadAppointment, Membership
from organisations.permissions import role_of
from organisations.services import appointments, invitations, joining, lifecycle, team
from organisations.services import handover as handovers
from organisations.services import membership as memberships
from safety_portal.personal_data import erase_person
from tests.conftest import NOW, TODAY
from tests.organisations.mails import told

ClientFor = Callable[[User], Client]


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def leads(membership: Membership) -> list[int]:
    found = membership.representatives.filter(role=Role.LEAD).order_by("pk")
    return list(found.values_list("user", flat=True))


def accept(membership: Membership, by: User) -> None:
    invitations.accept(
        invitation=membership.invitations.open().get(),
        by=by,
        full_name=by.full_name,
        job_title="Nurse",
        at=NOW,
    )


@pytest.fixture
def withdrawn(membership: Membership, lead: User) -> Membership:
    """Has left the campaign, and then its only lead was erased."""
    membership = lifecycle.withdraw(membership=membership, reason="A break.", by=lead, at=NOW)
    erase_person(user=lead, by=lead, at=NOW)
    return membership


# Coming back


def test_the_campaign_team_can_bring_a_withdrawn_member_back(
    withdrawn: Membership, officer: User, stranger: User, client_for: ClientFor
) -> None:
    desk = client_for(officer).get("/campaign/")
    assert "Harrowmere Test NHS Trust (has withdrawn)" in words(desk)
    client_for(officer).post(
        f"/campaign/members/{withdrawn.pk}/lead/", {"email": stranger.email, "reason": "Gone."}
    )
    accept(withdrawn, stranger)
    client_for(stranger).post(f"/members/{withdrawn.pk}/rejoin/", {"reason": "We are back."})
    withdrawn.refresh_from_db()
    assert (withdrawn.state, role_of(stranger, withdrawn)) == ("ACTIVE", "LEAD")
    # Nor does the erased lead's row stand in any longer.
    assert leads(withdrawn) == [stranger.pk]


def test_the_sponsor_can_name_a_lead_of_a_withdrawn_member(
    withdrawn: Membership, officer: User
) -> None:
    asked = appointments.ask_sponsor_to_appoint(membership=withdrawn, by=officer, at=NOW)
    appointments.appoint_by_sponsor(appointment=asked, email="new@x.example", at=NOW)
    assert withdrawn.invitations.open().get().role == "LEAD"


def test_a_lead_named_by_the_team_ends_the_sponsors_link(
    membership: Membership, officer: User
) -> None:
    asked = appointments.ask_sponsor_to_appoint(membership=membership, by=officer, at=NOW)
    appointments.appoint_lead(
        membership=membership, email="new@x.example", reason="Gone.", by=officer, at=NOW
    )
    with pytest.raises(appointments.AppointmentNoLongerWorks):
        appointments.appoint_by_sponsor(appointment=asked, email="other@x.example", at=NOW)
    assert list(LeadAppointment.objects.order_by("pk").values_list("replaced_at", flat=True)) == [
        NOW,
        None,
    ]


# An erased sponsor


@pytest.fixture
def without_sponsor(membership: Membership, make_user: Callable[..., User]) -> Membership:
    """The sponsor has confirmed, and later erased their data."""
    sponsor = make_user("sponsor@harrowmere.example")
    erase_person(user=sponsor, by=sponsor, at=NOW)
    membership.refresh_from_db()
    assert membership.sponsor_email == ""
    return membership


def test_an_erased_sponsor_is_asked_nothing(
    without_sponsor: Membership, officer: User, client_for: ClientFor
) -> None:
    client, path = client_for(officer), f"/campaign/members/{without_sponsor.pk}/lead/"
    assert "Ask the executive sponsor" not in words(client.get(path))
    answer = client.post(f"{path}ask-sponsor/", follow=True)
    assert "address was erased, so there is nobody to ask" in words(answer)


def test_no_mail_goes_to_an_erased_sponsor_nor_to_a_lead_who_cannot_sign_in(
    without_sponsor: Membership,
    lead: User,
    officer: User,
    another_lead: Callable[..., User],
    settings: Settings,
) -> None:
    User.objects.filter(pk=another_lead(without_sponsor).pk).update(is_active=False)
    said: dict[str, Any] = {"membership": without_sponsor, "reason": "Why.", "by": lead, "at": NOW}
    with told() as mails:
        lifecycle.pause(**said)
        lifecycle.resume(**said)
        lifecycle.withdraw(**said)
        lifecycle.rejoin(today=TODAY, **said)
        appointments.appoint_lead(**{**said, "by": officer}, email="new@x.example")
    team_address = settings.CONTACT_EMAIL.split("@")[0]
    assert [to for to, _ in mails] == sorted([*["lead"] * 5, "new", team_address])


def test_a_sponsor_who_was_asked_again_leaves_no_address_behind(
    membership: Membership, officer: User, make_user: Callable[..., User]
) -> None:
    sponsor = make_user("sponsor@harrowmere.example")
    for at in (NOW, NOW + timedelta(minutes=1)):
        appointments.ask_sponsor_to_appoint(membership=membership, by=officer, at=at)
    erase_person(user=sponsor, by=sponsor, at=NOW)
    asked = LeadAppointment.objects.order_by("pk").values_list("sponsor_email", flat=True)
    assert list(asked) == [f"erased-{sponsor.pk}@erased.invalid"] * 2


# Erased leads


def test_the_last_active_lead_of_the_past_can_go_beside_an_erased_one(
    withdrawn: Membership, editor: User, lead: User
) -> None:
    # As the database once let it be, beside a row that names nobody.
    withdrawn.representatives.filter(user=editor).update(role=Role.LEAD)
    erase_person(user=editor, by=editor, at=NOW)
    assert leads(withdrawn) == [lead.pk, editor.pk]
    assert list(withdrawn.representatives.erased().values_list("role", flat=True)) == ["LEAD"] * 2


def test_an_erased_lead_stands_in_until_somebody_leads_who_can_sign_in(
    withdrawn: Membership, lead: User, viewer: User, officer: User
) -> None:
    User.objects.filter(pk=viewer.pk).update(is_active=False)
    colleague = withdrawn.representatives.get(user=viewer)
    team.set_role(representative=colleague, role=Role.LEAD, by=officer, at=NOW)
    assert leads(withdrawn) == [lead.pk, viewer.pk]


def test_an_erased_lead_is_not_on_the_team_page(
    withdrawn: Membership, lead: User, viewer: User, client_for: ClientFor
) -> None:
    ghost = withdrawn.representatives.get(user=lead)
    page = words(client_for(viewer).get(f"/members/{withdrawn.pk}/team/"))
    assert ("2 people on the team" in page, "Name not given" in page) == (True, False)
    withdrawn.representatives.filter(user=viewer).update(role=Role.LEAD)
    client = client_for(viewer)
    for page in ("role", "remove"):
        path = f"/members/{withdrawn.pk}/team/{ghost.pk}/{page}/"
        assert client.post(path, {"role": "VIEWER"}).status_code == 404


# What was planned with a person who goes


@pytest.mark.parametrize("way", ["removed", "left", "erased"])
def test_a_planned_hand_over_is_cancelled_aloud(
    way: str, membership: Membership, lead: User, editor: User
) -> None:
    planned = handovers.plan_handover(
        membership=membership,
        to=editor,
        on_date=TODAY + timedelta(days=9),
        afterwards=AfterHandover.LEAVES,
        by=lead,
        at=NOW,
        today=TODAY,
    )
    with told() as mails:
        if way == "removed":
            place = membership.representatives.get(user=editor)
            team.remove(representative=place, by=lead, at=NOW)
        elif way == "left":
            team.leave(membership=membership, by=editor, at=NOW)
        else:
            erase_person(user=editor, by=editor, at=NOW)
    cancelled = [to for to, subject in mails if subject == "A hand-over was cancelled"]
    event = Event.objects.get(event="handover.cancelled")
    assert (cancelled, event.details) == (["lead"], {"handover": planned.pk})


def test_the_hand_over_of_an_erased_lead_of_the_past_is_cancelled(
    membership: Membership, lead: User, editor: User
) -> None:
    handovers.plan_handover(
        membership=membership,
        to=editor,
        on_date=TODAY + timedelta(days=9),
        afterwards=AfterHandover.LEAVES,
        by=lead,
        at=NOW,
        today=TODAY,
    )
    lifecycle.withdraw(membership=membership, reason="A break.", by=lead, at=NOW)
    with told() as mails:
        erase_person(user=lead, by=lead, at=NOW)
    assert ("editor", "A hand-over was cancelled") in mails


def test_invitations_of_a_removed_person_are_taken_back_aloud(
    membership: Membership, lead: User, editor: User
) -> None:
    membership.representatives.filter(user=editor).update(role=Role.LEAD)
    sent = invitations.invite(
        membership=membership, email="friend@x.example", role=Role.EDITOR, by=editor, at=NOW
    )
    with told() as mails:
        place = membership.representatives.get(user=editor)
        team.remove(representative=place, by=lead, at=NOW)
    event = Event.objects.get(event="invitation.cancelled")
    assert event.details == {"invitation": sent.pk}
    assert ("friend", f"About your invitation from {membership.organisation}") in mails


def test_invitations_to_an_erased_person_are_in_the_audit_trail(
    membership: Membership, lead: User, stranger: User
) -> None:
    sent = invitations.invite(
        membership=membership, email=stranger.email, role=Role.EDITOR, by=lead, at=NOW
    )
    erase_person(user=stranger, by=stranger, at=NOW)
    assert Event.objects.get(event="invitation.cancelled").details == {"invitation": sent.pk}


# Erased at the same moment


def close_account(user: User) -> None:
    """In another window: what is in hand here does not know it yet."""
    User.objects.filter(pk=user.pk).update(is_active=False)


def test_nobody_joins_anything_whose_account_was_closed_meanwhile(
    membership: Membership,
    make_organisation: Callable[..., Any],
    make_individual: Callable[..., Any],
    lead: User,
    stranger: User,
) -> None:
    invitations.invite(
        membership=membership, email=stranger.email, role=Role.EDITOR, by=lead, at=NOW
    )
    close_account(stranger)
    said: dict[str, Any] = {"by": stranger, "full_name": "S", "job_title": "Nurse", "at": NOW}
    ways: list[Callable[[], Any]] = [
        lambda: accept(membership, stranger),
        lambda: joining.ask_to_join(membership=membership, **said),
        lambda: memberships.start_sign_up(organisation=make_organisation(), today=TODAY, **said),
        lambda: make_individual(user=stranger),
        lambda: erase_person(user=stranger, by=stranger, at=NOW),
    ]
    for way in ways:
        with pytest.raises(PersonGone):
            way()
    assert (JoinRequest.objects.count(), Membership.objects.count()) == (0, 1)


def test_who_closed_the_account_meanwhile_is_not_let_onto_the_team(
    membership: Membership, asked_to_join: User, lead: User, client_for: ClientFor
) -> None:
    close_account(asked_to_join)
    asked = JoinRequest.objects.get()
    path = f"/members/{membership.pk}/team/requests/{asked.pk}/"
    answer = client_for(lead).post(path, {"role": "EDITOR", "reply": ""}, follow=True)
    assert "This person has closed their account." in words(answer)
    assert role_of(asked_to_join, membership) == ""
    assert membership.representatives.filter(user=asked_to_join).count() == 0


def test_who_closed_the_account_in_another_window_comes_to_sign_in(
    stranger: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(stranger)

    def gone(**_: Any) -> None:
        raise PersonGone

    monkeypatch.setattr("safety_portal.views.personal_data.erase_person", gone)
    answer = client.post("/account/erase/", {"sure": "YES"})
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")
    assert "_auth_user_id" not in client.session


def test_the_person_is_locked_before_anything_of_theirs_is_erased(
    stranger: User,
) -> None:
    with CaptureQueriesContext(connection) as queries:
        erase_person(user=stranger, by=stranger, at=NOW)
    reads = [q["sql"] for q in queries if q["sql"].startswith("SELECT")]
    assert 'FROM "accounts_user"' in reads[0]
