"""That beat, the queue, a worker and the database all do their work."""

from datetime import datetime

from outbox.models import Heartbeat


def beat(*, at: datetime) -> None:
    """Write down that a worker did something because beat asked."""
    Heartbeat.objects.update_or_create(pk=1, defaults={"at": at})
