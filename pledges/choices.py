"""Names that the pledges app stores."""

from django.db.models import TextChoices


class CommitmentKind(TextChoices):
    """How new a commitment is. All three are good answers."""

    NEW = "NEW", "New because of the pledge"
    EXTENSION = "EXTENSION", "An extension of work we do"
    UNDER_WAY = "UNDER_WAY", "Already under way"


class VersionState(TextChoices):
    """A text is drafted, published, and superseded by the next version. It never goes back."""

    DRAFT = "DRAFT", "Draft"
    PUBLISHED = "PUBLISHED", "Published"
    SUPERSEDED = "SUPERSEDED", "Superseded"


class AuditEvent(TextChoices):
    COMMITMENT_DRAFTED = "commitment.drafted"
    COMMITMENTS_PUBLISHED = "commitments.published"
    COMMITMENT_DRAFT_DISCARDED = "commitment.draft-discarded"
    COMMITMENT_CHANGED = "commitment.changed"
