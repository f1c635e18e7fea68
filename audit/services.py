"""The one way into the audit trail."""

from datetime import datetime
from typing import Any

from django.db import models
from structlog.contextvars import get_contextvars

from audit.models import Event

SYSTEM = "system"


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
    """Add one row. Call it inside the transaction of the write that it records."""
    return Event.objects.create(
        at=at,
        event=event,
        actor=key(by),
        subject=key(subject),
        details=details,
        request_id=get_contextvars().get("request_id", ""),
    )
