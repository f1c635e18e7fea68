"""Invitations: sending, accepting, and the links that no longer work."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from accounts.models import User
from organisations.choices import Role
from organisations.links import invitation_pk, invitation_token
from organisations.models import Invitation, Membership
from organisations.services import invitations, team
from organisations.services.membership import change_state
from tests.conftest import NOW
from tests.organisations.mails import told

ClientFor = Callable[[User], Client]
CODE = re.compile(r"Your code is (\d{6})")


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def invitation(membership: Membership, lead: User) -> Invitation:
    """From now on, because pages read the clock."""
    return invitations.invite(
        membership=membership,
        email="New@Harrowmere.example",
        role=Role.EDITOR,
        by=lead,
        at=timezone.now(),
    )


@pytest.fixture
def link(invitation: Invitation) -> str:
    return f"/invitation/{invitation_token(invitation)}/"


@pytest.fixture
def invited(make_user: Callable[..., User]) -> User:
    return make_user("new@harrowmere.example", "Nell New")


def accept(invitation: Invitation, user: User, **given: Any) -> Any:
    given = {"full_name": "Nell New", "job_title": "Matron", "at": timezone.now(), **given}
    return invitations.accept(invitation=invitation, by=user, **given)


def role_of(membership: Membership, user: User) -> list[str]:
    return list(membership.representatives.filter(user=user).values_list("role", flat=True))


# Sending


def test_an_invitation_is_mailed_to_the_address_in_lower_case(
    membership: Membership, lead: User
) -> None:
    with told() as mails:
        sent = invitations.invite(
            membership=membership, email="New@X.Example", role=Role.LEAD, by=lead, at=NOW
        )
    assert mails == [("new", f"Join the safety team of {membership.organisation}")]
    body = str(mail.outbox[0].body)
    assert "Lena Lead invites you to join the team of" in body
    token = re.search(r"/invitation/(.+)/", body)
    assert invitation_pk(token[1] if token else "") == sent.pk
    assert (sent.email, sent.expires_at) == ("new@x.example", NOW + timedelta(days=14))


def test_a_new_invitation_replaces_the_open_one(
    invitation: Invitation, membership: Membership, lead: User
) -> None:
    newer = invitations.invite(
        membership=membership, email=invitation.email, role=Role.VIEWER, by=lead, at=timezone.now()
    )
    assert list(membership.invitations.open()) == [newer]
    invitation.refresh_from_db()
    assert invitation.works(timezone.now()) is False


def test_the_database_keeps_one_open_invitation_for_an_address(invitation: Invitation) -> None:
    invitation.pk = None
    with pytest.raises(IntegrityError):
        invitation.save(force_insert=True)


def test_somebody_on_the_team_is_not_invited(membership: Membership, lead: User) -> None:
    with pytest.raises(invitations.AlreadyOnTheTeam):
        invitations.invite(
            membership=membership,
            email="EDITOR@harrowmere.example",
            role=Role.LEAD,
            by=lead,
            at=NOW,
        )


def test_one_address_hears_from_us_three_times_a_day(membership: Membership, lead: User) -> None:
    def invite(at: Any) -> None:
        invitations.invite(
            membership=membership, email="new@x.example", role=Role.VIEWER, by=lead, at=at
        )

    for minute in range(3):
        invite(NOW + timedelta(minutes=minute))
    with pytest.raises(invitations.TooManyInvitations, match="3 times today"):
        invite(NOW + timedelta(hours=23))
    invite(NOW + timedelta(hours=25))


def test_one_member_invites_forty_addresses_a_day(membership: Membership, lead: User) -> None:
    for number in range(40):
        invitations.invite(
            membership=membership, email=f"n{number}@x.example", role=Role.VIEWER, by=lead, at=NOW
        )
    with pytest.raises(invitations.TooManyInvitations, match="many people"):
        invitations.invite(
            membership=membership, email="one@x.example", role=Role.VIEWER, by=lead, at=NOW
        )


def test_a_cancelled_invitation_is_told(invitation: Invitation, lead: User) -> None:
    with told() as mails:
        invitations.cancel(invitation=invitation, by=lead, at=timezone.now())
    assert [to for to, _ in mails] == ["new"]


# Accepting


def test_the_invited_person_comes_onto_the_team_and_the_leads_are_told(
    invitation: Invitation, invited: User, membership: Membership
) -> None:
    with told() as mails:
        accept(invitation, invited)
    assert role_of(membership, invited) == ["EDITOR"]
    assert mails == [("lead", f"Your team at {membership.organisation}")]
    assert "Nell New has joined the team as editor." in str(mail.outbox[0].body)


def test_accepting_twice_is_accepting_once(
    invitation: Invitation, invited: User, membership: Membership
) -> None:
    first = accept(invitation, invited)
    with told() as mails:
        assert accept(invitation, invited) == first
    assert (mails, membership.representatives.count()) == ([], 4)


def test_a_used_invitation_brings_nobody_back(
    invitation: Invitation, invited: User, membership: Membership, lead: User
) -> None:
    team.remove(representative=accept(invitation, invited), by=lead, at=NOW)
    with pytest.raises(invitations.InvitationNoLongerWorks):
        accept(invitation, invited)
    assert role_of(membership, invited) == []


def test_nobody_else_accepts_it(
    invitation: Invitation, stranger: User, membership: Membership
) -> None:
    with pytest.raises(invitations.InvitationNoLongerWorks):
        accept(invitation, stranger)
    assert role_of(membership, stranger) == []


def test_an_expired_invitation_is_not_accepted(invitation: Invitation, invited: User) -> None:
    with pytest.raises(invitations.InvitationNoLongerWorks):
        accept(invitation, invited, at=invitation.expires_at)


@pytest.mark.parametrize(
    ("has", "invited_as", "keeps"),
    [("VIEWER", "LEAD", "LEAD"), ("LEAD", "VIEWER", "LEAD"), ("EDITOR", "EDITOR", "EDITOR")],
)
def test_who_came_another_way_keeps_the_higher_role(
    has: Role, invited_as: Role, keeps: Role, membership: Membership, lead: User, invited: User
) -> None:
    open_one = invitations.invite(
        membership=membership, email=invited.email, role=invited_as, by=lead, at=timezone.now()
    )
    membership.representatives.create(user=invited, role=has, job_title="Nurse", since_at=NOW)
    accept(open_one, invited)
    assert role_of(membership, invited) == [keeps]


# The page


def test_opening_the_link_changes_nothing(
    link: str, invited: User, client: Client, client_for: ClientFor, membership: Membership
) -> None:
    answers = [client.get(link), client_for(invited).get(link)]
    assert ["Lena Lead invites you to join the team of" in words(a) for a in answers] == [True] * 2
    assert (role_of(membership, invited), membership.invitations.open().count()) == ([], 1)


def test_the_invited_person_accepts_on_the_page(
    link: str, invited: User, client_for: ClientFor, membership: Membership
) -> None:
    client = client_for(invited)
    wrong = client.post(link, {})
    right = client.post(link, {"job_title": "Matron"}, follow=True)
    again = client.post(link, {"job_title": "Matron"}, follow=True)
    assert "Enter your job title" in words(wrong)
    assert [a.redirect_chain for a in (right, again)] == [
        [(f"/members/{membership.pk}/team/", 302)]
    ] * 2
    assert role_of(membership, invited) == ["EDITOR"]
    assert "You have accepted this invitation" in words(client.get(link))


def test_a_person_without_an_account_gets_a_code_and_comes_back(
    link: str, client: Client, membership: Membership
) -> None:
    page = client.get(f"{link}sign-in/")
    assert 'value="new@harrowmere.example"' in page.content.decode()
    with told() as mails:
        answer = client.post(f"{link}sign-in/", {"email": "NEW@harrowmere.example"})
    code = CODE.search(str(mail.outbox[0].body))
    assert (len(mails), code is None) == (1, False)
    back = client.post(answer["Location"], {"code": code[1] if code else ""})
    assert back["Location"] == link
    data = {"full_name": "Nell New", "job_title": "Matron"}
    assert client.post(link, data)["Location"] == f"/members/{membership.pk}/team/"
    person = User.objects.get(email="new@harrowmere.example")
    assert (person.full_name, role_of(membership, person)) == ("Nell New", ["EDITOR"])


def test_the_sign_in_page_does_not_say_who_has_an_account(
    link: str, client: Client, stranger: User
) -> None:
    users = User.objects.count()

    def ask(email: str) -> tuple[int, str, str]:
        own = Client()
        answer = own.post(f"{link}sign-in/", {"email": email})
        shown = words(own.get(answer["Location"]))
        return answer.status_code, answer["Location"], shown.replace(email, "…")

    answers = {ask(email) for email in (stranger.email, "nobody@elsewhere.example")}
    assert (len(answers), User.objects.count()) == (1, users)


def test_a_link_that_no_longer_works_registers_nobody(
    link: str, invitation: Invitation, lead: User, client: Client
) -> None:
    invitations.cancel(invitation=invitation, by=lead, at=timezone.now())
    users = User.objects.count()
    answers = [client.get(f"{link}sign-in/"), client.post(f"{link}sign-in/", {"email": "x@y.z"})]
    assert [a["Location"] for a in answers] == [link] * 2
    assert User.objects.count() == users


def test_without_signing_in_nobody_accepts(link: str, client: Client) -> None:
    assert client.post(link, {"job_title": "Matron"})["Location"] == f"{link}sign-in/"


def test_another_address_becomes_a_request_to_the_leads(
    link: str, stranger: User, client_for: ClientFor, membership: Membership
) -> None:
    client = client_for(stranger)
    assert "This invitation was sent to another address" in words(client.get(link))
    data = {"full_name": "Sasha Stranger", "job_title": "Matron"}
    with told() as mails:
        answer = client.post(link, data, follow=True)
    assert "You have asked to join the team of" in words(answer)
    assert mails == [("lead", "Sasha Stranger asks to join your team")]
    assert role_of(membership, stranger) == []
    assert (membership.join_requests.open().count(), membership.invitations.open().count()) == (
        1,
        1,
    )


def test_a_colleague_with_the_link_of_another_stays_what_they_are(
    link: str, editor: User, client_for: ClientFor, membership: Membership
) -> None:
    answer = client_for(editor).post(link, {"full_name": "Eddie", "job_title": "Matron"})
    assert answer["Location"] == f"/members/{membership.pk}/team/"
    assert (membership.join_requests.count(), membership.invitations.open().count()) == (0, 1)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("expired", "Ask the colleague who invited you to send a new link."),
        ("used", "A link works once."),
        ("cancelled", "It was taken back, or replaced by a newer one."),
        ("ended", "has no team that you could join at present."),
    ],
)
def test_a_link_that_no_longer_works_says_what_to_do(
    end: str,
    said: str,
    link: str,
    invitation: Invitation,
    invited: User,
    lead: User,
    stranger: User,
    membership: Membership,
    client: Client,
    client_for: ClientFor,
) -> None:
    if end == "expired":
        past = timezone.now() - timedelta(days=1)
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=past)
    elif end == "used":
        accept(invitation, invited)
    elif end == "cancelled":
        invitations.cancel(invitation=invitation, by=lead, at=timezone.now())
    else:
        Membership.objects.filter(pk=membership.pk).update(state="CLOSED")
    answers = [client.get(link), client_for(stranger).get(link)]
    assert [said in words(answer) for answer in answers] == [True, True]
    assert ["ask to join the team" in words(a) for a in answers] == [end != "ended"] * 2


def test_a_link_that_ends_between_reading_and_pressing_says_so(
    link: str, invitation: Invitation, invited: User, lead: User, client_for: ClientFor
) -> None:
    client = client_for(invited)
    client.get(link)
    invitations.cancel(invitation=invitation, by=lead, at=timezone.now())
    answer = client.post(link, {"job_title": "Matron"}, follow=True)
    assert "It was taken back, or replaced by a newer one." in words(answer)


@pytest.mark.parametrize("token", ["x", "MQ:1xVHaY:KAJ0D8Y2icIyLy8l_rjkwA2fC9i4qW-YO6_dRHpZGTw"])
@pytest.mark.django_db
def test_a_link_that_was_not_made_here_is_not_found(token: str, client: Client) -> None:
    assert client.get(f"/invitation/{token}/").status_code == 404


def test_a_withdrawn_member_is_not_joined_with_another_address(
    link: str, membership: Membership, stranger: User, client_for: ClientFor
) -> None:
    change_state(membership=membership, to="WITHDRAWN", by="system", at=NOW, reason="We merge.")  # type: ignore[arg-type]
    client = client_for(stranger)
    answer = client.post(link, {"full_name": "Sasha", "job_title": "Matron"}, follow=True)
    assert "has no team that you could join at present." in words(answer)
    assert membership.join_requests.count() == 0
