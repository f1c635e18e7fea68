"""What a plan works on."""

import uuid
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q

from improvement_plans.aims import Aim, plain_number
from improvement_plans.choices import (
    WITHOUT_AMOUNT,
    AmountKind,
    Direction,
    Scope,
    Topic,
)
from improvement_plans.models.texts import (
    LINE,
    NARRATIVE,
    validate_factors,
    validate_foundations,
)
from pledges.models import Pledge


class PriorityQuerySet(models.QuerySet["Priority"]):
    def for_writers(self) -> "PriorityQuerySet":
        """In their order, with all that tells how far each is written."""
        drivers = models.Count("drivers")
        return self.annotate(driver_count=drivers).prefetch_related("pledges").order_by("position")


class Priority(models.Model):
    """What a plan works on, and the aim: how much, by when.

    In a draft it may lack anything but its title and topic.
    """

    version = models.ForeignKey(
        "improvement_plans.PlanVersion", on_delete=models.CASCADE, related_name="priorities"
    )
    # The same in every version of a plan, whatever becomes of the title.
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150, validators=LINE)
    topic = models.CharField(max_length=20, choices=Topic)
    own_topic = models.CharField(max_length=80, blank=True, validators=LINE)
    scope = models.CharField(max_length=10, choices=Scope, blank=True)
    lead_role = models.CharField(
        max_length=120, blank=True, default="", db_default="", validators=LINE
    )
    why = models.TextField(blank=True, validators=NARRATIVE)
    affected_differently = models.TextField(
        blank=True, default="", db_default="", validators=NARRATIVE
    )
    how_patients_are_involved = models.TextField(
        blank=True, default="", db_default="", validators=NARRATIVE
    )
    contributory_factors = models.JSONField(default=list, blank=True, validators=[validate_factors])
    foundations = models.JSONField(default=list, blank=True, validators=[validate_foundations])
    aim_direction = models.CharField(max_length=10, choices=Direction, blank=True)
    aim_measure = models.CharField(max_length=200, blank=True, validators=LINE)
    aim_amount_kind = models.CharField(max_length=14, choices=AmountKind, blank=True)
    aim_amount = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    # Where it stands today, as it reads after “from”: 1.8 in 2025.
    aim_from = models.CharField(
        max_length=120, blank=True, default="", db_default="", validators=LINE
    )
    aim_by_date = models.DateField(null=True, blank=True)
    # In the member's own words, instead of the sentence that its parts make.
    aim_wording = models.CharField(
        max_length=400, blank=True, default="", db_default="", validators=LINE
    )
    pledges = models.ManyToManyField(Pledge, related_name="priorities")

    objects = PriorityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="priority_position_once_per_version"
            ),
            models.UniqueConstraint(
                fields=["version", "key"], name="priority_key_once_per_version"
            ),
            models.CheckConstraint(
                condition=Q(topic=Topic.OTHER) & ~Q(own_topic="") | ~Q(topic=Topic.OTHER),
                name="priority_other_topic_is_named",
                violation_error_message="Name your own topic.",
            ),
            models.CheckConstraint(
                condition=~Q(aim_amount_kind__in=WITHOUT_AMOUNT) | Q(aim_amount=None),
                name="priority_amount_goes_with_its_kind",
                violation_error_message="Say how much only for a percentage or a number.",
            ),
            models.CheckConstraint(
                condition=Q(scope__in=["", *Scope.values])
                & Q(aim_direction__in=["", *Direction.values])
                & Q(aim_amount_kind__in=["", *AmountKind.values]),
                name="priority_choices_are_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def topic_name(self) -> str:
        return self.own_topic if self.topic == Topic.OTHER else Topic(self.topic).label

    @property
    def topic_slug(self) -> str:
        return Topic(self.topic).slug

    @property
    def aim_parts(self) -> Aim:
        return Aim(
            direction=self.aim_direction,
            measure=self.aim_measure,
            amount_kind=self.aim_amount_kind,
            amount=self.aim_amount,
            start=self.aim_from,
            by=self.aim_by_date,
        )

    @property
    def aim(self) -> str:
        """The aim as a sentence: the member's own, or the one that its parts make; "" if none."""
        return self.aim_wording or self.aim_parts.sentence

    def says(self, name: str) -> Any:
        """What stands in a field, as its form has it: equal however the database writes it."""
        if name == "pledges":
            return sorted(pledge.number for pledge in self.pledges.all())
        value = getattr(self, name)
        return Decimal(plain_number(value)) if isinstance(value, Decimal) else value
