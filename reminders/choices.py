"""Names and transitions of the reminder ledger."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What a reminder is about."""

    REPORT_DUE = "REPORT_DUE", "A progress report is due"


class ReminderState(TextChoices):
    """Where a reminder stands. Every row ends as one of the five last; none is silently lost."""

    DUE = "DUE", "Waiting to be sent"
    SENDING = "SENDING", "Handed to the mail server"
    SENT = "SENT", "Sent"
    FAILED = "FAILED", "Failed"
    SUPPRESSED = "SUPPRESSED", "Not wanted or no longer needed"
    MISSED = "MISSED", "Too old to send"
    UNKNOWN = "UNKNOWN", "Handed over, outcome unknown"


S = ReminderState
TRANSITIONS: dict[ReminderState, frozenset[ReminderState]] = {
    S.DUE: frozenset({S.SENDING, S.SUPPRESSED, S.MISSED}),
    # Back to due when the server said "not now"; unknown when nobody wrote down what it said.
    S.SENDING: frozenset({S.SENT, S.DUE, S.FAILED, S.UNKNOWN, S.SUPPRESSED}),
    S.SENT: frozenset(),
    S.FAILED: frozenset(),
    S.SUPPRESSED: frozenset(),
    S.MISSED: frozenset(),
    # Only a person sends it again.
    S.UNKNOWN: frozenset({S.DUE, S.SENT, S.SUPPRESSED}),
}


class AuditEvent(TextChoices):
    REMINDER_SENT = "reminder.sent"
    REMINDER_FAILED = "reminder.failed"
    REMINDER_SUPPRESSED = "reminder.suppressed"
    REMINDER_UNKNOWN = "reminder.unknown"
    REMINDER_MISSED = "reminder.missed"
