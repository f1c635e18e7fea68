"""What a person says about a chart: notes at its periods, and why the measure was changed."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from improvement_plans.models.measures import Measure
from improvement_plans.models.texts import LINE, REASON

ANNOTATION_LIMIT = 200


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    def in_order(self) -> "AnnotationQuerySet":
        return self.order_by("first_day", "pk")

    def with_author(self) -> "AnnotationQuerySet":
        return self.select_related("written_by")


class Annotation(models.Model):
    """A note at one period of a measure, perhaps about an idea, or one cycle, of its priority."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="annotations")
    first_day = models.DateField()
    text = models.CharField(max_length=ANNOTATION_LIMIT, validators=LINE)
    # By the keys that an idea and its cycles have in every version of the plan.
    idea_key = models.UUIDField(null=True, blank=True)
    cycle_key = models.UUIDField(null=True, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="annotations_written"
    )

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "first_day", "text"],
                name="annotation_said_once",
                violation_error_message="This period has this note already.",
            ),
            models.CheckConstraint(
                condition=Q(cycle_key=None) | Q(idea_key__isnull=False),
                name="annotation_cycle_is_of_an_idea",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day}: {self.text}"


class MeasureChangeQuerySet(models.QuerySet["MeasureChange"]):
    def newest_first(self) -> "MeasureChangeQuerySet":
        return self.order_by("-changed_at", "-pk")


class MeasureChange(models.Model):
    """What a measure that had been public said before it was changed, and why it was."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="changes")
    # What was changed, by the name of its field, as it stood before.
    before = models.JSONField()
    reason = models.TextField(validators=REASON)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="measures_changed")
    changed_role = models.CharField(max_length=120)

    objects = MeasureChangeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.changed_at:%Y-%m-%d}: {self.reason}"
