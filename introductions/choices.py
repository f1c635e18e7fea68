"""Names, transitions and limits of introductions."""

from django.db.models import TextChoices


class IntroductionState(TextChoices):
    """Where an introduction stands. `TRANSITIONS` says what may follow what."""

    SENT = "SENT", "Waiting for an answer"
    ANSWERED = "ANSWERED", "Answered"
    DECLINED = "DECLINED", "Not taken up"
    CLOSED = "CLOSED", "Closed"
    REPORTED = "REPORTED", "With the campaign team"
    STOPPED = "STOPPED", "Ended by the campaign team"


S = IntroductionState
TRANSITIONS: dict[IntroductionState, frozenset[IntroductionState]] = {
    S.SENT: frozenset({S.ANSWERED, S.DECLINED, S.CLOSED, S.REPORTED}),
    S.ANSWERED: frozenset({S.CLOSED, S.REPORTED}),
    S.DECLINED: frozenset({S.REPORTED}),
    S.CLOSED: frozenset({S.REPORTED}),
    # Where nothing was wrong it goes back to where it stood.
    S.REPORTED: frozenset({S.SENT, S.ANSWERED, S.DECLINED, S.CLOSED, S.STOPPED}),
    S.STOPPED: frozenset(),
}
OPEN_STATES = frozenset({S.SENT, S.ANSWERED})
# No second one between the same two members on the same topic beside one of these.
GOING_ON = OPEN_STATES | {S.REPORTED}

MESSAGE_LIMIT = 1500
NEW_PER_PERSON_A_DAY = 5
NEW_PER_MEMBER_A_MONTH = 20
MESSAGES_PER_PERSON_A_DAY = 30


class Outcome(TextChoices):
    """What the campaign team decided about a message that was reported."""

    NOTHING_WRONG = "NOTHING_WRONG", "Nothing is wrong: the conversation goes on"
    PERSON_STOPPED = "PERSON_STOPPED", "This person writes no introductions until we lift it"
    MEMBER_STOPPED = "MEMBER_STOPPED", "This organisation writes no introductions until we lift it"


class AuditEvent(TextChoices):
    ASKED = "introduction.asked"
    MESSAGE_WRITTEN = "introduction.message-written"
    STATE_CHANGED = "introduction.state-changed"
    REPORTED = "introduction.reported"
    DECIDED = "introduction.decided"
    STOPPED = "introduction.writing-stopped"
    LIFTED = "introduction.writing-allowed-again"
    SWITCHED_OFF = "introduction.switched-off"
    SWITCHED_ON = "introduction.switched-on"
