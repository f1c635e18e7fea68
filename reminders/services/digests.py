"""One mail a person and day, of what is still to be done when it is written."""

from datetime import date, datetime

import structlog
from django.db import transaction

from accounts.models import User
from audit.services import SYSTEM, record
from core.working_days import day_of
from outbox.models import Mail
from reminders import emails
from reminders.choices import AuditEvent, ReminderState, Why
from reminders.models import Digest, Reminder
from reminders.rules import RULE_OF, is_still_due
from reminders.rules.wishes import quiet_until, unwanted_by, wants
from reminders.services.states import move

log = structlog.get_logger(__name__)


def write_digests(*, at: datetime, today: date) -> int:
    """Write a digest for everybody who has something due and none of today yet; how many."""
    due = Reminder.objects.due_on(today).order_by("user", "email").distinct()
    had = Digest.objects.filter(on_date=today)
    had_users = set(had.exclude(user=None).values_list("user", flat=True))
    had_addresses = set(had.filter(user=None).values_list("email", flat=True))
    written = 0
    for user, email in due.values_list("user", "email"):
        if user in had_users if user else email in had_addresses:
            continue
        try:
            digest = write_digest(user_pk=user, email=email, at=at, today=today)
            written += digest is not None
        except Exception:
            # One that cannot be written holds up no other.
            log.exception("digest_failed", user=user)
    return written


@transaction.atomic
def write_digest(*, user_pk: int | None, email: str, at: datetime, today: date) -> Digest | None:
    """Put one person's due reminders into a mail; nothing, where none is left to say.

    The digest's own key comes first: of two runs at once the second waits here, and then finds
    that the person has had their mail of the day.
    """
    user = User.objects.get(pk=user_pk) if user_pk else None
    digest, is_new = Digest.objects.get_or_create(
        user=user, email=email, on_date=today, defaults={"written_at": at}
    )
    if not is_new:
        return None
    mine = Reminder.objects.due_on(today).to(user, email).with_all().select_for_update(of=("self",))
    reminders = _to_say(list(mine), user, email, at=at, today=today)
    if not reminders:
        digest.delete()
        return None
    move(reminders=reminders, to=ReminderState.WRITTEN, at=at, digest=digest)
    digest.mail = emails.send(digest, reminders, at=at)
    digest.save(update_fields=["mail"])
    record(AuditEvent.DIGEST_WRITTEN, by=SYSTEM, subject=digest, at=at, reminders=len(reminders))
    return digest


@transaction.atomic
def call_off(*, mail: Mail, at: datetime) -> str:
    """Why a digest is not to go any more, or nothing. Asked before each try.

    What is done meanwhile is never written about: the rest waits for the next digest.
    """
    digest = Digest.objects.select_related("user").get(mail=mail)
    # A rehearsal writes for a day to come.
    today = max(digest.on_date, day_of(at))
    written = list(digest.reminders.filter(state=ReminderState.WRITTEN).with_all())
    gone = _why_not(written, digest.user, digest.email, today)
    if written and not gone:
        return ""
    _end(gone, at)
    rest = [row for row in written if row not in gone]
    move(reminders=rest, to=ReminderState.DUE, at=at)
    record(AuditEvent.DIGEST_CALLED_OFF, by=SYSTEM, subject=digest, at=at, waiting=len(rest))
    return "What it says was done meanwhile, or is not wanted any more."


def _to_say(
    reminders: list[Reminder], user: User | None, email: str, *, at: datetime, today: date
) -> list[Reminder]:
    """Those that are still due; the others end, or wait while the person is left in peace."""
    gone = _why_not(reminders, user, email, today)
    _end(gone, at)
    due = [row for row in reminders if row not in gone]
    quiet = quiet_until({(row.membership_id or 0, row.user_id or 0) for row in due}, today)
    kept = []
    for row in due:
        if until := quiet.get((row.membership_id or 0, row.user_id or 0)):
            row.held_until = until
            row.save(update_fields=["held_until"])
        else:
            kept.append(row)
    return kept


def _end(gone: dict[Reminder, Why], at: datetime) -> None:
    for why in set(gone.values()):
        rows = [row for row, reason in gone.items() if reason == why]
        move(reminders=rows, to=ReminderState.SUPPRESSED, at=at, why=why)


def _why_not(
    reminders: list[Reminder], user: User | None, email: str, today: date
) -> dict[Reminder, Why]:
    """Of one person's reminders those that are not to be sent, and why."""
    address = user.email if user else email
    if not address or (user and not user.is_active):
        return dict.fromkeys(reminders, Why.GONE)
    person = user.pk if user else None
    wishes = unwanted_by([(person, address)])
    found = {}
    for row in reminders:
        rule = RULE_OF[row.kind]
        if not is_still_due(rule, row, today):
            found[row] = Why.DONE
        elif not wants(wishes, person, address, rule.kind.topic):
            found[row] = Why.NOT_WANTED
    return found
