"""The one way into the audit trail."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from structlog.contextvars import get_contextvars

from audit.models import Event
from core.public_pages import begin_new_edition

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
