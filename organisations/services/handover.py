"""Passing the lead on: today, or on a date."""

from datetime import date, datetime

import structlog
from django.db import transaction

from accounts.models import User
from audit.services import record
from organisations.choices import TEAM_STATES, AfterHandover, AuditEvent, Role
from organisations.emails import team as emails
from organisations.models import Handover, Membership
from organisations.services.called_off import call_off_handover
from organisations.services.membership import lock
from organisations.services.team import NotOnTheTeam, set_role, take_off

log = structlog.get_logger(__name__)


class HandoverImpossible(Exception):
    """The plan cannot be made or undone as things stand; the message says why."""


@transaction.atomic
def plan_handover(
    *,
    membership: Membership,
    to: User,
    on_date: date,
    afterwards: AfterHandover,
    by: User,
    at: datetime,
    today: date,
) -> Handover:
    """Pass the lead on from a date. A date of today happens at once."""
    membership = lock(membership, *TEAM_STATES)
    if on_date < today:
        raise HandoverImpossible("Choose today or a later date.")
    if not membership.representatives.filter(user=to, user__is_active=True).exists():
        raise NotOnTheTeam
    if membership.handovers.open().filter(from_user=by).exists():
        raise HandoverImpossible("You have planned a hand-over already. Cancel it first.")
    handover = Handover(
        membership=membership,
        from_user=by,
        to_user=to,
        on_date=on_date,
        afterwards=afterwards,
        planned_at=at,
    )
    handover.full_clean()
    handover.save()
    record(
        AuditEvent.HANDOVER_PLANNED,
        by=by,
        subject=membership,
        at=at,
        handover=handover.pk,
        user=to.pk,
        on_date=on_date.isoformat(),
    )
    if on_date == today:
        _carry_out(handover, at)
    else:
        emails.handover_planned(handover)
    return handover


@transaction.atomic
def cancel_handover(*, handover: Handover, by: User, at: datetime) -> None:
    """Undo a plan whose day has not come. Raises `HandoverImpossible` afterwards."""
    handover = _locked(handover)
    if handover.done_at or handover.cancelled_at:
        raise HandoverImpossible("This hand-over has happened or was cancelled already.")
    call_off_handover(handover=handover, by=by, at=at)


def carry_out_due(*, at: datetime, today: date) -> int:
    """Do all that is due, each on its own, so that one that fails holds up no other."""
    done = 0
    for handover in Handover.objects.due(today):
        try:
            done += _carry_out_one(handover, at)
        except Exception:
            log.exception("handover_failed", handover=handover.pk)
    return done


@transaction.atomic
def _carry_out_one(handover: Handover, at: datetime) -> bool:
    handover = _locked(handover)
    if handover.done_at or handover.cancelled_at:
        return False  # another worker was quicker, or somebody cancelled it
    return _carry_out(handover, at)


def _carry_out(handover: Handover, at: datetime) -> bool:
    people = handover.membership.representatives.select_related("user")
    new = people.filter(user=handover.to_user_id, user__is_active=True).first()
    # A lead whose account was closed the day before wanted exactly this.
    old = people.filter(user=handover.from_user_id, role=Role.LEAD).first()
    if new is None or old is None:
        # One can no longer take it, or the other no longer has it: the team decides anew.
        call_off_handover(handover=handover, by="system", at=at)
        return False
    new.membership = old.membership = handover.membership
    if new.role != Role.LEAD:
        set_role(representative=new, role=Role.LEAD, by=old.user, at=at)
    handover.done_at = at
    handover.full_clean()
    handover.save(update_fields=["done_at"])
    if handover.afterwards == AfterHandover.LEAVES:
        take_off(representative=old, event=AuditEvent.REPRESENTATIVE_LEFT, by=old.user, at=at)
    else:
        set_role(representative=old, role=Role(handover.afterwards), by=old.user, at=at)
    record(
        AuditEvent.HANDOVER_DONE,
        by=old.user,
        subject=handover.membership,
        at=at,
        handover=handover.pk,
    )
    emails.handed_over(handover)
    return True


def _locked(handover: Handover) -> Handover:
    membership = lock(handover.membership)
    found = (
        Handover.objects.select_for_update(of=("self",))
        .select_related("from_user", "to_user")
        .get(pk=handover.pk)
    )
    found.membership = membership
    return found
