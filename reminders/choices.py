"""What people are reminded of, what they can choose, and where a reminder stands."""

from django.db.models import TextChoices


class Topic(TextChoices):
    """What a person can switch on and off: kinds that belong together."""

    SIGN_UP = "SIGN_UP", "A sign-up that you began"
    SPONSOR = "SPONSOR", "Pledges that wait for an executive sponsor"
    PLAN_DATE = "PLAN_DATE", "The date by which you aim to publish a plan"
    REPORT = "REPORT", "Progress reports"
    MILESTONE = "MILESTONE", "Milestones of your plan"
    TEAM = "TEAM", "Organisations that nobody leads (campaign team)"
    HELLO = "HELLO", "Once a year, the pledges you made for yourself"


class Kind(TextChoices):
    """What a reminder is about. `reminders.rules` says when each is due, and to whom."""

    DRAFT_RESTING_7 = "DRAFT_RESTING_7", "A sign-up has rested for a week"
    DRAFT_RESTING_21 = "DRAFT_RESTING_21", "A sign-up has rested for three weeks"
    SPONSOR_SILENT_5 = "SPONSOR_SILENT_5", "An executive sponsor has not answered yet"
    SPONSOR_SILENT_14 = "SPONSOR_SILENT_14", "An executive sponsor may not have seen the mail"
    PLAN_IN_30_DAYS = "PLAN_IN_30_DAYS", "A plan is meant to be published in a month"
    PLAN_IN_7_DAYS = "PLAN_IN_7_DAYS", "A plan is meant to be published in a week"
    PLAN_DATE_GONE_BY = "PLAN_DATE_GONE_BY", "The date chosen for a plan has gone by"
    REPORT_COMING = "REPORT_COMING", "A progress report comes up"
    REPORT_DUE = "REPORT_DUE", "A progress report is due"
    REPORT_GONE_BY = "REPORT_GONE_BY", "The date of a progress report has gone by"
    MILESTONE_DUE = "MILESTONE_DUE", "The day of a milestone has come"
    NO_LEAD = "NO_LEAD", "An organisation has nobody who leads"
    YEARLY_HELLO = "YEARLY_HELLO", "A year since a person pledged"

    @property
    def topic(self) -> Topic:
        return TOPIC_OF[self]

    @property
    def slug(self) -> str:
        """How the page about it is called in its address."""
        return self.value.lower().replace("_", "-")


K = Kind
TOPIC_OF = {
    K.DRAFT_RESTING_7: Topic.SIGN_UP,
    K.DRAFT_RESTING_21: Topic.SIGN_UP,
    K.SPONSOR_SILENT_5: Topic.SPONSOR,
    K.SPONSOR_SILENT_14: Topic.SPONSOR,
    K.PLAN_IN_30_DAYS: Topic.PLAN_DATE,
    K.PLAN_IN_7_DAYS: Topic.PLAN_DATE,
    K.PLAN_DATE_GONE_BY: Topic.PLAN_DATE,
    K.REPORT_COMING: Topic.REPORT,
    K.REPORT_DUE: Topic.REPORT,
    K.REPORT_GONE_BY: Topic.REPORT,
    K.MILESTONE_DUE: Topic.MILESTONE,
    K.NO_LEAD: Topic.TEAM,
    K.YEARLY_HELLO: Topic.HELLO,
}


class ReminderState(TextChoices):
    """Where a reminder stands. Once it is in a mail, the mail's own state says how it ended."""

    DUE = "DUE", "Waits for the next digest"
    WRITTEN = "WRITTEN", "In a digest"
    SUPPRESSED = "SUPPRESSED", "Not wanted or no longer needed"
    # How reminders ended while each was a mail of its own.
    SENDING = "SENDING", "Handed to the mail server"
    SENT = "SENT", "Sent"
    FAILED = "FAILED", "Failed"
    MISSED = "MISSED", "Too old to send"
    UNKNOWN = "UNKNOWN", "Handed over, outcome unknown"


S = ReminderState
TRANSITIONS: dict[ReminderState, frozenset[ReminderState]] = {
    S.DUE: frozenset({S.WRITTEN, S.SUPPRESSED}),
    # A mail that was called off: what is done ends here, and the rest waits for another digest.
    S.WRITTEN: frozenset({S.DUE, S.SUPPRESSED}),
    S.SUPPRESSED: frozenset(),
    S.SENDING: frozenset({S.UNKNOWN}),
    S.SENT: frozenset(),
    S.FAILED: frozenset(),
    S.MISSED: frozenset(),
    S.UNKNOWN: frozenset(),
}
# Those that have not ended by themselves.
OPEN_STATES = frozenset({S.DUE, S.SENDING})


class Why(TextChoices):
    """Why a reminder was not sent."""

    DONE = "DONE", "Done, or no longer asked for"
    NOT_WANTED = "NOT_WANTED", "The person does not want these"
    GONE = "GONE", "The person closed their account"


class AuditEvent(TextChoices):
    DIGEST_WRITTEN = "reminders.digest-written"
    DIGEST_CALLED_OFF = "reminders.digest-called-off"
    CHOSEN = "reminders.chosen"
