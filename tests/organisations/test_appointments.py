"""A lead named from outside the team."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from organisations.links import appointment_token
from organisations.models import LeadAppointment, Membership
from organisations.services import appointments, invitations
from organisations.services.membership import lock
from tests.conftest import NOW
from tests.organisations.mails import told

ClientFor = Callable[[User], Client]


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def ends_first(membership: Membership, *states: Any) -> Membership:
    Membership.objects.filter(pk=membership.pk).update(state="SUCCEEDED")
    return lock(membership, *states)


@pytest.fixture
def asked(membership: Membership, officer: User) -> LeadAppointment:
    return appointments.ask_sponsor_to_appoint(membership=membership, by=officer, at=timezone.now())


@pytest.fixture
def link(asked: LeadAppointment) -> str:
    return f"/appointment/{appointment_token(asked)}/"


def test_the_campaign_team_names_a_lead_and_all_are_told(
    membership: Membership, officer: User
) -> None:
    with told() as mails:
        appointments.appoint_lead(
            membership=membership,
            email="New@Harrowmere.example",
            reason="Lena’s mailbox is closed.",
            by=officer,
            at=NOW,
        )
    name = membership.organisation
    assert mails == [
        ("lead", f"A new lead for {name}"),
        ("new", f"Join the safety team of {name}"),
        ("sponsor", f"A new lead for {name}"),
    ]
    bodies = [str(m.body) for m in mail.outbox if m.to[0].startswith(("lead", "sponsor"))]
    assert ["The reason given: Lena’s mailbox is closed." in body for body in bodies] == [True] * 2
    invitation = membership.invitations.get()
    assert (invitation.email, invitation.role) == ("new@harrowmere.example", "LEAD")
    event = Event.objects.get(event="appointment.lead-appointed")
    assert (event.actor, event.details) == (
        f"accounts.user:{officer.pk}",
        {"appointment": LeadAppointment.objects.get().pk},
    )


def test_an_editor_is_raised_by_the_link(
    membership: Membership, officer: User, editor: User
) -> None:
    appointments.appoint_lead(
        membership=membership, email=editor.email, reason="Gone.", by=officer, at=NOW
    )
    invitations.accept(
        invitation=membership.invitations.get(),
        by=editor,
        full_name="Eddie Editor",
        job_title="Nurse",
        at=NOW,
    )
    assert membership.representatives.get(user=editor).role == "LEAD"


def test_an_address_that_is_only_claimed_to_be_the_sponsors_hears_nothing(
    sign_up: Membership, officer: User
) -> None:
    Membership.objects.filter(pk=sign_up.pk).update(sponsor_email="claimed@x.example")
    with told() as mails:
        appointments.appoint_lead(
            membership=sign_up, email="new@x.example", reason="Gone.", by=officer, at=NOW
        )
    assert [to for to, _ in mails] == ["lead", "new"]
    with pytest.raises(appointments.NoSponsor):
        appointments.ask_sponsor_to_appoint(membership=sign_up, by=officer, at=NOW)


def test_the_sponsor_is_asked_at_the_address_on_record(
    membership: Membership, officer: User
) -> None:
    with told() as mails:
        asked = appointments.ask_sponsor_to_appoint(membership=membership, by=officer, at=NOW)
    assert mails == [("sponsor", f"Please name a lead for {membership.organisation}")]
    assert asked.expires_at == NOW + timedelta(days=30)


def test_the_sponsor_names_a_lead_who_needs_no_further_approval(
    link: str, membership: Membership, client: Client
) -> None:
    shown = client.get(link)
    assert membership.invitations.count() == 0
    wrong = client.post(link, {"email": "nobody"})
    with told() as mails:
        done = client.post(link, {"email": "New@Harrowmere.example"}, follow=True)
    assert "name a colleague to lead it" in words(shown)
    assert "in the correct format" in words(wrong)
    assert "You named a lead for" in words(done)
    assert [to for to, _ in mails] == ["lead", "new", "sponsor"]
    assert "The executive sponsor asks you to lead" in str(mail.outbox[0].body)
    invitation = membership.invitations.get()
    assert (invitation.role, invitation.invited_by) == ("LEAD", None)


def test_the_link_works_once(link: str, membership: Membership, client: Client) -> None:
    for email in ("one@x.example", "two@x.example"):
        client.post(link, {"email": email})
    assert [i.email for i in membership.invitations.all()] == ["one@x.example"]


@pytest.mark.parametrize("end", ["expired", "replaced", "ended"])
def test_a_link_that_no_longer_works_says_so(
    end: str,
    link: str,
    asked: LeadAppointment,
    membership: Membership,
    officer: User,
    client: Client,
) -> None:
    if end == "expired":
        LeadAppointment.objects.update(expires_at=timezone.now())
    elif end == "replaced":
        appointments.ask_sponsor_to_appoint(membership=membership, by=officer, at=NOW)
    else:
        Membership.objects.filter(pk=membership.pk).update(state="SUCCEEDED")
    answer = client.post(link, {"email": "one@x.example"}, follow=True)
    assert "This link no longer works" in words(answer)
    assert membership.invitations.count() == 0


def test_a_sponsor_asks_for_the_link_without_anybody(
    membership: Membership, make_member: Callable[..., Membership], client: Client
) -> None:
    """Whatever is typed the answer is the same, and only an address on record is written to."""
    claimed = Membership.objects.filter(pk=make_member(state="DRAFT").pk)
    claimed.update(sponsor_email="claimed@x.example", sponsor_confirmed_at=None)
    answers = []
    with told() as mails:
        for email in ("nobody@x.example", "claimed@x.example", *["Sponsor@Harrowmere.example"] * 2):
            answers.append(client.post("/lead-has-left/", {"email": email}))
    asked = LeadAppointment.objects.get()
    assert mails == [("sponsor", f"Please name a lead for {membership.organisation}")]
    assert {(a.status_code, a["Location"]) for a in answers} == {(302, "/lead-has-left/?asked=yes")}
    assert (asked.asked_by, asked.works(timezone.now())) == (None, True)
    page = f"/appointment/{appointment_token(asked)}/"
    assert page in str(mail.outbox[0].body)
    assert "Check your email" in words(client.get(answers[0]["Location"]))
    assert "have left or cannot be reached" in words(client.get(page))
    assert words(client.post("/lead-has-left/")).count("Enter your work email address") == 2


def test_nobody_floods_a_sponsor(membership: Membership, client: Client) -> None:
    statuses = [
        client.post("/lead-has-left/", {"email": f"{number}@x.example"}).status_code
        for number in range(11)
    ]
    assert statuses == [302] * 10 + [429]
    email = membership.sponsor_email
    for hours in (0, 23, 25):
        appointments.send_links_to_sponsor(email=email, at=NOW + timedelta(hours=hours))
    Membership.objects.update(state="SUCCEEDED")
    appointments.send_links_to_sponsor(email=email, at=NOW + timedelta(days=9))
    at = [(a.asked_at - NOW).total_seconds() for a in LeadAppointment.objects.order_by("asked_at")]
    assert at == [0, 25 * 3600]


def test_a_membership_that_ends_meanwhile_sends_nothing(
    membership: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(appointments, "lock", ends_first)
    appointments.send_links_to_sponsor(email=membership.sponsor_email, at=NOW)
    assert (LeadAppointment.objects.count(), mail.outbox) == (0, [])


@pytest.mark.django_db
def test_a_link_that_was_not_made_here_is_not_found(client: Client) -> None:
    assert client.get("/appointment/x/").status_code == 404


def test_an_officer_appoints_and_asks_the_sponsor(
    membership: Membership, officer: User, client_for: ClientFor
) -> None:
    client, path = client_for(officer), f"/campaign/members/{membership.pk}/lead/"
    wrong = client.post(path, {"email": "new@x.example"})
    right = client.post(path, {"email": "new@x.example", "reason": "Gone."}, follow=True)
    asked = client.post(f"{path}ask-sponsor/", follow=True)
    assert "Say why, in words" in words(wrong)
    assert 'value="new@x.example"' in wrong.content.decode()
    assert "We have invited new@x.example" in words(right)
    assert "We have written to the executive sponsor." in words(asked)


def test_nobody_can_be_asked_before_the_sponsor_has_confirmed(
    sign_up: Membership, officer: User, client_for: ClientFor
) -> None:
    client, path = client_for(officer), f"/campaign/members/{sign_up.pk}/lead/"
    answer = client.post(f"{path}ask-sponsor/", follow=True)
    assert "No executive sponsor has confirmed this sign-up yet." in words(answer)
    assert "Ask the executive sponsor" not in words(client.get(path))


def test_a_member_that_ends_meanwhile_keeps_what_was_typed(
    membership: Membership, officer: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(appointments, "lock", ends_first)
    answer = client_for(officer).post(
        f"/campaign/members/{membership.pk}/lead/", {"email": "new@x.example", "reason": "Gone."}
    )
    assert ("There is a problem" in words(answer), "Gone." in words(answer)) == (True, True)


def test_members_whose_leads_cannot_sign_in_are_listed_a_to_z(
    membership: Membership,
    other_membership: Membership,
    lead: User,
    make_member: Callable[..., Membership],
    officer: User,
    client_for: ClientFor,
) -> None:
    nobody = make_member(name="ABBEY TRUST", state="DRAFT")
    withdrawn = make_member(name="WITHDRAWN TRUST", state="WITHDRAWN")
    make_member(name="ENDED TRUST", state="SUCCEEDED")
    assert list(Membership.objects.without_a_lead()) == [nobody, withdrawn]
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert list(Membership.objects.without_a_lead()) == [nobody, membership, withdrawn]
    shown = client_for(officer).get("/campaign/").content.decode()
    assert re.findall(r"/campaign/members/(\d+)/lead/", shown) == [
        str(nobody.pk),
        str(membership.pk),
        str(withdrawn.pk),
    ]
