"""What beat and the workers run."""

import structlog
from celery import shared_task
from django.utils import timezone

from mergers import services

log = structlog.get_logger(__name__)


@shared_task
def sweep() -> None:
    """Open what members that closed since the last time leave to their successors."""
    opened = services.open_mergers(at=timezone.now(), today=timezone.localdate())
    log.info("mergers_swept", opened=opened)
