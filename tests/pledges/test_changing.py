"""A member changes its pledges: drafts beside what is published, and the next version."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from audit.models import Event
from organisations.links import absolute
from organisations.models import Membership
from organisations.services.lifecycle import pause, withdraw
from organisations.services.membership import WrongState
from organisations.services.register import record_domain
from pledges.models import Commitment, PledgeWording
from pledges.personal_data import personal_data
from pledges.services import changing, confirm_pledges, send_to_sponsor
from tests.conftest import NOW, TODAY

LATER = NOW + timedelta(days=3)
SLUG = "harrowmere-test-nhs-trust-zza01"
Write = Callable[..., Commitment]


def rows(membership: Membership) -> list[tuple[int, int, str, str]]:
    columns = ("pledge__number", "version", "state", "text")
    return list(membership.commitments.order_by("pledge__number", "version").values_list(*columns))


OLD = [(1, 1, "PUBLISHED", "Old words of pledge 1."), (2, 1, "PUBLISHED", "Old words of pledge 2.")]
DRAFTED = [*OLD, (2, 2, "DRAFT", "New words of pledge 2.")]


def publish(
    membership: Membership, by: User, *drafts: Commitment, **fields: Any
) -> list[Commitment]:
    said = {"reason": "Nights matter more.", "role": "Head of quality", "at": LATER, **fields}
    read = {draft.wording.pledge.number: draft.fingerprint for draft in drafts}
    return changing.publish_changes(membership=membership, read=read, by=by, **said)


# Drafting


def test_a_draft_stands_beside_what_is_published(
    member: Membership, write: Write, editor: User
) -> None:
    draft = write(member)
    assert rows(member) == DRAFTED
    assert (draft.saved_by, draft.saved_at) == (editor, NOW)


def test_drafting_again_changes_the_same_draft(
    member: Membership, write: Write, lead: User
) -> None:
    first = write(member, text="First try.")
    second = write(member, by=lead)
    assert (second.pk, second.saved_by) == (first.pk, lead)
    assert rows(member) == DRAFTED


def test_a_pledge_without_a_text_gets_its_first_version(
    member: Membership, write: Write, lead: User
) -> None:
    draft = write(member, 3, text="Words of pledge 3.")
    publish(member, lead, draft)
    assert rows(member) == [*OLD, (3, 1, "PUBLISHED", "Words of pledge 3.")]


def test_a_paused_member_can_write_too(member: Membership, write: Write, lead: User) -> None:
    pause(membership=member, reason="Winter.", by=lead, at=NOW)
    publish(member, lead, write(member))
    assert [row[:3] for row in rows(member)][1:] == [(2, 1, "SUPERSEDED"), (2, 2, "PUBLISHED")]


def test_a_sign_up_is_not_changed_like_this(sign_up: Membership, write: Write) -> None:
    with pytest.raises(WrongState, match="only while the organisation is a member"):
        write(sign_up)
    assert rows(sign_up) == []


def test_a_draft_can_be_thrown_away(member: Membership, write: Write, editor: User) -> None:
    write(member)
    assert changing.discard_draft(membership=member, number=2, by=editor, at=NOW)
    assert rows(member) == OLD
    event = Event.objects.get(event="commitment.draft-discarded")
    assert (event.actor, event.details) == (f"accounts.user:{editor.pk}", {"pledge": 2})


def test_throwing_away_twice_is_once_and_nothing_published_goes(
    member: Membership, editor: User
) -> None:
    assert not changing.discard_draft(membership=member, number=2, by=editor, at=NOW)
    assert rows(member) == OLD
    assert Event.objects.filter(event="commitment.draft-discarded").count() == 0


# Publishing


def test_publishing_supersedes_what_was_public(
    member: Membership, write: Write, lead: User
) -> None:
    (published,) = publish(member, lead, write(member))
    assert rows(member) == [
        OLD[0],
        (2, 1, "SUPERSEDED", "Old words of pledge 2."),
        (2, 2, "PUBLISHED", "New words of pledge 2."),
    ]
    published.refresh_from_db()
    assert (
        published.reason,
        published.published_by,
        published.published_role,
        published.published_at,
    ) == ("Nights matter more.", lead, "Head of quality", LATER)


def test_publishing_is_audited_and_the_member_was_heard_from(
    member: Membership, write: Write, lead: User
) -> None:
    publish(member, lead, write(member))
    event = Event.objects.get(event="commitment.changed")
    assert (event.actor, event.details) == (
        f"accounts.user:{lead.pk}",
        {"pledge": 2, "version": 2},
    )
    member.refresh_from_db()
    assert member.last_heard_at == LATER


def test_what_is_left_out_stays_a_draft(member: Membership, write: Write, lead: User) -> None:
    write(member, 1, text="Half a thou")
    publish(member, lead, write(member))
    assert (1, 2, "DRAFT", "Half a thou") in rows(member)


def test_several_are_published_together(member: Membership, write: Write, lead: User) -> None:
    one, two = write(member, 1, text="New words of pledge 1."), write(member)
    published = publish(member, lead, one, two)
    assert [(c.version, c.reason) for c in published] == [(2, "Nights matter more.")] * 2


@pytest.mark.parametrize("said", ["nothing", "the same"])
def test_without_a_change_there_is_nothing_to_publish(
    said: str, member: Membership, write: Write, lead: User
) -> None:
    drafts = [write(member, text="Old words of pledge 2.")] if said == "the same" else []
    before = rows(member)
    with pytest.raises(changing.NothingToPublish, match="no pledge has been changed"):
        publish(member, lead, *drafts)
    assert rows(member) == before


def test_the_same_answer_to_a_newer_wording_is_a_change(
    member: Membership, write: Write, lead: User
) -> None:
    wording = PledgeWording.objects.get(pledge__number=2)
    newer = PledgeWording.objects.create(
        pledge=wording.pledge, title="Learn", text="We learn.", from_date=TODAY
    )
    (published,) = publish(member, lead, write(member, text="Old words of pledge 2."))
    assert (published.version, published.wording) == (2, newer)


def test_what_a_colleague_changed_since_it_was_read_is_not_published(
    member: Membership, write: Write, lead: User
) -> None:
    read = write(member, text="What the lead read.")
    write(member)
    with pytest.raises(changing.ChangedSinceRead):
        publish(member, lead, read)
    assert rows(member) == DRAFTED


def test_all_are_published_or_none(member: Membership, write: Write, lead: User) -> None:
    one, two = write(member, 1, text="New words of pledge 1."), write(member)
    write(member, 1, text="Changed meanwhile.")
    with pytest.raises(changing.ChangedSinceRead):
        publish(member, lead, one, two)
    assert [row[2] for row in rows(member)] == ["PUBLISHED", "DRAFT", "PUBLISHED", "DRAFT"]


def test_the_second_of_two_who_publish_finds_nothing_left(
    member: Membership, write: Write, lead: User
) -> None:
    draft = write(member)
    publish(member, lead, draft)
    with pytest.raises(changing.NothingToPublish):
        publish(member, lead, draft)
    assert [row[1] for row in rows(member) if row[0] == 2] == [1, 2]


@pytest.mark.parametrize("reason", ["", "x" * 501, "nul \x00"])
def test_a_reason_that_cannot_be_read_is_refused(
    reason: str, member: Membership, write: Write, lead: User
) -> None:
    draft = write(member)
    with pytest.raises(ValidationError):
        publish(member, lead, draft, reason=reason)
    assert rows(member) == DRAFTED


def test_who_has_left_changes_nothing_any_more(
    member: Membership, write: Write, lead: User
) -> None:
    draft = write(member)
    withdraw(membership=member, reason="Reorganised.", by=lead, at=NOW)
    for attempt in (
        lambda: write(member),
        lambda: publish(member, lead, draft),
        lambda: changing.discard_draft(membership=member, number=2, by=lead, at=NOW),
    ):
        with pytest.raises(WrongState, match="only while the organisation is a member"):
            attempt()
    assert rows(member) == DRAFTED


# Mail


def test_the_sponsor_and_the_other_leads_are_told(
    member: Membership,
    write: Write,
    lead: User,
    another_lead: Callable[[Membership], User],
    django_capture_on_commit_callbacks: Capture,
) -> None:
    another_lead(member)
    with django_capture_on_commit_callbacks(execute=True):
        publish(member, lead, write(member))
    assert sorted(message.to[0] for message in mail.outbox) == [
        "another@elsewhere.example",
        "sponsor@harrowmere.example",
    ]
    message = mail.outbox[0]
    assert message.subject == "Harrowmere Test NHS Trust has changed its pledges"
    assert message.body.split("\n\n")[:3] == [
        "Harrowmere Test NHS Trust has published a new version of 1 pledge. Lena Lead published it"
        " for this reason:",
        "Nights matter more.",
        f"2. Continually learn, version 2: {absolute('pledge_public', SLUG, 2)}",
    ]


def test_nobody_is_told_of_what_was_not_published(
    member: Membership, write: Write, lead: User, django_capture_on_commit_callbacks: Capture
) -> None:
    draft = write(member)
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(ValidationError),
    ):
        publish(member, lead, draft, reason="")
    assert mail.outbox == []


def test_the_sponsor_answers_for_the_first_version(
    complete_sign_up: Membership, lead: User
) -> None:
    record_domain(
        organisation=complete_sign_up.organisation, domain="harrowmere.example", by="system", at=NOW
    )
    asked = send_to_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    confirm_pledges(sponsor_request=asked, at=NOW)
    columns = ("published_role", "published_by", "reason")
    found = complete_sign_up.commitments.published().values_list(*columns)
    assert list(found) == [("Chief executive", None, "")] * 5


def test_who_published_is_in_their_own_data_and_nobody_elses(
    member: Membership, write: Write, lead: User, editor: User
) -> None:
    publish(member, lead, write(member))
    assert personal_data(user=editor) == {"pledges_published": [], "pledges_drafted": []}
    assert personal_data(user=lead) == {
        "pledges_drafted": [],
        "pledges_published": [
            {
                "version": 2,
                "reason": "Nights matter more.",
                "published_at": LATER,
                "published_role": "Head of quality",
                "pledge_number": 2,
                "organisation_name": "HARROWMERE TEST NHS TRUST",
            }
        ],
    }
