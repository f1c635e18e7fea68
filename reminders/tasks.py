"""What beat and the workers run."""

from datetime import date

import structlog
from celery import shared_task
from django.utils import timezone

from reminders import services

log = structlog.get_logger(__name__)


@shared_task
def sweep(today: str | None = None) -> None:
    """Find what is due and hand each reminder to a worker. `today` (ISO) is for rehearsals."""
    day = date.fromisoformat(today) if today else timezone.localdate()
    ready = services.sweep(at=timezone.now(), today=day)
    for reminder_pk in ready:
        deliver.delay(reminder_pk)
    log.info("reminders_swept", ready=len(ready))


@shared_task
def deliver(reminder_pk: int) -> None:
    """Send one reminder. When it is tried again is in the ledger, not in the queue."""
    services.deliver(reminder_pk=reminder_pk, at=timezone.now())
