"""The one way into the audit trail."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from structlog.contextvars import get_contextvars

from audit.models import Event
from core.public_pages import begin_new_edition

SYSTEM = "system"
LATELY = timedelta(minutes=30)


def key(thing: models.Model | str) -> str:
    """How the trail names an actor or a subject: `accounts.user:7`."""
    return thing if isinstance(thing, str) else f"{thing._meta.label_lower}:{thing.pk}"


def record(
    event: str,
    *,
    by: models.Model | str,
    subject: models.Model | str,
    at: datetime,
    **details: Any,
) -> Event:
    """Add one row. Call it inside the transaction of the write that it records.

    Once that is committed, no public page from before it is shown any more.
    """
    transaction.on_commit(begin_new_edition)
    return Event.objects.create(
        at=at,
        event=event,
        actor=key(by),
        subject=key(subject),
        details=details,
        request_id=get_contextvars().get("request_id", ""),
    )


def recorded_lately(
    event: str,
    *,
    by: models.Model | str,
    subject: models.Model | str,
    at: datetime,
    **details: Any,
) -> bool:
    """Whether the same person did the same to the same thing in the last half hour.

    For what a program does every few seconds while somebody writes: one row each half hour says
    who wrote what and when; one for each pause in typing would bury the rest of the trail.
    """
    lately = Event.objects.about(key(subject)).filter(at__gt=at - LATELY, event=event)
    same = {f"details__{name}": value for name, value in details.items()}
    return lately.filter(actor=key(by), **same).exists()
