"""What two members do with each other: ask, answer, decline, close."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from accounts.services import lock_person
from audit.services import record
from introductions import emails
from introductions.choices import (
    NEW_PER_MEMBER_A_MONTH,
    NEW_PER_PERSON_A_DAY,
    AuditEvent,
    IntroductionState,
)
from introductions.models import Introduction, IntroductionMessage
from introductions.models.safeguards import receiving
from introductions.services.common import (
    CannotWrite,
    add_message,
    check_may_write,
    check_takes_part,
    lock,
    lock_members,
    move,
)
from organisations.models import Membership


@transaction.atomic
def ask(
    *,
    sender: Membership,
    recipient: Membership,
    topic: str,
    text: str,
    by: User,
    role: str,
    at: datetime,
    today: date,
) -> Introduction:
    """Ask another member for an introduction; its leads are written to.

    On a double click, the one that was sent. Raises `CannotWrite`, and `PersonGone`.
    """
    by = lock_person(by)
    lock_members(one=sender.pk, other=recipient.pk)
    if begun := _going_on(sender, recipient, topic, text, by):
        return begun
    check_may_write(by=by, side=sender, today=today)
    if not receiving(today).filter(pk=recipient.pk).exists():
        raise CannotWrite(f"{recipient.organisation} takes no introductions at present.")
    introduction = Introduction(
        sender=sender,
        recipient=recipient,
        topic=topic,
        state_at=at,
        asked_at=at,
        asked_by=by,
        asked_date=today,
        asked_month=today.replace(day=1),
    )
    _number(introduction)
    introduction.full_clean()
    introduction.save()
    record(AuditEvent.ASKED, by=by, subject=introduction, at=at, topic=topic)
    message = add_message(
        introduction=introduction, side=sender, text=text, by=by, role=role, at=at, today=today
    )
    emails.asked(message)
    return introduction


def _going_on(
    sender: Membership, recipient: Membership, topic: str, text: str, by: User
) -> Introduction | None:
    begun = Introduction.objects.going_on_between(sender, recipient, topic).first()
    if begun is None:
        return None
    if begun.sender_id == sender.pk and begun.messages.filter(author=by, text=text).exists():
        return begun
    raise CannotWrite(
        f"You and {recipient.organisation} have an introduction on this topic already. Go on"
        " there: you find it under “Introductions” on your own page."
    )


def _number(introduction: Introduction) -> None:
    """Number it for its day and month; the locks let nobody take the same number."""
    of_day = introduction.asked_by.introductions_asked.filter(asked_date=introduction.asked_date)
    of_month = introduction.sender.introductions_sent.filter(asked_month=introduction.asked_month)
    introduction.number_that_day = of_day.count() + 1
    introduction.number_that_month = of_month.count() + 1
    if introduction.number_that_day > NEW_PER_PERSON_A_DAY:
        raise CannotWrite(
            f"You have asked for {NEW_PER_PERSON_A_DAY} introductions today. So that each of them"
            " is read, that is as many as one person can. Your text is still below: please send it"
            " tomorrow."
        )
    if introduction.number_that_month > NEW_PER_MEMBER_A_MONTH:
        raise CannotWrite(
            f"{introduction.sender.organisation} has asked for {NEW_PER_MEMBER_A_MONTH}"
            " introductions this month. So that each of them is read, that is as many as one"
            " organisation can. Please send it next month."
        )


@transaction.atomic
def write(
    *,
    introduction: Introduction,
    side: Membership,
    text: str,
    by: User,
    role: str,
    at: datetime,
    today: date,
) -> IntroductionMessage:
    """Write to the other member; the first answer lets both go on.

    On a double click, the message that was sent. Raises `CannotWrite`, and `PersonGone`.
    """
    by = lock_person(by)
    introduction = lock(introduction)
    last = introduction.messages.order_by("pk").last()
    if last and (last.author_id, last.membership_id, last.text) == (by.pk, side.pk, text):
        return last
    check_may_write(by=by, side=side, today=today)
    check_takes_part(side=introduction.other_than(side), today=today)
    answers = introduction.state == IntroductionState.SENT and side.pk == introduction.recipient_id
    if not answers and introduction.state != IntroductionState.ANSWERED:
        raise CannotWrite("Nothing can be written here now. What was written stays readable.")
    message = add_message(
        introduction=introduction, side=side, text=text, by=by, role=role, at=at, today=today
    )
    if answers:
        move(introduction=introduction, to=IntroductionState.ANSWERED, by=by, at=at)
    emails.wrote(message, is_answer=answers)
    return message


@transaction.atomic
def decline(
    *,
    introduction: Introduction,
    text: str,
    by: User,
    role: str,
    at: datetime,
    today: date,
) -> Introduction:
    """The recipient cannot take it up, with or without a word; who asked is told kindly.

    Twice is once. Raises `CannotWrite`, and `PersonGone`.
    """
    by = lock_person(by)
    introduction = lock(introduction)
    if introduction.state == IntroductionState.DECLINED:
        return introduction
    if introduction.state != IntroductionState.SENT:
        raise CannotWrite("This introduction has gone on meanwhile: it is there for you to read.")
    side = introduction.recipient
    if text:
        check_may_write(by=by, side=side, today=today)
        add_message(
            introduction=introduction, side=side, text=text, by=by, role=role, at=at, today=today
        )
    move(introduction=introduction, to=IntroductionState.DECLINED, by=by, at=at)
    emails.declined(introduction, text)
    return introduction


@transaction.atomic
def close(*, introduction: Introduction, side: Membership, by: User, at: datetime) -> Introduction:
    """End a conversation; before an answer only who asked can. Twice is once.

    Raises `CannotWrite`.
    """
    introduction = lock(introduction)
    if introduction.state == IntroductionState.CLOSED:
        return introduction
    takes_back = introduction.state == IntroductionState.SENT and side.pk == introduction.sender_id
    if not takes_back and introduction.state != IntroductionState.ANSWERED:
        raise CannotWrite("This introduction cannot be closed now.")
    move(introduction=introduction, to=IntroductionState.CLOSED, by=by, at=at)
    return introduction
