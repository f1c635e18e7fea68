"""The sponsor's question and answer, and when an address proves an organisation."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from audit.models import Event
from organisations.models import Membership, Organisation, SponsorRequest
from organisations.services import membership as memberships
from organisations.services import register, sponsorship
from organisations.services.sponsorship import AskedJustNow, LinkNoLongerWorks
from tests.conftest import NOW, TODAY

LATER = NOW + timedelta(days=2)
THIRTY_DAYS = NOW + timedelta(days=30)


@pytest.fixture
def asked(complete_sign_up: Membership, lead: User) -> SponsorRequest:
    return sponsorship.ask_sponsor(membership=complete_sign_up, by=lead, at=NOW)


def record(organisation: Organisation, domain: str) -> None:
    register.record_domain(organisation=organisation, domain=domain, by="system", at=NOW)


def test_the_question_lasts_thirty_days(asked: SponsorRequest) -> None:
    assert (asked.name, asked.email, asked.asked_at, asked.expires_at) == (
        "Sam Sponsor",
        "sponsor@harrowmere.example",
        NOW,
        THIRTY_DAYS,
    )


def test_asking_is_audited(asked: SponsorRequest, lead: User) -> None:
    event = Event.objects.get(event="sponsor.asked")
    assert (event.actor, event.subject) == (
        f"accounts.user:{lead.pk}",
        f"organisations.membership:{asked.membership_id}",
    )


def test_the_mail_says_who_asks_and_until_when(
    complete_sign_up: Membership, lead: User, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sponsorship.ask_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (
        ["sponsor@harrowmere.example"],
        "Please read the safety pledges of Harrowmere Test NHS Trust",
    )
    wanted = ("Dear Sam Sponsor,", "Lena Lead is signing", "The link works until 15 July 2026")
    assert [words for words in wanted if words not in str(sent.body)] == []


@pytest.mark.parametrize(("after", "works"), [(timedelta(0), True), (timedelta(days=30), False)])
def test_a_question_is_answered_until_it_expires(
    after: timedelta, asked: SponsorRequest, *, works: bool
) -> None:
    answered = True
    try:
        sponsorship.confirm(sponsor_request=asked, at=NOW + after)
    except LinkNoLongerWorks:
        answered = False
    asked.refresh_from_db()
    assert (answered, asked.answer) == (works, "CONFIRMED" if works else "")


def test_a_question_is_answered_once(asked: SponsorRequest) -> None:
    sponsorship.ask_for_changes(sponsor_request=asked, comment="Bolder.", at=LATER)
    with pytest.raises(LinkNoLongerWorks):
        sponsorship.confirm(sponsor_request=asked, at=LATER)
    asked.refresh_from_db()
    assert (asked.answer, asked.comment, asked.answered_at) == ("CHANGES_ASKED", "Bolder.", LATER)


def test_an_old_question_does_not_answer_a_new_one(asked: SponsorRequest, lead: User) -> None:
    membership = sponsorship.ask_for_changes(sponsor_request=asked, comment="Bolder.", at=LATER)
    newer = sponsorship.ask_sponsor(membership=membership, by=lead, at=LATER)
    with pytest.raises(LinkNoLongerWorks):
        sponsorship.deny(sponsor_request=asked, comment="", at=LATER)
    newer.refresh_from_db()
    assert newer.answer == ""


def test_a_replaced_question_is_not_answered(asked: SponsorRequest) -> None:
    SponsorRequest.objects.update(answer="REPLACED", answered_at=NOW)
    with pytest.raises(LinkNoLongerWorks):
        sponsorship.confirm(sponsor_request=asked, at=LATER)


def test_asking_for_changes_needs_words(asked: SponsorRequest) -> None:
    with pytest.raises(ValidationError) as refused:
        sponsorship.ask_for_changes(sponsor_request=asked, comment="", at=LATER)
    assert refused.value.messages == ["Say what should change."]


def test_an_answer_is_audited_as_the_sponsors(asked: SponsorRequest) -> None:
    sponsorship.deny(sponsor_request=asked, comment="", at=LATER)
    event = Event.objects.get(event="sponsor.answered")
    assert (event.actor, event.details) == (
        f"organisations.sponsorrequest:{asked.pk}",
        {"answer": "NOT_MINE"},
    )


def test_a_denial_frees_the_organisation_for_a_new_sign_up(
    asked: SponsorRequest, stranger: User
) -> None:
    closed = sponsorship.deny(sponsor_request=asked, comment="", at=LATER)
    again = memberships.start_sign_up(
        organisation=asked.membership.organisation,
        by=stranger,
        full_name="Sasha Stranger",
        job_title="Nurse",
        at=LATER,
        today=TODAY,
    )
    assert (closed.state, again.state, again.pk != closed.pk) == ("CLOSED", "DRAFT", True)


def test_a_denial_says_why_the_sign_up_ended(asked: SponsorRequest) -> None:
    closed = sponsorship.deny(sponsor_request=asked, comment="", at=LATER)
    assert closed.state_reason == (
        "The person named as executive sponsor said this is not their organisation."
    )


def test_an_unverified_member_is_told_that_a_person_checks(
    asked: SponsorRequest, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        membership = sponsorship.confirm(sponsor_request=asked, at=LATER)
    assert (membership.state, membership.sponsor_confirmed_at) == ("AWAITING_VERIFICATION", LATER)
    assert [(m.to, m.subject) for m in mail.outbox] == [
        (["lead@harrowmere.example"], "Your sign-up is being checked")
    ]


def test_inactive_leads_get_no_mail(
    asked: SponsorRequest, lead: User, django_capture_on_commit_callbacks: Capture
) -> None:
    User.objects.filter(pk=lead.pk).update(is_active=False)
    with django_capture_on_commit_callbacks(execute=True):
        sponsorship.deny(sponsor_request=asked, comment="", at=LATER)
    assert [m.to for m in mail.outbox] == [["campaign@portal.example"]]
    assert "nobody whose account is open" in str(mail.outbox[0].body)


# A new link


def ask_again(asked: SponsorRequest, by: User, hours: int = 2) -> SponsorRequest:
    at = NOW + timedelta(hours=hours)
    return sponsorship.ask_sponsor_again(membership=asked.membership, by=by, at=at)


def test_a_new_link_replaces_the_one_before(asked: SponsorRequest, lead: User) -> None:
    newer = ask_again(asked, lead)
    asked.refresh_from_db()
    at = NOW + timedelta(hours=2)
    assert (asked.answer, asked.answered_at, newer.expires_at) == (
        "REPLACED",
        at,
        at + timedelta(days=30),
    )


def test_a_new_link_is_audited(asked: SponsorRequest, lead: User) -> None:
    ask_again(asked, lead)
    assert Event.objects.filter(event="sponsor.asked").count() == 2


def test_a_new_link_waits_an_hour(asked: SponsorRequest, lead: User) -> None:
    with pytest.raises(AskedJustNow):
        ask_again(asked, lead, hours=0)
    assert ask_again(asked, lead, hours=1).answer == ""


def test_there_is_no_new_link_without_a_question(complete_sign_up: Membership, lead: User) -> None:
    with pytest.raises(memberships.WrongState):
        sponsorship.ask_sponsor_again(membership=complete_sign_up, by=lead, at=LATER)


def test_a_sign_up_is_taken_back(asked: SponsorRequest, lead: User) -> None:
    taken = sponsorship.take_back(membership=asked.membership, by=lead, at=LATER)
    asked.refresh_from_db()
    assert (taken.state, asked.answer) == ("DRAFT", "REPLACED")


def test_a_sign_up_that_was_taken_back_can_be_sent_again(asked: SponsorRequest, lead: User) -> None:
    taken = sponsorship.take_back(membership=asked.membership, by=lead, at=LATER)
    assert sponsorship.ask_sponsor(membership=taken, by=lead, at=LATER).answer == ""
