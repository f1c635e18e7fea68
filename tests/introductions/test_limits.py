"""So many a day and a month: counted under lock, and kept by the database itself."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from improvement_plans.choices import Topic
from introductions.choices import MESSAGES_PER_PERSON_A_DAY
from introductions.models import Introduction
from introductions.services.common import CannotWrite
from organisations.choices import Role
from organisations.models import Membership
from organisations.services.membership import add_representative
from tests.conftest import NOW
from tests.introductions.conftest import ask, write

LONDON = ZoneInfo("Europe/London")
TOPICS = Topic.values


def at(day: int, hour: int = 10, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=LONDON)


@pytest.fixture
def another(
    make_member: Callable[..., Membership], lead: User, membership: Membership
) -> Membership:
    """Another member that can be asked."""
    member = make_member()
    add_representative(
        membership=member, user=lead, role=Role.LEAD, job_title="Matron", by=lead, at=NOW
    )
    return member


def ask_often(
    sender: Membership, recipient: Membership, by: User, times: int, when: datetime
) -> None:
    begun = Introduction.objects.count()
    for number in range(begun, begun + times):
        made = ask(
            sender, recipient, by, topic=TOPICS[number % len(TOPICS)], at=when, today=when.date(),
            text=f"Question {number}",
        )  # fmt: skip
        Introduction.objects.filter(pk=made.pk).update(state="DECLINED")


def test_a_person_asks_for_five_a_day_and_goes_on_tomorrow(
    membership: Membership, other_membership: Membership, other_lead: User
) -> None:
    ask_often(other_membership, membership, other_lead, 5, at(15, 0))
    with pytest.raises(CannotWrite, match="You have asked for 5 introductions today"):
        ask_often(other_membership, membership, other_lead, 1, at(15, 23))
    assert Introduction.objects.count() == 5
    ask_often(other_membership, membership, other_lead, 1, at(16, 0))
    assert list(Introduction.objects.order_by("pk").values_list("number_that_day", flat=True)) == [
        1, 2, 3, 4, 5, 1,
    ]  # fmt: skip


def test_the_five_are_counted_over_all_members_for_whom_one_asks(
    membership: Membership, other_membership: Membership, another: Membership, lead: User
) -> None:
    ask_often(membership, other_membership, lead, 3, at(15))
    ask_often(another, other_membership, lead, 2, at(15))
    with pytest.raises(CannotWrite, match="5 introductions today"):
        ask_often(another, other_membership, lead, 1, at(15))


def test_a_colleague_has_a_day_of_their_own(
    membership: Membership, other_membership: Membership, lead: User, editor: User
) -> None:
    ask_often(membership, other_membership, lead, 5, at(15))
    ask_often(membership, other_membership, editor, 1, at(15))
    assert Introduction.objects.count() == 6


def test_a_member_asks_for_twenty_a_month(
    membership: Membership, other_membership: Membership, lead: User, editor: User
) -> None:
    for day in (1, 2, 3, 30):
        ask_often(membership, other_membership, lead, 5, at(day))
    with pytest.raises(CannotWrite, match="Harrowmere Test NHS Trust has asked for 20"):
        ask_often(membership, other_membership, editor, 1, at(30))
    ask_often(membership, other_membership, editor, 1, at(1, month=7))
    newest = Introduction.objects.latest("pk")
    assert (Introduction.objects.count(), newest.number_that_month) == (21, 1)


@pytest.mark.parametrize("numbers", [(1, 9), (6, 9), (0, 9), (9, 1), (2, 21), (2, 0)], ids=str)
def test_the_database_keeps_the_limits_whatever_program_asks(
    numbers: tuple[int, int], membership: Membership, other_membership: Membership, lead: User
) -> None:
    """Taken twice, out of range, or both: the row is refused."""
    first = ask(membership, other_membership, lead)
    Introduction.objects.update(state="DECLINED")
    copy = Introduction.objects.get(pk=first.pk)
    copy.pk, copy.topic = None, "SEPSIS"
    copy.number_that_day, copy.number_that_month = numbers
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()
    assert Introduction.objects.count() == 1


def test_a_person_writes_so_many_messages_a_day(
    membership: Membership, other_membership: Membership, lead: User, other_lead: User
) -> None:
    introduction = ask(other_membership, membership, other_lead)
    for number in range(MESSAGES_PER_PERSON_A_DAY):
        write(introduction, membership, lead, f"Part {number}")
    with pytest.raises(CannotWrite, match="You have written 30 messages today"):
        write(introduction, membership, lead, "And one more")
    write(introduction, membership, lead, "And one more", at=NOW + timedelta(days=1))
    assert introduction.messages.filter(author=lead).count() == MESSAGES_PER_PERSON_A_DAY + 1
