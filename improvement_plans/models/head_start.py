"""A text that the member has already, to be placed in the plan piece by piece."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from improvement_plans.choices import Part
from improvement_plans.models.plan import PlanVersion
from improvement_plans.models.priority import Priority
from improvement_plans.models.texts import LINE, NARRATIVE


class HeadStart(models.Model):
    """A document, pasted or uploaded, while its pieces are placed in a draft."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="head_starts")
    name = models.CharField(max_length=200, validators=LINE)
    # What was left out of it, and why: images, for example.
    left_out = models.JSONField(default=list, blank=True)
    brought_at = models.DateTimeField()
    brought_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="plan_texts_brought"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                name="head_start_one_at_a_time",
                violation_error_message="A document is being placed already. Finish it first.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class HeadStartPieceQuerySet(models.QuerySet["HeadStartPiece"]):
    def in_order(self) -> "HeadStartPieceQuerySet":
        """As they stand in the document, each with the priority that it went to."""
        return self.select_related("priority").order_by("position")

    def to_place(self) -> "HeadStartPieceQuerySet":
        """Those that nobody has placed or set aside."""
        return self.filter(placed_at=None)


class HeadStartPiece(models.Model):
    """A heading of the document with the text under it; where it was placed, if it was.

    Placed nowhere at a time, it was set aside: the member does not need it in the plan.
    """

    head_start = models.ForeignKey(HeadStart, on_delete=models.CASCADE, related_name="pieces")
    position = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=300, blank=True, validators=LINE)
    text = models.TextField(blank=True, validators=NARRATIVE)
    placed_in = models.CharField(max_length=20, choices=Part, blank=True)
    # Of which priority, where it was placed in one.
    priority = models.ForeignKey(
        Priority, on_delete=models.SET_NULL, null=True, blank=True, related_name="pieces_placed"
    )
    # What the form said, which tells a second press from another reader.
    placed_as = models.CharField(max_length=50, blank=True, default="", db_default="")
    placed_at = models.DateTimeField(null=True, blank=True)

    objects = HeadStartPieceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["head_start", "position"], name="piece_position_once_per_head_start"
            ),
            models.CheckConstraint(
                condition=Q(placed_in="") | Q(placed_in__in=Part.values, placed_at__isnull=False),
                name="piece_placed_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.heading or self.text[:60]

    @property
    def mark(self) -> str:
        """When it was placed last, as a form carries it."""
        return self.placed_at.isoformat() if self.placed_at else ""
