"""What beat and the workers run."""

import structlog
from celery import shared_task
from django.utils import timezone

from mergers import services

log = structlog.get_logger(__name__)


@shared_task
def sweep() -> None:
    """Open what members that closed since the last time leave, and tell who decides."""
    now, today = timezone.now(), timezone.localdate()
    opened = services.open_mergers(at=now, today=today)
    passed_on = services.pass_on_mergers(at=now, today=today)
    told = services.tell_successors(at=now, today=today)
    log.info("mergers_swept", opened=opened, passed_on=passed_on, told=told)
