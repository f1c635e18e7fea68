"""The audit trail."""

from django.db import models


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, subject: str) -> "EventQuerySet":
        """Everything recorded about one subject, oldest first."""
        return self.filter(subject=subject).order_by("at", "pk")


class Event(models.Model):
    """One thing somebody did. Rows are only ever added: the database refuses the rest.

    `actor` and `subject` are written `app.model:pk`, or `system`; they outlive what they name.
    """

    at = models.DateTimeField()
    event = models.CharField(max_length=60)
    actor = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    details = models.JSONField(default=dict)
    request_id = models.CharField(max_length=80, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.event} {self.subject}"
