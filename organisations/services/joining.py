"""Asking to join a member's team, and the answer."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from accounts.services import PersonGone, lock_person, rename_person
from audit.services import record
from organisations.choices import JOINABLE_STATES, TEAM_STATES, AuditEvent, JoinAnswer, Role
from organisations.emails import team as emails
from organisations.models import JoinRequest, Membership
from organisations.services.invitations import AlreadyOnTheTeam
from organisations.services.membership import lock
from organisations.services.team import admit

# A person could otherwise have the portal write to the leads of every member.
OPEN_PER_PERSON, PER_MEMBER_A_MONTH = 10, 3


class AskedTooOften(Exception):
    """The person has asked enough teams, or this one often enough."""


class AlreadyAnswered(Exception):
    """A colleague was quicker, or nobody waits for the answer any more."""


@transaction.atomic
def ask_to_join(
    *, membership: Membership, by: User, full_name: str, job_title: str, at: datetime
) -> JoinRequest:
    """Ask the leads for a place on the team. Asking twice is asking once.

    Raises `AlreadyOnTheTeam`, `AskedTooOften`, `WrongState` where there is no team to join, and
    `PersonGone`.
    """
    by = lock_person(by)
    membership = lock(membership, *JOINABLE_STATES)
    if membership.representatives.filter(user=by).exists():
        raise AlreadyOnTheTeam
    if present := membership.join_requests.open().filter(user=by).first():
        return present
    if by.join_requests.open().count() >= OPEN_PER_PERSON:
        raise AskedTooOften("You have asked many teams. Please wait for their answers.")
    lately = membership.join_requests.filter(user=by, asked_at__gt=at - timedelta(days=30))
    if lately.count() >= PER_MEMBER_A_MONTH:
        raise AskedTooOften(
            f"You have asked this team {PER_MEMBER_A_MONTH} times this month."
            " Please talk to your colleagues there."
        )
    by = rename_person(user=by, full_name=full_name, by=by, at=at)
    request = JoinRequest(membership=membership, user=by, job_title=job_title, asked_at=at)
    request.full_clean()
    request.save()
    record(AuditEvent.JOIN_ASKED, by=by, subject=membership, at=at, join_request=request.pk)
    emails.asked_to_join(request)
    return request


@transaction.atomic
def accept_request(
    *, join_request: JoinRequest, role: Role, reply: str, by: User, at: datetime
) -> None:
    """Let the person onto the team. Raises `AlreadyAnswered`, `WrongState`."""
    try:
        lock_person(join_request.user)
    except PersonGone as error:
        raise AlreadyAnswered("This person has closed their account.") from error
    lock(join_request.membership, *TEAM_STATES)
    join_request = _answer(join_request, JoinAnswer.ACCEPTED, reply, by, at)
    representative = admit(
        membership=join_request.membership,
        user=join_request.user,
        role=role,
        job_title=join_request.job_title,
        by=by,
        at=at,
    )
    emails.request_accepted(join_request)
    emails.joined(representative, but_not=by.pk)


@transaction.atomic
def decline_request(*, join_request: JoinRequest, reply: str, by: User, at: datetime) -> None:
    """Say no, with a kind word if there is one, whatever became of the team. `AlreadyAnswered`."""
    lock(join_request.membership)
    join_request = _answer(join_request, JoinAnswer.DECLINED, reply, by, at)
    emails.request_declined(join_request)


def _answer(
    join_request: JoinRequest, answer: JoinAnswer, reply: str, by: User, at: datetime
) -> JoinRequest:
    found = (
        JoinRequest.objects.select_for_update(of=("self",))
        .select_related("user", "membership")
        .get(pk=join_request.pk)
    )
    if found.answered_at:
        raise AlreadyAnswered("This request has been answered already.")
    found.answer, found.answered_at, found.answered_by, found.reply = answer, at, by, reply
    found.full_clean()
    found.save()
    record(
        AuditEvent.JOIN_ANSWERED,
        by=by,
        subject=found.membership,
        at=at,
        join_request=found.pk,
        answer=answer,
    )
    return found
