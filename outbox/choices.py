"""Names and transitions of the mail ledger."""

from datetime import timedelta

from django.db.models import TextChoices

# What is older is not sent any more: nobody should read on Monday what was due on Thursday.
GOOD_FOR = timedelta(hours=72)


class MailState(TextChoices):
    """Where a mail stands. Every row ends as one of the five last; none is silently lost."""

    DUE = "DUE", "Waiting to be sent"
    SENDING = "SENDING", "With the mail server"
    SENT = "SENT", "Sent"
    FAILED = "FAILED", "Not taken"
    SUPPRESSED = "SUPPRESSED", "Not wanted or not needed any more"
    MISSED = "MISSED", "Too old to send"
    UNKNOWN = "UNKNOWN", "Handed over, outcome unknown"


S = MailState
TRANSITIONS: dict[MailState, frozenset[MailState]] = {
    S.DUE: frozenset({S.SENDING, S.SUPPRESSED, S.MISSED}),
    # Back to due when the server said “not now”; unknown when nobody wrote down what it said.
    S.SENDING: frozenset({S.SENT, S.DUE, S.FAILED, S.UNKNOWN, S.SUPPRESSED}),
    # The mail came back.
    S.SENT: frozenset({S.FAILED}),
    # Only a person sends it again, or says that it arrived.
    S.FAILED: frozenset({S.DUE, S.SENT}),
    S.UNKNOWN: frozenset({S.DUE, S.SENT, S.FAILED}),
    S.SUPPRESSED: frozenset(),
    S.MISSED: frozenset(),
}
WAITING = frozenset({S.DUE, S.SENDING})
# A person decides about these, and may need the words to send them again.
TO_DECIDE = frozenset({S.FAILED, S.UNKNOWN})


class Keep(TextChoices):
    """What of a mail stays in the ledger once it has ended. Of all mail that was sent, no words."""

    SUBJECT = "SUBJECT", "To whom, and about what"
    # Codes: the subject holds one.
    ADDRESS = "ADDRESS", "To whom, and what kind"
    # The last mail to somebody who was erased.
    NOTHING = "NOTHING", "What kind"


class Reason(TextChoices):
    """Why nothing is sent to an address."""

    REFUSED = "REFUSED", "The mail server says that there is no such mailbox"
    BOUNCED = "BOUNCED", "Mail came back"
    COMPLAINED = "COMPLAINED", "The reader marked our mail as unwanted"


class AuditEvent(TextChoices):
    MAIL_SENT_AGAIN = "mail.sent-again"
    MAIL_ARRIVED = "mail.said-to-have-arrived"
    MAIL_LEFT = "mail.left"
    ADDRESS_SUPPRESSED = "mail.address-suppressed"
    SUPPRESSION_LIFTED = "mail.suppression-lifted"
    MAIL_HELD = "mail.held"
    MAIL_RELEASED = "mail.released"
