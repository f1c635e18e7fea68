"""Drafting, sending to the sponsor, and publishing all five at once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from audit.models import Event
from organisations.choices import MembershipState, PlanIntention
from organisations.models import Membership, Organisation, SponsorRequest
from organisations.services import membership as memberships
from organisations.services import register
from organisations.services.membership import WrongState
from organisations.services.sponsorship import LinkNoLongerWorks
from pledges import services
from pledges.models import COMMITMENT_LIMIT, Commitment, Pledge, PledgeWording
from tests.conftest import NOW, TODAY, WORDS

LATER = NOW + timedelta(days=1)


def draft(membership: Membership, by: User, **fields: Any) -> Commitment:
    fields = {"number": 3, "kind": "NEW", "text": WORDS, "today": TODAY, **fields}
    return services.draft_commitment(membership=membership, by=by, at=NOW, **fields)


def reword(day: date = TODAY) -> PledgeWording:
    return PledgeWording.objects.create(
        pledge=Pledge.objects.get(number=3), title="Be open", text="We will tell.", from_date=day
    )


@pytest.fixture
def asked(complete_sign_up: Membership, lead: User) -> SponsorRequest:
    """A's sign-up, sent to its sponsor."""
    return services.send_to_sponsor(membership=complete_sign_up, by=lead, at=NOW)


@pytest.fixture
def verified(asked: SponsorRequest) -> SponsorRequest:
    """The same, and the sponsor's domain is known to be A's."""
    organisation = asked.membership.organisation
    register.record_domain(
        organisation=organisation, domain="harrowmere.example", by="system", at=NOW
    )
    return asked


@pytest.fixture
def waiting(asked: SponsorRequest) -> Membership:
    """A's sign-up, confirmed, waiting for the campaign team's check."""
    return services.confirm_pledges(sponsor_request=asked, at=LATER)


# Drafting


def test_a_commitment_answers_the_wording_of_the_day(sign_up: Membership, lead: User) -> None:
    reword(TODAY)
    before = draft(sign_up, lead, today=TODAY - timedelta(days=1))
    assert before.wording.title == "Be honest"
    assert draft(sign_up, lead).wording.title == "Be open"


def test_a_newer_wording_rewrites_no_commitment(sign_up: Membership, lead: User) -> None:
    commitment = draft(sign_up, lead)
    reword()
    commitment.refresh_from_db()
    assert (commitment.wording.title, commitment.text) == ("Be honest", WORDS)


def test_drafting_again_changes_the_same_draft(sign_up: Membership, lead: User) -> None:
    first = draft(sign_up, lead)
    second = draft(sign_up, lead, kind="UNDER_WAY", text="Other words.")
    assert (second.pk, second.text, second.kind) == (first.pk, "Other words.", "UNDER_WAY")


def test_a_text_of_exactly_the_limit_is_stored_as_typed(sign_up: Membership, lead: User) -> None:
    text = "ü" * COMMITMENT_LIMIT
    assert Commitment.objects.get(pk=draft(sign_up, lead, text=text).pk).text == text


def test_a_text_over_the_limit_is_refused_and_the_old_one_stays(
    sign_up: Membership, lead: User
) -> None:
    commitment = draft(sign_up, lead)
    with pytest.raises(ValidationError):
        draft(sign_up, lead, text="x" * (COMMITMENT_LIMIT + 1))
    commitment.refresh_from_db()
    assert commitment.text == WORDS


def test_there_is_no_sixth_pledge(sign_up: Membership, lead: User) -> None:
    with pytest.raises(PledgeWording.DoesNotExist):
        draft(sign_up, lead, number=6)


def test_nothing_is_drafted_once_the_sponsor_has_it(asked: SponsorRequest, lead: User) -> None:
    with pytest.raises(WrongState, match="waiting for the executive sponsor"):
        draft(asked.membership, lead, text="Too late.")
    assert Commitment.objects.filter(text="Too late.").count() == 0


def test_drafting_is_audited(sign_up: Membership, lead: User) -> None:
    draft(sign_up, lead)
    event = Event.objects.get(event="commitment.drafted")
    assert (event.actor, event.details) == (f"accounts.user:{lead.pk}", {"pledge": 3})


# Sending


def test_an_empty_sign_up_lists_everything_that_is_missing(sign_up: Membership) -> None:
    assert services.missing_parts(sign_up) == [
        "your executive sponsor",
        "pledge 1",
        "pledge 2",
        "pledge 3",
        "pledge 4",
        "pledge 5",
        "whether you will publish a plan",
    ]


def test_a_sign_up_lists_only_what_is_missing(sign_up: Membership, lead: User) -> None:
    for number in (1, 2, 4, 5):
        draft(sign_up, lead, number=number)
    sign_up = memberships.state_plan_intention(
        membership=sign_up, intention=PlanIntention.NOT_NOW, by_date=None, by=lead, at=NOW
    )
    assert services.missing_parts(sign_up) == ["your executive sponsor", "pledge 3"]


def test_a_complete_sign_up_misses_nothing(complete_sign_up: Membership) -> None:
    assert services.missing_parts(complete_sign_up) == []


def test_an_incomplete_sign_up_is_not_sent_and_the_refusal_says_why(
    complete_sign_up: Membership, lead: User
) -> None:
    Commitment.objects.filter(pledge__number__in=[2, 5]).delete()
    with pytest.raises(services.SignUpIncomplete, match=r"^Still to do: pledge 2, pledge 5\.$"):
        services.send_to_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    complete_sign_up.refresh_from_db()
    assert (complete_sign_up.state, SponsorRequest.objects.count()) == ("DRAFT", 0)


def test_a_sign_up_is_sent_once(asked: SponsorRequest, lead: User) -> None:
    with pytest.raises(WrongState):
        services.send_to_sponsor(membership=asked.membership, by=lead, at=NOW)
    assert SponsorRequest.objects.count() == 1


def test_sending_writes_to_the_sponsor_and_nobody_else(
    complete_sign_up: Membership, lead: User, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        services.send_to_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    assert [m.to for m in mail.outbox] == [["sponsor@harrowmere.example"]]


# The sponsor


def published(membership: Membership) -> list[tuple[int, str, object]]:
    rows = membership.commitments.order_by("pledge__number")
    return list(rows.values_list("pledge__number", "state", "published_at"))


def test_a_verified_member_is_public_at_once_with_all_five(verified: SponsorRequest) -> None:
    membership = services.confirm_pledges(sponsor_request=verified, at=LATER)
    assert published(membership) == [(n, "PUBLISHED", LATER) for n in range(1, 6)]
    assert (membership.state, membership.joined_at) == ("ACTIVE", LATER)


def test_others_wait_with_all_five_unpublished(waiting: Membership) -> None:
    assert published(waiting) == [(n, "DRAFT", None) for n in range(1, 6)]
    assert (waiting.state, waiting.joined_at) == ("AWAITING_VERIFICATION", None)


def test_if_publishing_fails_nothing_happened(verified: SponsorRequest) -> None:
    """A mail template that cannot be drawn stands for any fault on the way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("organisations.emails.welcome", lambda membership: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            services.confirm_pledges(sponsor_request=verified, at=LATER)
    verified.refresh_from_db()
    membership = Membership.objects.get()
    assert (verified.answer, membership.state, membership.sponsor_confirmed_at) == (
        "",
        "AWAITING_SPONSOR",
        None,
    )
    assert published(membership) == [(n, "DRAFT", None) for n in range(1, 6)]


def test_confirming_twice_publishes_once(verified: SponsorRequest) -> None:
    services.confirm_pledges(sponsor_request=verified, at=LATER)
    with pytest.raises(LinkNoLongerWorks):
        services.confirm_pledges(sponsor_request=verified, at=LATER)
    assert Event.objects.filter(event="commitments.published").count() == 1


def test_a_new_member_its_leads_and_its_sponsor_are_welcomed_once_each(
    verified: SponsorRequest, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        services.confirm_pledges(sponsor_request=verified, at=LATER)
    sent = sorted((m.to[0], m.subject) for m in mail.outbox)
    subject = "Thank you: the pledges of Harrowmere Test NHS Trust are published"
    assert sent == [("lead@harrowmere.example", subject), ("sponsor@harrowmere.example", subject)]


def test_somebody_who_is_lead_and_sponsor_is_welcomed_once(
    verified: SponsorRequest, lead: User, django_capture_on_commit_callbacks: Capture
) -> None:
    Membership.objects.update(sponsor_email=lead.email)
    with django_capture_on_commit_callbacks(execute=True):
        services.confirm_pledges(sponsor_request=verified, at=LATER)
    assert [m.to for m in mail.outbox] == [[lead.email]]


# The check by hand


def test_approving_publishes_all_five(waiting: Membership, officer: User) -> None:
    at = LATER + timedelta(days=1)
    membership = services.approve_sign_up(membership=waiting, by=officer, at=at)
    assert published(membership) == [(n, "PUBLISHED", at) for n in range(1, 6)]
    assert (membership.state, membership.joined_at) == ("ACTIVE", at)


def test_approving_is_audited_with_the_officers_name(waiting: Membership, officer: User) -> None:
    services.approve_sign_up(membership=waiting, by=officer, at=LATER)
    event = Event.objects.get(event="commitments.published")
    assert event.actor == f"accounts.user:{officer.pk}"


def test_declining_ends_the_sign_up_and_publishes_nothing(
    waiting: Membership, officer: User
) -> None:
    membership = services.decline_sign_up(
        membership=waiting, reason="Nobody there knows you.", by=officer, at=LATER
    )
    assert (membership.state, membership.state_reason) == ("CLOSED", "Nobody there knows you.")
    assert published(membership) == [(n, "DRAFT", None) for n in range(1, 6)]


def test_declining_tells_the_applicant_why(
    waiting: Membership, officer: User, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        services.decline_sign_up(
            membership=waiting,
            reason="Nobody <b>there</b> knows you & yours.",
            by=officer,
            at=LATER,
        )
    sent = [(m.to, "Nobody <b>there</b> knows you & yours." in str(m.body)) for m in mail.outbox]
    assert sent == [(["lead@harrowmere.example"], True)]


def test_declining_frees_the_organisation(
    waiting: Membership, officer: User, stranger: User
) -> None:
    services.decline_sign_up(membership=waiting, reason="No.", by=officer, at=LATER)
    again = memberships.start_sign_up(
        organisation=Organisation.objects.get(),
        by=stranger,
        full_name="Sasha Stranger",
        job_title="Nurse",
        at=LATER,
        today=TODAY,
    )
    assert again.state == "DRAFT"


@pytest.mark.parametrize("state", [s for s in MembershipState if s != "AWAITING_VERIFICATION"])
@pytest.mark.parametrize("decision", ["approve", "decline"])
def test_only_what_waits_for_the_check_is_decided(
    decision: str, state: MembershipState, waiting: Membership, officer: User
) -> None:
    Membership.objects.filter(pk=waiting.pk).update(state=state, joined_at=NOW, state_reason="R")
    service: Any = getattr(services, f"{decision}_sign_up")
    reason = {"reason": "No."} if decision == "decline" else {}
    with pytest.raises(WrongState):
        service(membership=waiting, by=officer, at=LATER, **reason)
    waiting.refresh_from_db()
    assert waiting.state == state
