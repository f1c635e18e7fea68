"""What beat and the workers run."""

import structlog
from celery import shared_task
from django.utils import timezone

from organisations.services import handover

log = structlog.get_logger(__name__)


@shared_task
def carry_out_handovers() -> None:
    """Pass the lead on where the day has come."""
    done = handover.carry_out_due(at=timezone.now(), today=timezone.localdate())
    log.info("handovers_carried_out", done=done)
