"""How far the sweep has looked."""

from django.db import models
from django.db.models import Q

from reminders.choices import Kind


class Looked(models.Model):
    """The last London day up to which one rule has been looked at: a day is looked at once, and
    days on which nothing ran are looked at afterwards."""

    kind = models.CharField(max_length=20, choices=Kind, unique=True)
    up_to_date = models.DateField()
    looked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="looked_kind_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.kind} up to {self.up_to_date}"
