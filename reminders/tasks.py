"""What beat and the workers run."""

from datetime import date

import structlog
from celery import shared_task
from django.utils import timezone

from outbox import hints
from reminders import clock
from reminders.services import digests, looking

log = structlog.get_logger(__name__)


@shared_task
def sweep(today: str | None = None, *, at_once: bool = False) -> None:
    """Find what has come due, and write the digests when it is their time.

    `today` (ISO) is for rehearsals. `at_once`, which the demo uses, waits for no day and no hour.
    """
    at = timezone.now()
    day = date.fromisoformat(today) if today else timezone.localdate()
    found = looking.look(at=at, today=day, again=at_once or bool(today))
    written = 0
    if at_once or today or clock.is_time(at):
        written = digests.write_digests(at=at, today=day)
    if written:
        hints.call_workers()
    log.info("reminders_swept", found=found, written=written)
