"""Names that the mergers app stores."""

from django.db.models import TextChoices


class Answer(TextChoices):
    """What becomes of one thing that a predecessor left. Both are good answers."""

    ADOPTED = "ADOPTED", "Carry it on: it is ours from today"
    ENDED = "ENDED", "End it: it stays readable, and we do not carry it on"


class AuditEvent(TextChoices):
    HANDOVER_OPENED = "handover.opened"
    ITEM_DECIDED = "handover.item-decided"
    HANDOVER_SETTLED = "handover.settled"
