"""What beat and the workers run."""

import time
from datetime import timedelta

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from outbox import hints, services

log = structlog.get_logger(__name__)

# Less than a worker is given to finish when it is asked to stop.
WORKS_FOR = timedelta(seconds=40)


@shared_task
def sweep() -> None:
    """End what is too old, and call a worker if anything waits. That this ran is the heartbeat."""
    at = timezone.now()
    services.beat(at=at)
    ready = services.sweep(at=at)
    if ready:
        hints.call_workers()
    log.info("outbox_swept", ready=ready)


@shared_task
def deliver(mail_pk: int | None = None) -> None:
    """Send one mail that somebody waits for, or all that wait. The ledger says which."""
    if mail_pk is not None:
        services.deliver(mail_pk=mail_pk, at=timezone.now())
        return
    until = timezone.now() + WORKS_FOR
    tried = services.deliver_waiting(clock=timezone.now, until=until, pause=keep_the_rate)
    if timezone.now() >= until:
        hints.call_workers()
    if tried:
        log.info("mail_delivered", tried=tried)


def keep_the_rate() -> None:
    """Wait so long after a mail that this process sends no more of them than it may."""
    if settings.MAIL_PER_MINUTE:
        time.sleep(60 / settings.MAIL_PER_MINUTE)
