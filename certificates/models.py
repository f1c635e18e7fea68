"""Certificates of members, and how often their badges were shown."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from certificates import codes
from organisations.models import Membership


class Certificate(models.Model):
    """The code by which anyone can check a membership. It never changes, whatever the member does.

    What the certificate says is read from the membership when somebody looks.
    """

    membership = models.OneToOneField(
        Membership, on_delete=models.PROTECT, related_name="certificate"
    )
    code = models.CharField(max_length=codes.LENGTH, unique=True, default=codes.new_code)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Exact(Length("code"), codes.LENGTH), name="certificate_code_is_whole"
            )
        ]

    def __str__(self) -> str:
        return self.shown_code

    @property
    def shown_code(self) -> str:
        return codes.in_groups(self.code)


class BadgeDay(models.Model):
    """How often a member's badge was asked for on one day. Nothing says by whom, or from where."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="badge_days")
    day_date = models.DateField()
    shown = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "day_date"], name="badge_day_once"),
            models.CheckConstraint(condition=Q(shown__gte=1), name="badge_day_was_shown"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.day_date}: {self.shown}"
