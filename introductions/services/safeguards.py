"""Switching introductions off, reporting a message, and what the campaign team decides."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from introductions import emails
from introductions.choices import AuditEvent, IntroductionState, Outcome
from introductions.models import IntroductionMessage, IntroductionReport, Stop, SwitchedOff
from introductions.services.common import CannotWrite, lock, move
from organisations.models import Membership
from organisations.services import membership as memberships


@transaction.atomic
def switch_off(*, membership: Membership, by: User, at: datetime) -> None:
    """Take no new introductions. Those that go on do so."""
    membership = memberships.lock(membership)
    if not SwitchedOff.objects.filter(membership=membership).exists():
        SwitchedOff.objects.create(membership=membership, since_at=at, by=by)
        record(AuditEvent.SWITCHED_OFF, by=by, subject=membership, at=at)


@transaction.atomic
def switch_on(*, membership: Membership, by: User, at: datetime) -> None:
    """Take introductions again."""
    membership = memberships.lock(membership)
    if SwitchedOff.objects.filter(membership=membership).delete()[0]:
        record(AuditEvent.SWITCHED_ON, by=by, subject=membership, at=at)


@transaction.atomic
def report(
    *, message: IntroductionMessage, reason: str, by: User, at: datetime
) -> IntroductionReport:
    """Ask the campaign team to read a conversation; until it decides, nobody writes in it.

    On a double click, the report that was made. Raises `CannotWrite`.
    """
    introduction = lock(message.introduction)
    if made := IntroductionReport.objects.filter(message=message).first():
        if made.decided_at is None:
            return made
        raise CannotWrite("The campaign team has read this message already, and decided.")
    if introduction.state in {IntroductionState.REPORTED, IntroductionState.STOPPED}:
        raise CannotWrite("The campaign team reads this conversation already.")
    made = IntroductionReport(
        introduction=introduction,
        message=message,
        reported_by=by,
        reported_at=at,
        reason=reason,
        state_before=introduction.state,
    )
    made.full_clean()
    made.save()
    record(AuditEvent.REPORTED, by=by, subject=introduction, at=at, message=message.pk)
    move(introduction=introduction, to=IntroductionState.REPORTED, by=by, at=at)
    emails.reported(made)
    return made


@transaction.atomic
def decide(
    *, report: IntroductionReport, outcome: str, decision: str, by: User, at: datetime
) -> IntroductionReport:
    """The campaign team lets a conversation go on, or ends it and stops who wrote.

    Both members are told. Raises `CannotWrite` where a colleague was quicker.
    """
    introduction = lock(report.introduction)
    report = IntroductionReport.objects.select_for_update().get(pk=report.pk)
    if report.decided_at:
        raise CannotWrite("This was decided a moment ago.")
    report.outcome, report.decision = outcome, decision
    report.decided_at, report.decided_by = at, by
    report.full_clean()
    report.save()
    record(AuditEvent.DECIDED, by=by, subject=introduction, at=at, outcome=outcome)
    if outcome == Outcome.NOTHING_WRONG:
        move(introduction=introduction, to=report.state_before, by=by, at=at)
        emails.nothing_wrong(report)
    else:
        move(introduction=introduction, to=IntroductionState.STOPPED, by=by, at=at)
        emails.stopped(_stop(report, by=by, at=at))
    return report


def _stop(report: IntroductionReport, *, by: User, at: datetime) -> Stop:
    """The stop that follows from a decision; or the one that is in force already."""
    person = report.outcome == Outcome.PERSON_STOPPED
    about: dict[str, User | Membership] = (
        {"user": report.message.author} if person else {"membership": report.message.membership}
    )
    if found := Stop.objects.in_force().filter(**about).first():
        return found
    stop = Stop(report=report, reason=report.decision, stopped_at=at, stopped_by=by, **about)
    stop.full_clean()
    stop.save()
    record(AuditEvent.STOPPED, by=by, subject=next(iter(about.values())), at=at, stop=stop.pk)
    return stop


@transaction.atomic
def lift(*, stop: Stop, reason: str, by: User, at: datetime) -> None:
    """Let a person or a member write introductions again; they are told. Twice is once."""
    stop = Stop.objects.select_for_update(of=("self",)).get(pk=stop.pk)
    if stop.lifted_at:
        return
    stop.lifted_at, stop.lifted_by = at, by
    stop.full_clean()
    stop.save(update_fields=["lifted_at", "lifted_by"])
    record(AuditEvent.LIFTED, by=by, subject=stop.about, at=at, reason=reason)
    emails.lifted(stop, reason)
