"""Names that the mergers app stores."""

from django.db.models import TextChoices


class Answer(TextChoices):
    """What becomes of one thing that a predecessor left. Both are good answers."""

    ADOPTED = "ADOPTED", "Carry it on: it is ours from today"
    ENDED = "ENDED", "End it: it stays readable, and we do not carry it on"


class AuditEvent(TextChoices):
    MERGER_OPENED = "merger.opened"
    ITEM_DECIDED = "merger.item-decided"
    MERGER_SETTLED = "merger.settled"
    # By the campaign team, because nobody was there to decide.
    MERGER_SETTLED_FOR_SUCCESSOR = "merger.settled-for-successor"
    MERGER_PASSED_ON = "merger.passed-on"
    SUCCESSOR_TOLD = "merger.successor-told"
