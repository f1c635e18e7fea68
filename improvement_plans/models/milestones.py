"""What a plan will have done by when, and what it wants to learn."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef

from accounts.models import User
from core.revisions import Saved
from improvement_plans.choices import VersionState
from improvement_plans.models.plan import Plan, PlanVersion, saved_of
from improvement_plans.models.priority import Priority
from improvement_plans.models.texts import LINE, SHORT


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def by_due_date(self) -> "MilestoneQuerySet":
        """Those of a version as a reader meets them, with what each is a step of."""
        return self.select_related("priority").order_by("due_date", "pk")

    def published_of(self, membership_pk: int, day: date) -> list[str]:
        """What a member's published plan says would be reached by a day and is not, as titles."""
        reached = MilestoneDone.objects.filter(
            plan=OuterRef("version__plan"), milestone_key=OuterRef("key")
        )
        found = self.filter(
            ~Exists(reached),
            version__plan__membership=membership_pk,
            version__state=VersionState.PUBLISHED,
            due_date=day,
        )
        return list(found.order_by("pk").values_list("title", flat=True))


class Milestone(models.Model):
    """Something to have done by a day. That it is done is said of the plan, not of a version."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="milestones")
    # The same in every version of a plan.
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=200, validators=LINE)
    due_date = models.DateField()
    # What it is a step of; none where it is one of the whole plan.
    priority = models.ForeignKey(
        Priority, on_delete=models.SET_NULL, null=True, blank=True, related_name="milestones"
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "key"], name="milestone_key_once_per_version"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def saved(self) -> Saved:
        """What its form shows, with the revision that stands for it."""
        priority = str(self.priority_id or "")
        return saved_of(
            {"title": self.title, "due_date": self.due_date, "priority": priority}, None
        )


class MilestoneDoneQuerySet(models.QuerySet["MilestoneDone"]):
    def days(self) -> dict[uuid.UUID, date]:
        """The day each milestone was reached, by its key."""
        return dict(self.values_list("milestone_key", "done_date"))


class MilestoneDone(models.Model):
    """A milestone that was reached. It needs no new version of the plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="milestones_done")
    milestone_key = models.UUIDField()
    done_date = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="milestones_done")

    objects = MilestoneDoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "milestone_key"],
                name="milestone_done_once",
                violation_error_message="This milestone is done already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.milestone_key} on {self.done_date}"


class LearningGoal(models.Model):
    """What a member wants to learn, and how it will share it."""

    version = models.ForeignKey(
        PlanVersion, on_delete=models.CASCADE, related_name="learning_goals"
    )
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField()
    question = models.TextField(validators=SHORT)
    sharing = models.TextField(blank=True, validators=SHORT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="learning_goal_position_once_per_version"
            ),
            models.UniqueConstraint(
                fields=["version", "key"], name="learning_goal_key_once_per_version"
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def saved(self) -> Saved:
        """What its form shows, with the revision that stands for it."""
        return saved_of({"question": self.question, "sharing": self.sharing}, None)
