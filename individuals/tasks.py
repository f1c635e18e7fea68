"""What beat and the workers run."""

import structlog
from celery import shared_task
from django.utils import timezone

from individuals import services

log = structlog.get_logger(__name__)


@shared_task
def erase_those_who_left() -> None:
    """Erase people who left. Run often enough that nobody waits 24 hours."""
    log.info("individuals_erased", erased=services.erase_those_who_left(at=timezone.now()))
