"""What members and the campaign team write to each other. Nothing else ever waits for it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from organisations.choices import AuditEvent, MembershipState, MessageKind
from organisations.emails import advice as emails
from organisations.models import Membership, Message
from organisations.services.membership import lock


def open_request(membership: Membership) -> Message | None:
    """What the check of a sign-up waits for: asked by the campaign team, not yet replied to."""
    if membership.state != MembershipState.AWAITING_VERIFICATION:
        return None
    last: Message | None = None
    for message in sorted(membership.messages.all(), key=lambda message: message.pk):
        if message.kind == MessageKind.MORE_ASKED or not message.is_from_campaign:
            last = message
    return last if last and last.is_from_campaign else None


@transaction.atomic
def write_to_campaign(*, membership: Membership, text: str, by: User, at: datetime) -> Message:
    """A representative asks, or sends what the campaign team asked for.

    The campaign team gets one mail for all that a member writes before it answers.
    """
    membership = lock(membership)
    last = _last(membership)
    kind = MessageKind.REPLY if open_request(membership) else MessageKind.QUESTION
    message = _write(membership, kind, text, by=by, at=at)
    if last is None or last.is_from_campaign:
        emails.member_wrote(message)
    return message


@transaction.atomic
def answer_member(*, membership: Membership, text: str, by: User, at: datetime) -> Message:
    """The campaign team answers; the leads and everyone who took part are told."""
    return _write_to_member(lock(membership), MessageKind.ANSWER, text, by=by, at=at)


@transaction.atomic
def ask_for_more(*, membership: Membership, text: str, by: User, at: datetime) -> Message:
    """The check needs something from the applicant. Raises `WrongState` once it is decided."""
    membership = lock(membership, MembershipState.AWAITING_VERIFICATION)
    return _write_to_member(membership, MessageKind.MORE_ASKED, text, by=by, at=at)


@transaction.atomic
def mark_read(*, membership: Membership, by: User, at: datetime) -> None:
    """The campaign team has read what a member wrote, and there is nothing to answer."""
    membership = lock(membership)
    if membership.messages.unanswered_questions().exists():
        _write(membership, MessageKind.READ, "", by=by, at=at)


def _write_to_member(
    membership: Membership, kind: MessageKind, text: str, *, by: User, at: datetime
) -> Message:
    last = _last(membership)
    message = _write(membership, kind, text, by=by, at=at)
    if message != last:
        emails.campaign_wrote(message)
    return message


def _last(membership: Membership) -> Message | None:
    return membership.messages.order_by("pk").last()


def _write(
    membership: Membership, kind: MessageKind, text: str, *, by: User, at: datetime
) -> Message:
    """The new message; or, on a double click, the one that says the same already."""
    last = _last(membership)
    if last and (last.author_id, last.text) == (by.pk, text):
        return last
    message = Message(membership=membership, author=by, kind=kind, text=text, at=at)
    message.full_clean()
    message.save()
    record(AuditEvent.MESSAGE_WRITTEN, by=by, subject=membership, at=at, kind=kind)
    return message
