"""What every write about introductions does first."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from introductions.choices import (
    MESSAGES_PER_PERSON_A_DAY,
    TRANSITIONS,
    AuditEvent,
    IntroductionState,
)
from introductions.models import Introduction, IntroductionMessage, Stop
from introductions.models.safeguards import taking_part
from organisations.models import Membership


class CannotWrite(Exception):
    """What was asked cannot be done now. The message says why, for whoever asked."""


class WrongMove(Exception):
    """`TRANSITIONS` has no such move."""


def lock(introduction: Introduction) -> Introduction:
    """Re-read an introduction under lock; its members first, as everywhere."""
    lock_members(one=introduction.sender_id, other=introduction.recipient_id)
    rows = Introduction.objects.select_for_update(of=("self",)).with_members()
    return rows.get(pk=introduction.pk)


def lock_members(*, one: int, other: int) -> None:
    """Lock two memberships in the order of their keys."""
    rows = Membership.objects.select_for_update().filter(pk__in=[one, other])
    list(rows.order_by("pk"))


@transaction.atomic
def move(*, introduction: Introduction, to: str, by: User, at: datetime) -> None:
    """Move an introduction that the caller has locked along `TRANSITIONS`."""
    before, after = IntroductionState(introduction.state), IntroductionState(to)
    if after not in TRANSITIONS[before]:
        raise WrongMove(f"An introduction cannot go from {before} to {after}.")
    introduction.state, introduction.state_at = after, at
    introduction.full_clean()
    introduction.save(update_fields=["state", "state_at"])
    record(AuditEvent.STATE_CHANGED, by=by, subject=introduction, at=at, before=before, after=after)


def check_may_write(*, by: User, side: Membership, today: date) -> None:
    """Raise `CannotWrite` for a person or a member that is stopped, or no longer a member."""
    if Stop.objects.in_force().filter(user=by).exists():
        raise CannotWrite(
            "You cannot write introductions at present. We wrote to you about why; answer us, and"
            " we will look at it together."
        )
    if Stop.objects.in_force().filter(membership=side).exists():
        raise CannotWrite(
            f"{side.organisation} cannot write introductions at present. We wrote to its leads"
            " about why; answer us, and we will look at it together."
        )
    check_takes_part(side=side, today=today)


def check_takes_part(*, side: Membership, today: date) -> None:
    """Raise `CannotWrite` for a member that has left, closed, or is stopped."""
    if not taking_part(today).filter(pk=side.pk).exists():
        raise CannotWrite(
            f"{side.organisation} takes no part in introductions at present, so nothing can be"
            " sent. What was written stays readable."
        )


@transaction.atomic
def add_message(
    *,
    introduction: Introduction,
    side: Membership,
    text: str,
    by: User,
    role: str,
    at: datetime,
    today: date,
) -> IntroductionMessage:
    """Add a message of one side. The caller holds the person's lock."""
    written = IntroductionMessage.objects.filter(author=by, at__date=today)
    if written.count() >= MESSAGES_PER_PERSON_A_DAY:
        raise CannotWrite(
            f"You have written {MESSAGES_PER_PERSON_A_DAY} messages today, which is as many as one"
            " person can. Your text is still below: please send it tomorrow."
        )
    message = IntroductionMessage(
        introduction=introduction, membership=side, author=by, author_role=role, text=text, at=at
    )
    message.full_clean()
    message.save()
    record(AuditEvent.MESSAGE_WRITTEN, by=by, subject=introduction, at=at, membership=side.pk)
    return message
