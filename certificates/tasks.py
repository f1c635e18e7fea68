"""What beat and the workers run."""

import structlog
from celery import shared_task
from django.utils import timezone

from certificates import services

log = structlog.get_logger(__name__)


@shared_task
def issue_due() -> None:
    """Give members that were published since the last time their certificates."""
    log.info("certificates_issued", issued=services.issue_due(at=timezone.now()))


@shared_task
def store_shown() -> None:
    """Write down how often badges were shown."""
    log.info("badges_counted", changed=services.store_shown(today=timezone.localdate()))
