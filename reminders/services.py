"""The sweep that finds what is due, and the life of one reminder."""

from datetime import date, datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.db import transaction
from django.db.models import Exists, OuterRef

from audit.services import SYSTEM, record
from improvement_plans.models import Plan
from organisations.choices import MembershipState, Role
from organisations.models import Representative
from reminders import emails
from reminders.choices import TRANSITIONS, AuditEvent, Kind, ReminderState
from reminders.models import Reminder

# A worker that has written nothing for this long is taken to have died.
ABANDONED_AFTER = timedelta(minutes=15)
TOO_OLD_AFTER = timedelta(hours=72)
FIRST_RETRY = timedelta(minutes=5)
ENDS = {
    ReminderState.SENT: AuditEvent.REMINDER_SENT,
    ReminderState.FAILED: AuditEvent.REMINDER_FAILED,
    ReminderState.SUPPRESSED: AuditEvent.REMINDER_SUPPRESSED,
    ReminderState.UNKNOWN: AuditEvent.REMINDER_UNKNOWN,
    ReminderState.MISSED: AuditEvent.REMINDER_MISSED,
}


def sweep(*, at: datetime, today: date) -> list[int]:
    """Write a ledger row for everything due up to today; the ids of all that is ready to send.

    Running it again, or twice at once, writes nothing twice: the ledger's key sees to that.
    """
    write_due_reports(at=at, today=today)
    for reminder in Reminder.objects.abandoned(at - ABANDONED_AFTER):
        _move(reminder, ReminderState.UNKNOWN, at, answer="The worker stopped before it could say.")
    ready = []
    for reminder in Reminder.objects.ready(at):
        if reminder.created_at < at - TOO_OLD_AFTER:
            _move(reminder, ReminderState.MISSED, at, answer="Not sent within 72 hours.")
        else:
            ready.append(reminder.pk)
    return ready


def write_due_reports(*, at: datetime, today: date) -> None:
    """One row for each lead of each active member whose report date has come."""
    plan_date = "membership__plans__next_report_date"
    written = Reminder.objects.filter(
        membership=OuterRef("membership"),
        user=OuterRef("user"),
        kind=Kind.REPORT_DUE,
        period_date=OuterRef(plan_date),
    )
    due = (
        Representative.objects.filter(
            membership__state=MembershipState.ACTIVE,
            membership__plans__next_report_date__lte=today,
            role=Role.LEAD,
            user__is_active=True,
        )
        .exclude(Exists(written))
        .values_list("membership_id", "user_id", plan_date)
    )
    Reminder.objects.bulk_create(
        [
            Reminder(
                membership_id=membership_id,
                user_id=user_id,
                kind=Kind.REPORT_DUE,
                period_date=day,
                created_at=at,
                next_try_at=at,
            )
            for membership_id, user_id, day in due
        ],
        ignore_conflicts=True,
    )


def deliver(*, reminder_pk: int, at: datetime) -> ReminderState | None:
    """Send one reminder, at most once. Returns where it stands, or None when another worker has it.

    The claim is committed before the mail server hears anything: a worker that dies in between
    leaves a row that says so, and nobody sends it again by itself.
    """
    reminder = _claim(reminder_pk, at)
    if reminder is None:
        return None
    if not _still_wanted(reminder):
        return _move(reminder, ReminderState.SUPPRESSED, at, answer="No longer needed.")
    try:
        connection = emails.open_connection()
    except (OSError, SMTPException) as error:
        # Nothing was handed over, whatever kept the server from us.
        return _retry(reminder, str(error), at)
    try:
        emails.report_due(reminder, connection)
    except SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        return _refused(reminder, code, answer, at)
    except SMTPDataError as error:
        return _refused(reminder, error.smtp_code, error.smtp_error, at)
    except SMTPResponseException as error:
        # About us and not about this mail: a sender or a sign-in that the server refuses.
        return _retry(reminder, str(error), at)
    except (SMTPException, OSError) as error:
        # The connection broke: the server may or may not have taken the message.
        return _move(reminder, ReminderState.UNKNOWN, at, answer=str(error))
    return _move(reminder, ReminderState.SENT, at, answer="Accepted by the mail server.")


def _claim(reminder_pk: int, at: datetime) -> Reminder | None:
    claimed = Reminder.objects.filter(
        pk=reminder_pk, state=ReminderState.DUE, next_try_at__lte=at
    ).update(state=ReminderState.SENDING, claimed_at=at)
    if not claimed:
        return None
    return Reminder.objects.select_related("user", "membership__organisation").get(pk=reminder_pk)


def _still_wanted(reminder: Reminder) -> bool:
    """Whether the thing is still to be done, and this person is still the one to do it."""
    return (
        Plan.objects.filter(
            membership=reminder.membership_id, next_report_date=reminder.period_date
        ).exists()
        and Representative.objects.filter(
            membership=reminder.membership_id,
            membership__state=MembershipState.ACTIVE,
            user=reminder.user_id,
            user__is_active=True,
            role=Role.LEAD,
        ).exists()
    )


def _refused(reminder: Reminder, code: int, answer: bytes | str, at: datetime) -> ReminderState:
    text = f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"
    if code >= 500:
        return _move(reminder, ReminderState.FAILED, at, answer=text)
    return _retry(reminder, text, at)


def _retry(reminder: Reminder, answer: str, at: datetime) -> ReminderState:
    wait = FIRST_RETRY * 2 ** min(reminder.attempts, 6)
    return _move(reminder, ReminderState.DUE, at, answer=answer, next_try_at=at + wait)


@transaction.atomic
def _move(
    reminder: Reminder,
    to: ReminderState,
    at: datetime,
    *,
    answer: str,
    next_try_at: datetime | None = None,
) -> ReminderState:
    locked = Reminder.objects.select_for_update().get(pk=reminder.pk)
    before = ReminderState(locked.state)
    if to not in TRANSITIONS[before]:
        return before  # another worker was quicker
    locked.state, locked.answer = to, answer
    if before == ReminderState.SENDING:
        locked.attempts += 1
    if to == ReminderState.DUE:
        locked.ended_at, locked.next_try_at = None, next_try_at or at
    if event := ENDS.get(to):
        locked.ended_at = at
        record(event, by=SYSTEM, subject=locked.membership, at=at, reminder=locked.pk)
    locked.full_clean()
    locked.save()
    return to
