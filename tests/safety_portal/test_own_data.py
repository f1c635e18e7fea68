"""A person copies what the portal holds about them, or has it erased."""

import json
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import FormerAddress, User
from accounts.services import record_new_address
from audit.models import Event
from organisations.choices import Role
from organisations.models import Membership, Representative
from organisations.personal_data import OnlyLead
from organisations.services.invitations import invite
from organisations.services.membership import add_representative
from safety_portal.personal_data import erase_person, everything_about
from tests.accounts.test_views import grow_old
from tests.conftest import NOW, TOTP_SECRET
from tests.mergers.closing import promise

ClientFor = Callable[[User], Client]
SURE = {"sure": "YES"}


def test_the_copy_is_a_file_of_ones_own(editor: User, client_for: ClientFor) -> None:
    answer = client_for(editor).post("/account/data/")
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert answer["Content-Type"] == "application/json"
    assert json.loads(answer.content)["person"]["email"] == editor.email


def test_the_copy_names_the_organisation_and_the_role(
    membership: Membership, editor: User, client_for: ClientFor
) -> None:
    copy = json.loads(client_for(editor).post("/account/data/").content)
    assert [(row["organisation_name"], row["role"]) for row in copy["acts_for"]] == [
        ("HARROWMERE TEST NHS TRUST", "EDITOR")
    ]


def test_the_copy_tells_which_drafts_of_pledges_were_ones_own(
    membership: Membership, lead: User, editor: User
) -> None:
    for number, user in ((1, editor), (2, lead)):
        promise(
            membership, number, version=2, state="DRAFT", published_at=None, saved_by=user,
            saved_at=NOW,
        )  # fmt: skip
    promise(membership, 3, saved_by=editor, saved_at=NOW)
    assert everything_about(user=editor)["pledges_drafted"] == [
        {
            "version": 2,
            "saved_at": NOW,
            "pledge_number": 1,
            "organisation_name": "HARROWMERE TEST NHS TRUST",
        }
    ]


def test_making_a_copy_is_audited(editor: User, client_for: ClientFor) -> None:
    client_for(editor).post("/account/data/")
    event = Event.objects.get(event="person.data-exported")
    assert (event.actor, event.subject) == (f"accounts.user:{editor.pk}",) * 2


def test_the_page_says_what_goes_before_anything_goes(
    membership: Membership, editor: User, client_for: ClientFor
) -> None:
    page = client_for(editor).get("/account/erase/").content.decode()
    editor.refresh_from_db()
    assert (page.count("Harrowmere Test NHS Trust"), editor.is_active) == (1, True)


def test_without_the_box_ticked_nobody_is_erased(editor: User, client_for: ClientFor) -> None:
    page = client_for(editor).post("/account/erase/").content.decode()
    editor.refresh_from_db()
    assert (page.count("Tick the box"), editor.is_active) == (2, True)


def test_an_old_sign_in_is_not_enough(editor: User, client_for: ClientFor) -> None:
    client = client_for(editor)
    grow_old(client)
    answer = client.post("/account/erase/", SURE)
    editor.refresh_from_db()
    assert (answer["Location"], editor.is_active) == (
        "/sign-out/?next=%2Faccount%2Ferase%2F",
        True,
    )


def test_an_erased_person_leaves_a_row_without_a_name(
    membership: Membership, editor: User, client_for: ClientFor
) -> None:
    TOTP.activate(editor, TOTP_SECRET)
    client = client_for(editor)
    answer = client.post("/account/erase/", SURE)
    editor.refresh_from_db()
    assert answer["Location"] == "/erased/"
    assert (editor.email, editor.full_name, editor.is_active, editor.last_login) == (
        f"erased-{editor.pk}@erased.invalid",
        "",
        False,
        None,
    )
    assert not editor.has_usable_password()
    left = (
        Representative.objects.filter(user=editor).count(),
        EmailAddress.objects.filter(user=editor).count(),
        Authenticator.objects.filter(user=editor).count(),
    )
    assert left == (0, 0, 0)


def test_an_erased_person_is_signed_out_here_and_elsewhere(
    editor: User, client_for: ClientFor
) -> None:
    here, elsewhere = client_for(editor), client_for(editor)
    here.post("/account/erase/", SURE)
    assert [c.get("/account/").status_code for c in (here, elsewhere)] == [302, 302]


def test_erasing_ends_with_one_mail_to_the_old_address(
    editor: User, client_for: ClientFor, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client_for(editor).post("/account/erase/", SURE)
    assert [(m.to, m.subject) for m in mail.outbox] == [
        ([editor.email], "Your account has been erased")
    ]


def test_erasing_is_audited_by_number(membership: Membership, editor: User) -> None:
    erase_person(user=editor, by=editor, at=NOW)
    events = Event.objects.order_by("-pk")[:2]
    assert [(e.event, e.actor, e.details) for e in events] == [
        ("person.erased", f"accounts.user:{editor.pk}", {}),
        ("representative.erased", f"accounts.user:{editor.pk}", {"user": editor.pk}),
    ]


def test_somebody_with_only_an_account_can_be_erased(stranger: User) -> None:
    erase_person(user=stranger, by=stranger, at=NOW)
    stranger.refresh_from_db()
    assert stranger.is_active is False


def test_the_address_is_free_for_a_new_start(
    stranger: User, make_user: Callable[..., User]
) -> None:
    address = stranger.email
    erase_person(user=stranger, by=stranger, at=NOW)
    assert make_user(address).pk != stranger.pk


@pytest.mark.parametrize("state", ["ACTIVE", "PAUSED", "AWAITING_SPONSOR", "AWAITING_VERIFICATION"])
def test_the_only_lead_is_asked_to_hand_over_first(
    state: str, membership: Membership, lead: User, client_for: ClientFor
) -> None:
    Membership.objects.filter(pk=membership.pk).update(state=state, state_reason="Because.")
    client = client_for(lead)
    answer = client.post("/account/erase/", SURE)
    page = client.get(answer["Location"]).content.decode()
    lead.refresh_from_db()
    assert (page.count("Hand over first"), lead.is_active) == (2, True)
    assert page.count("Harrowmere Test NHS Trust") == 1


def test_a_refusal_erases_nothing(membership: Membership, lead: User) -> None:
    with pytest.raises(OnlyLead):
        erase_person(user=lead, by=lead, at=NOW)
    assert list(membership.representatives.filter(user=lead).values_list("role", flat=True)) == [
        "LEAD"
    ]


def test_one_of_two_leads_can_be_erased(membership: Membership, lead: User, stranger: User) -> None:
    add_representative(
        membership=membership, user=stranger, role=Role.LEAD, job_title="Nurse", by=lead, at=NOW
    )
    erase_person(user=lead, by=lead, at=NOW)
    assert list(membership.representatives.filter(role="LEAD").values_list("user", flat=True)) == [
        stranger.pk
    ]


def test_a_deactivated_second_lead_does_not_count(
    membership: Membership, lead: User, stranger: User
) -> None:
    add_representative(
        membership=membership, user=stranger, role=Role.LEAD, job_title="Nurse", by=lead, at=NOW
    )
    User.objects.filter(pk=stranger.pk).update(is_active=False)
    with pytest.raises(OnlyLead):
        erase_person(user=lead, by=lead, at=NOW)


@pytest.mark.parametrize("state", ["WITHDRAWN", "SUCCEEDED", "CLOSED"])
def test_a_member_of_the_past_needs_no_lead(state: str, membership: Membership, lead: User) -> None:
    Membership.objects.filter(pk=membership.pk).update(state=state, state_reason="Because.")
    erase_person(user=lead, by=lead, at=NOW)
    left = membership.representatives.get(user=lead)
    assert (left.job_title, left.user.is_active, left.user.full_name) == ("", False, "")


def test_a_draft_that_nobody_else_joined_ends(sign_up: Membership, lead: User) -> None:
    erase_person(user=lead, by=lead, at=NOW)
    sign_up.refresh_from_db()
    # The last lead's row stays and names nobody.
    left = sign_up.representatives.get()
    assert (sign_up.state, left.job_title, left.user.full_name) == ("CLOSED", "", "")


def test_a_draft_with_colleagues_needs_a_new_lead(
    sign_up: Membership, lead: User, editor: User
) -> None:
    add_representative(
        membership=sign_up, user=editor, role=Role.EDITOR, job_title="Nurse", by=lead, at=NOW
    )
    with pytest.raises(OnlyLead):
        erase_person(user=lead, by=lead, at=NOW)


def test_the_sponsor_of_another_member_is_left_alone(
    membership: Membership, other_membership: Membership, make_user: Callable[..., User]
) -> None:
    Membership.objects.filter(pk=other_membership.pk).update(sponsor_email="else@x.example")
    sponsor = make_user("sponsor@harrowmere.example")
    erase_person(user=sponsor, by=sponsor, at=NOW)
    emails = Membership.objects.order_by("pk").values_list("sponsor_email", flat=True)
    assert list(emails) == ["", "else@x.example"]


def test_an_erased_officer_is_on_no_team(officer: User) -> None:
    erase_person(user=officer, by=officer, at=NOW)
    officer.refresh_from_db()
    assert (officer.campaign_role, officer.is_campaign_team) == ("", False)


def test_what_was_kept_by_an_earlier_address_is_exported_and_erased(
    membership: Membership, lead: User, stranger: User, other_lead: User
) -> None:
    for email in (stranger.email, other_lead.email):
        invite(membership=membership, email=email, role=Role.EDITOR, by=lead, at=NOW)
    Membership.objects.filter(pk=membership.pk).update(sponsor_email=stranger.email)
    old = stranger.email
    record_new_address(user=stranger, at=NOW)
    # Once theirs, and somebody else's now.
    shared = stranger.former_addresses.create(email=other_lead.email, until_at=NOW)
    assert str(shared) == f"{stranger.pk} until 2026-06-15"
    stranger.email = "new@elsewhere.example"
    stranger.save()
    exported = everything_about(user=stranger)
    assert [row["email"] for row in exported["invited_to"]] == [old]
    assert [row["sponsor_email"] for row in exported["sponsor_of"]] == [old]
    erase_person(user=stranger, by=stranger, at=NOW)
    membership.refresh_from_db()
    kept = membership.invitations.order_by("pk").values_list("email", flat=True)
    assert list(kept) == [f"erased-{stranger.pk}@erased.invalid", other_lead.email]
    assert (membership.sponsor_email, FormerAddress.objects.count()) == ("", 0)
