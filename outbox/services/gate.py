"""Whether mail may go out of this database.

A dump that was restored is another database, or the same one with tables that were made anew.
Either shows in what PostgreSQL calls them, so that nobody has to think of switching mail off: the
first look finds a database that is not the one that mail was released for, and nothing goes.
"""

from datetime import datetime

from django.db import connection, models, transaction
from django.db.models import CharField, Value
from django.db.models.expressions import Combinable, RawSQL

from audit.services import SYSTEM, record
from outbox.choices import AuditEvent, MailState
from outbox.models import Gate, Mail
from outbox.services.ending import end_all

# The cluster, the database in it, and the table in that: restoring changes one of them at least.
IDENTITY = (
    "(SELECT s.system_identifier || '/' || d.oid || '/' || 'outbox_gate'::regclass::oid"
    " FROM pg_control_system() s, pg_database d WHERE d.datname = current_database())"
)


def is_held() -> bool:
    """Whether mail stays here until a person releases it."""
    gate = _gates().first()
    if gate is None:
        return False  # new, and never released from anywhere else
    return gate.held_at is not None or gate.database != gate.here  # type: ignore[attr-defined]


def begin() -> None:
    """Write down, once, that mail of a new database goes out of it and of no copy."""
    if not Gate.objects.exists():
        _release()


@transaction.atomic
def hold_mail(*, by: models.Model | str, at: datetime) -> None:
    """Keep all mail back, whatever the database is called."""
    begin()
    Gate.objects.filter(held_at=None).update(held_at=at)
    record(AuditEvent.MAIL_HELD, by=by, subject=SYSTEM, at=at)


@transaction.atomic
def release_mail(*, by: models.Model | str, at: datetime, send_waiting: bool) -> int:
    """Let mail go from now on; how many waited. `send_waiting`: whether they are sent or left.

    The ledger of a backup does not know what was sent after it: who leaves what waits repeats none.
    """
    waiting = Mail.objects.select_for_update().filter(state=MailState.DUE)
    number = len(waiting)
    if not send_waiting:
        answer = "Left when mail was released."
        mails = Mail.objects.filter(state=MailState.DUE)
        end_all(mails=mails, state=MailState.MISSED, answer=answer, at=at)
    _release()
    record(
        AuditEvent.MAIL_RELEASED,
        by=by,
        subject=SYSTEM,
        at=at,
        waiting=number,
        sent=send_waiting,
    )
    return number


def _release() -> None:
    Gate.objects.get_or_create(pk=1)
    here = _gates().get().here  # type: ignore[attr-defined]
    Gate.objects.update(database=here, held_at=None)


def _gates() -> models.QuerySet[Gate]:
    """The one row, with what its database is called as `here`; SQLite has no name for itself."""
    here: Combinable = Value("", output_field=CharField())
    if connection.vendor == "postgresql":
        here = RawSQL(IDENTITY, [], output_field=CharField())  # noqa: S611 - a constant
    return Gate.objects.annotate(here=here)
