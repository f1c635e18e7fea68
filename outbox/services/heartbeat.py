"""That beat, the queue, a worker and the database all do their work."""

from datetime import UTC, datetime, timedelta

from outbox.models import Heartbeat

# A sweep comes every minute. A worker that is busy with a long task misses one or two.
QUIET_AFTER = timedelta(minutes=10)
NEVER = datetime.min.replace(tzinfo=UTC)


def beat(*, at: datetime) -> None:
    """Write down that a worker did something because beat asked."""
    Heartbeat.objects.update_or_create(pk=1, defaults={"at": at})


def quiet_since(*, at: datetime) -> datetime | None:
    """Since when nothing has been done, if that is too long; the beginning of time if never."""
    last = Heartbeat.objects.filter(pk=1).values_list("at", flat=True).first()
    if last is not None and at - last <= QUIET_AFTER:
        return None
    return last or NEVER
