"""Introductions when records are joined, organisations merge, and people are erased."""

from collections.abc import Callable

import pytest

from accounts.models import User
from introductions.models import Introduction, IntroductionMessage, IntroductionReport, Stop
from introductions.personal_data import ERASED_REASON, personal_data
from mergers.services import open_mergers
from organisations.models import Membership, Organisation
from organisations.services.by_hand import merge_organisations
from safety_portal.personal_data import erase_person, lock_memberships
from tests.conftest import NOW, TODAY
from tests.introductions.conftest import ANSWERED, ASKED, ask, state_of
from tests.mergers.closing import close


def texts() -> list[tuple[str, str, str]]:
    found = IntroductionMessage.objects.select_related("author").order_by("pk")
    return [(message.writer, message.author_role, message.text) for message in found]


def test_an_erased_person_leaves_neither_name_nor_words(
    answered: Introduction,
    other_membership: Membership,
    other_lead: User,
    another_lead: Callable[[Membership], User],
) -> None:
    another_lead(other_membership)
    erase_person(user=other_lead, by=other_lead, at=NOW)
    assert texts() == [("A former colleague", "", ""), ("Lena Lead", "Matron", ANSWERED)]
    assert state_of(answered) == "ANSWERED"


def test_what_an_erased_person_asked_and_nobody_answered_is_taken_back(
    introduction: Introduction,
    other_membership: Membership,
    other_lead: User,
    another_lead: Callable[[Membership], User],
) -> None:
    another_lead(other_membership)
    erase_person(user=other_lead, by=other_lead, at=NOW)
    assert state_of(introduction) == "CLOSED"


@pytest.mark.parametrize(
    ("outcome", "state"), [("NOTHING_WRONG", "CLOSED"), ("PERSON_STOPPED", "STOPPED")]
)
def test_what_an_erased_person_asked_waits_for_no_answer_once_it_was_read(
    outcome: str,
    state: str,
    introduction: Introduction,
    decide: Callable[[str], IntroductionReport],
    other_membership: Membership,
    other_lead: User,
    another_lead: Callable[[Membership], User],
) -> None:
    another_lead(other_membership)
    erase_person(user=other_lead, by=other_lead, at=NOW)
    before = state_of(introduction)
    decide(outcome)
    assert (before, state_of(introduction)) == ("REPORTED", state)


def test_what_was_answered_before_it_was_reported_goes_on(
    answered: Introduction,
    decide: Callable[[str], IntroductionReport],
    other_membership: Membership,
    other_lead: User,
    another_lead: Callable[[Membership], User],
) -> None:
    another_lead(other_membership)
    erase_person(user=other_lead, by=other_lead, at=NOW)
    decide("NOTHING_WRONG")
    assert state_of(answered) == "ANSWERED"


def test_an_erased_reporters_reason_goes_and_the_report_is_still_decided(
    decide: Callable[[str], IntroductionReport],
    membership: Membership,
    lead: User,
    another_lead: Callable[[Membership], User],
) -> None:
    another_lead(membership)
    erase_person(user=lead, by=lead, at=NOW)
    decide("NOTHING_WRONG")
    found = IntroductionReport.objects.values_list("reason", "outcome").get()
    assert found == (ERASED_REASON, "NOTHING_WRONG")


def test_all_memberships_that_are_locked_to_erase_a_person_are_locked_at_once_by_key(
    make_member: Callable[..., Membership],
    membership: Membership,
    other_membership: Membership,
    other_lead: User,
) -> None:
    stands_for, unrelated = make_member(), make_member()
    Membership.objects.filter(pk=stands_for.pk).update(
        state="AWAITING_SPONSOR", sponsor_email=other_lead.email
    )
    ask(other_membership, membership, other_lead)
    ask(other_membership, membership, other_lead, topic="AKI")
    locked = lock_memberships(other_lead)
    assert locked == sorted([membership.pk, other_membership.pk, stands_for.pk])
    assert unrelated.pk not in locked


def test_a_person_gets_a_copy_of_their_own_words_only(
    answered: Introduction, other_lead: User, stop: Stop
) -> None:
    copy = personal_data(user=other_lead)
    written = [(row["text"], row["organisation_name"]) for row in copy["introductions_written"]]
    stopped = [row["reason"] for row in copy["introductions_stopped"]]
    assert written == [(ASKED, "CALDERMOSS TEST NHS TRUST")]
    assert (stopped, copy["introductions_reported"]) == (["Sales go elsewhere."], [])


def test_joining_two_records_of_an_organisation_keeps_its_introductions(
    introduction: Introduction,
    membership: Membership,
    make_organisation: Callable[..., Organisation],
    officer: User,
) -> None:
    added, kept = membership.organisation, make_organisation()
    Organisation.objects.filter(pk=added.pk).update(added_by_hand=True, ods_code=None)
    merge_organisations(added=added, into=kept, by=officer, at=NOW, today=TODAY)
    introduction.refresh_from_db()
    assert introduction.recipient.organisation == kept


def test_a_member_that_merged_keeps_its_conversations_to_read(
    answered: Introduction, membership: Membership, other_membership: Membership
) -> None:
    close(membership, other_membership.organisation)
    assert open_mergers(at=NOW, today=TODAY) == 1
    assert (state_of(answered), answered.recipient) == ("ANSWERED", membership)
