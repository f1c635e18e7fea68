"""Who acts for a member: roles, leaving, removing. One lead always stays."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from organisations.choices import ROLE_RANK, TEAM_STATES, AuditEvent, Role
from organisations.emails import team as emails
from organisations.models import Membership, Representative
from organisations.services.called_off import call_off_handovers, call_off_invitations
from organisations.services.membership import add_representative, forget_erased_leads, lock


class LastLead(Exception):
    """Nobody who can sign in would lead the member any more."""

    def __init__(self) -> None:
        super().__init__("There is no other lead. Hand over to a colleague first.")


class NotOnTheTeam(Exception):
    """The person has left the team meanwhile."""

    def __init__(self) -> None:
        super().__init__("This person is no longer on the team.")


@transaction.atomic
def change_role(*, representative: Representative, role: Role, by: User, at: datetime) -> None:
    """Give a person on the team another role. Raises `LastLead` and `NotOnTheTeam`."""
    representative = _locked(representative)
    before = representative.role
    if role == before:
        return
    set_role(representative=representative, role=role, by=by, at=at)
    emails.role_changed(representative, by=by)
    if Role.LEAD not in {role, before}:
        return
    emails.team_changed(
        representative.membership,
        f"{representative.user} is now {role.label.lower()}.",
        but_not={representative.user_id, by.pk},
    )


@transaction.atomic
def set_role(*, representative: Representative, role: Role, by: User | str, at: datetime) -> None:
    """Write a role down; the caller holds the membership's lock and tells people."""
    before = representative.role
    if before == Role.LEAD and role != Role.LEAD:
        _keep_a_lead(representative)
    representative.role = role
    representative.full_clean()
    representative.save(update_fields=["role"])
    if role == Role.LEAD:
        forget_erased_leads(membership=representative.membership)
    record(
        AuditEvent.ROLE_CHANGED,
        by=by,
        subject=representative.membership,
        at=at,
        user=representative.user_id,
        before=before,
        after=role,
    )


@transaction.atomic
def leave(*, membership: Membership, by: User, at: datetime) -> None:
    """Leave a team of one's own accord. Raises `LastLead` for its only lead."""
    representative = _locked_person(lock(membership, *TEAM_STATES), by)
    take_off(representative=representative, event=AuditEvent.REPRESENTATIVE_LEFT, by=by, at=at)
    emails.left(membership, by)


@transaction.atomic
def remove(*, representative: Representative, by: User, at: datetime) -> None:
    """Take a person off the team: from their next page on they are a stranger."""
    representative = _locked(representative)
    membership, user = representative.membership, representative.user
    take_off(representative=representative, event=AuditEvent.REPRESENTATIVE_REMOVED, by=by, at=at)
    # Nor do they come back by another way that they opened.
    opened = membership.invitations.open().filter(invited_by=user)
    call_off_invitations(invitations=opened, by=by, at=at, tell=True)
    emails.removed(membership, user, by=by)
    emails.team_changed(
        membership, f"{by} has taken {user} off the team.", but_not={user.pk, by.pk}
    )


@transaction.atomic
def take_off(
    *, representative: Representative, event: AuditEvent, by: User | str, at: datetime
) -> None:
    """Delete a place on the team with what hangs on it; the caller tells people."""
    if representative.role == Role.LEAD:
        _keep_a_lead(representative)
    membership, user = representative.membership, representative.user
    theirs = membership.invitations.open().filter(email=user.email)
    call_off_invitations(invitations=theirs, by=by, at=at, tell=False)
    representative.delete()
    call_off_handovers(membership=membership, user=user, by=by, at=at)
    record(event, by=by, subject=membership, at=at, user=user.pk)


@transaction.atomic
def admit(
    *, membership: Membership, user: User, role: Role, job_title: str, by: User, at: datetime
) -> Representative:
    """Let a person onto the team; one who is on it already keeps the higher role."""
    present = membership.representatives.filter(user=user).first()
    if present is None:
        return add_representative(
            membership=membership, user=user, role=role, job_title=job_title, by=by, at=at
        )
    if ROLE_RANK[role] > ROLE_RANK[Role(present.role)]:
        set_role(representative=present, role=role, by=by, at=at)
    return present


def _keep_a_lead(leaving: Representative) -> None:
    others = leaving.membership.representatives.active_leads().exclude(pk=leaving.pk)
    if not others.exists():
        raise LastLead


def _locked(representative: Representative) -> Representative:
    membership = lock(representative.membership, *TEAM_STATES)
    return _locked_person(membership, representative.user)


def _locked_person(membership: Membership, user: User) -> Representative:
    present = membership.representatives.select_related("user").filter(user=user).first()
    if present is None:
        raise NotOnTheTeam
    present.membership = membership
    return present
