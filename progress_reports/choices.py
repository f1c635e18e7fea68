"""Names that the progress reports app stores."""

from django.db.models import TextChoices


class ReportState(TextChoices):
    """A version of a report is drafted, published, and superseded by a correction of it."""

    DRAFT = "DRAFT", "Draft"
    PUBLISHED = "PUBLISHED", "Published"
    SUPERSEDED = "SUPERSEDED", "Earlier version"
    UNPUBLISHED = "UNPUBLISHED", "Taken back"


# What a lead may do to a version; a published text itself never changes.
TRANSITIONS: dict[ReportState, frozenset[ReportState]] = {
    ReportState.DRAFT: frozenset({ReportState.PUBLISHED}),
    ReportState.PUBLISHED: frozenset({ReportState.SUPERSEDED, ReportState.UNPUBLISHED}),
    ReportState.SUPERSEDED: frozenset({ReportState.UNPUBLISHED}),
    ReportState.UNPUBLISHED: frozenset(),
}
# Versions whose text everyone may read.
READABLE = frozenset({ReportState.PUBLISHED, ReportState.SUPERSEDED})


class News(TextChoices):
    """Whether there is something to tell of a priority. “No change” is a full answer."""

    YES = "YES", "Yes, there is something to tell"
    NO = "NO", "No change this time"


class Status(TextChoices):
    """The word that the member chooses for where a priority stands. None is better than another."""

    PLANNING = "PLANNING", "Planning"
    TESTING = "TESTING", "Testing"
    SPREADING = "SPREADING", "Spreading"
    EMBEDDED = "EMBEDDED", "Embedded"
    PAUSED = "PAUSED", "Paused"
    STOPPED = "STOPPED", "Stopped"


class Charts(TextChoices):
    """Which charts a correction shows."""

    KEPT = "KEPT", "The charts as the report has them now"
    TODAY = "TODAY", "The charts as they stand on the day you publish the correction"


class AuditEvent(TextChoices):
    REPORT_STARTED = "report.started"
    REPORT_SAVED = "report.saved"
    REPORT_PRIORITY_SAVED = "report.priority-saved"
    REPORT_BROUGHT_UP_TO_DATE = "report.brought-up-to-date"
    REPORT_DISCARDED = "report.discarded"
    REPORT_PUBLISHED = "report.published"
    REPORT_UNPUBLISHED = "report.unpublished"
