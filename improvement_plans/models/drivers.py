"""A driver diagram: what moves an aim, what moves that, and what is tried."""

import uuid

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from improvement_plans.choices import CycleDecision, DriverKind, IdeaStage
from improvement_plans.models.priority import Priority
from improvement_plans.models.texts import LINE, SHORT, validate_readiness

DRIVER_LIMIT = 200


class Driver(models.Model):
    """One line of a diagram, which is an outline: its parent is the nearest line above it of a
    kind nearer to the aim."""

    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="drivers")
    # The same in every version of a plan.
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=DriverKind)
    text = models.CharField(max_length=DRIVER_LIMIT, validators=LINE)
    stage = models.CharField(max_length=10, choices=IdeaStage, blank=True)
    readiness = models.JSONField(default=list, blank=True, validators=[validate_readiness])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["priority", "position"], name="driver_position_once_per_priority"
            ),
            models.UniqueConstraint(
                fields=["priority", "key"], name="driver_key_once_per_priority"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=DriverKind.values), name="driver_kind_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(position=1) | Q(kind=DriverKind.PRIMARY),
                name="driver_first_is_primary",
                violation_error_message="A diagram begins with a primary driver.",
            ),
            models.CheckConstraint(
                condition=Q(kind=DriverKind.IDEA, stage__in=IdeaStage.values)
                | ~Q(kind=DriverKind.IDEA) & Q(stage=""),
                name="driver_stage_is_of_ideas",
                violation_error_message="Only a change idea has a stage.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class PdsaCycle(models.Model):
    """One Plan, Do, Study, Act cycle: a change idea tried small."""

    idea = models.ForeignKey(Driver, on_delete=models.CASCADE, related_name="cycles")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField()
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    plan = models.TextField(blank=True, validators=SHORT)
    do = models.TextField(blank=True, validators=SHORT)
    study = models.TextField(blank=True, validators=SHORT)
    act = models.TextField(blank=True, validators=SHORT)
    decision = models.CharField(max_length=8, choices=CycleDecision, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idea", "number"], name="cycle_number_once_per_idea"),
            models.UniqueConstraint(fields=["idea", "key"], name="cycle_key_once_per_idea"),
            models.CheckConstraint(
                condition=Q(decision__in=["", *CycleDecision.values]),
                name="cycle_decision_is_known",
            ),
            models.CheckConstraint(
                condition=Q(start_date=None) | Q(end_date=None) | Q(end_date__gte=F("start_date")),
                name="cycle_ends_after_it_starts",
                violation_error_message="A cycle cannot end before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"cycle {self.number}"


class DiagramStep(models.Model):
    """What a diagram was before one change, so that the change can be undone."""

    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="diagram_steps")
    # What was done, as its button says it.
    done = models.CharField(max_length=250)
    before = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="diagram_steps")

    def __str__(self) -> str:
        return self.done
