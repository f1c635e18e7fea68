"""Introductions when records are joined, organisations merge, and people are erased."""

from collections.abc import Callable

from accounts.models import User
from introductions.models import Introduction, IntroductionMessage, Stop
from introductions.personal_data import personal_data
from mergers.services import open_mergers
from organisations.models import Membership, Organisation
from organisations.services.by_hand import merge_organisations
from safety_portal.personal_data import erase_person
from tests.conftest import NOW, TODAY
from tests.introductions.conftest import ANSWERED, ASKED, state_of
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
