"""Tells the workers that mail waits. A hint that is lost costs a minute and no mail."""

import structlog
from celery import signature
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)

TASK = "outbox.tasks.deliver"
# The sweep asks again. Hints that nobody took by then would only fill the queue.
HOLDS_FOR_SECONDS = 60
# Redis keeps a line for each: 0 is looked at first.
FIRST, LAST = 0, 9


def call_for(mail_pk: int, *, first: bool = False) -> None:
    """Ask for a worker for one mail. One that somebody waits for goes from here without a queue."""
    task = signature(TASK, kwargs={"mail_pk": mail_pk})
    try:
        task.apply_async(expires=HOLDS_FOR_SECONDS, priority=FIRST if first else LAST)
    except (OperationalError, OSError):
        log.warning("mail_hint_lost")
        if first:
            task.apply()


def call_workers() -> None:
    """Ask for a worker that sends whatever waits, one mail after another."""
    try:
        signature(TASK).apply_async(expires=HOLDS_FOR_SECONDS, priority=LAST)
    except (OperationalError, OSError):
        log.warning("mail_hint_lost")
