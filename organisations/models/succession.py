"""Which bodies of the register continue others."""

from datetime import date

from django.db import models
from django.db.models import Q

from organisations.choices import PUBLIC_STATES
from organisations.models.register import Organisation


class SuccessionQuerySet(models.QuerySet["Succession"]):
    def in_effect(self, today: date) -> "SuccessionQuerySet":
        """Those whose day has come, from a predecessor that has closed."""
        return self.filter(Q(date=None) | Q(date__lte=today), predecessor__closed_date__lte=today)

    def left_to(self, organisation: Organisation, today: date) -> "SuccessionQuerySet":
        """Those that brought this organisation the pledges of a member, newest first."""
        members = self.filter(predecessor__memberships__state__in=PUBLIC_STATES)
        return members.leading_to(organisation, today)

    def leading_to(self, organisation: Organisation, today: date) -> "SuccessionQuerySet":
        """From every body that this one continues, newest first.

        With `is_split`: whether the predecessor has other successors besides.
        """
        others = Succession.objects.filter(predecessor=models.OuterRef("predecessor"))
        return (
            self.in_effect(today)
            .filter(successor=organisation.pk)
            .select_related("predecessor")
            .annotate(
                is_split=models.Exists(others.exclude(successor=models.OuterRef("successor")))
            )
            .order_by("-predecessor__closed_date", "predecessor__name", "pk")
        )


class Succession(models.Model):
    """One organisation continuing another. A split is several of these, and so is a merger."""

    predecessor = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="successions_from"
    )
    successor = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="successions_to"
    )
    date = models.DateField(null=True, blank=True)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=models.F("successor")),
                name="succession_joins_two_organisations",
                violation_error_message="An organisation cannot succeed itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
