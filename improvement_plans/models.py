"""Safety improvement plans: versions of one text that the member owns, and its priorities."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from accounts.models import User
from core import full_text
from core.revisions import Saved, fingerprint
from core.text import validate_plain_text, validate_single_line
from improvement_plans.aims import aim_sentence
from improvement_plans.choices import (
    AmountKind,
    Direction,
    ReportFrequency,
    Scope,
    Topic,
    VersionState,
)
from organisations.choices import CURRENT_STATES, PUBLIC_STATES
from organisations.models import Membership
from pledges.models import Pledge

NARRATIVE_LIMIT = 10_000
# What a search looks in. Another list needs another index: see the migration that makes them.
VERSION_TEXTS = ("title", "where_we_are_now")
PRIORITY_TEXTS = ("title", "why", "own_topic", "aim_measure")
LINE: list[Callable[[Any], None]] = [validate_plain_text, validate_single_line]
REASON: list[Callable[[Any], None]] = [validate_plain_text, MaxLengthValidator(500)]
NARRATIVE: list[Callable[[Any], None]] = [validate_plain_text, MaxLengthValidator(NARRATIVE_LIMIT)]


class Plan(models.Model):
    """A member's safety improvement plan. What it says is in its versions."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="plans")
    started_at = models.DateTimeField()
    report_frequency = models.CharField(
        max_length=12, choices=ReportFrequency, default=ReportFrequency.YEARLY
    )
    # Stored and advanced, never worked out by equality: a missed sweep loses nothing.
    next_report_date = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_report_date"],
                condition=Q(next_report_date__isnull=False),
                name="plan_by_next_report",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                name="plan_one_per_membership",
                violation_error_message="This member has a plan already.",
            ),
            models.CheckConstraint(
                condition=Q(report_frequency__in=ReportFrequency.values),
                name="plan_report_frequency_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"plan of {self.membership_id}"


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    def published(self) -> "PlanVersionQuerySet":
        """The version the public reads first."""
        return self.filter(state=VersionState.PUBLISHED)

    def of_current_members(self) -> "PlanVersionQuerySet":
        """Plans of members today, as the home page counts them."""
        return self.filter(plan__membership__state__in=CURRENT_STATES)

    def ever_published(self) -> "PlanVersionQuerySet":
        """Every version the public may read, newest first."""
        return self.exclude(state=VersionState.DRAFT).order_by("-number")

    def drafts(self) -> "PlanVersionQuerySet":
        return self.filter(state=VersionState.DRAFT)

    def public_a_to_z(self) -> "PlanVersionQuerySet":
        """The plan as it stands of every member, of those that left too, by name."""
        return (
            self.published()
            .filter(plan__membership__state__in=PUBLIC_STATES)
            .select_related("plan__membership__organisation")
            .prefetch_related(models.Prefetch("priorities", Priority.objects.order_by("position")))
            .order_by(
                Upper("plan__membership__organisation__name"),
                "plan__membership__organisation_id",
            )
        )

    def saying(self, wanted: full_text.Wanted) -> "PlanVersionQuerySet":
        """Those with these words in their own text or in one of their priorities.

        PostgreSQL has an index for each of the two.
        """
        in_text = full_text.saying(PlanVersion.objects.published(), wanted, *VERSION_TEXTS)
        # The index leaves out what has no reason, though all have one: of such an index PostgreSQL
        # keeps no statistics, by which it would read every row where the words are common.
        with_reason = Priority.objects.filter(version__state=VersionState.PUBLISHED).exclude(why="")
        in_priority = full_text.saying(with_reason, wanted, *PRIORITY_TEXTS)
        return self.filter(
            Q(pk__in=in_text.values("pk")[: full_text.MOST_FOUND])
            | Q(pk__in=in_priority.values("version")[: full_text.MOST_FOUND])
        )


class PlanVersion(models.Model):
    """One version of a plan. A draft changes; a published version never does."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=VersionState, default=VersionState.DRAFT)
    title = models.CharField(max_length=200, blank=True, validators=LINE)
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    board_approved_date = models.DateField(null=True, blank=True)
    executive_lead = models.CharField(max_length=120, blank=True, validators=LINE)
    where_we_are_now = models.TextField(blank=True, validators=NARRATIVE)
    reason = models.TextField(blank=True, validators=REASON)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="plans_published"
    )
    # What the author was to the member on that day; people change jobs, a version does not.
    published_role = models.CharField(max_length=120, blank=True)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_once"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state=VersionState.DRAFT),
                name="plan_version_one_draft",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state=VersionState.PUBLISHED),
                name="plan_version_one_published",
            ),
            models.CheckConstraint(
                condition=Q(state__in=VersionState.values), name="plan_version_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.DRAFT, published_at=None, published_by=None)
                | ~Q(state=VersionState.DRAFT)
                & Q(published_at__isnull=False, published_by__isnull=False)
                & ~Q(reason="")
                & ~Q(title=""),
                name="plan_version_published_by_someone_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(start_date=None) | Q(end_date=None) | Q(end_date__gt=F("start_date")),
                name="plan_version_ends_after_it_starts",
                violation_error_message="The plan must end after it starts.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"version {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == VersionState.DRAFT

    def saved(self, part: Iterable[str]) -> Saved:
        """What an author had before them who opened these fields now."""
        values = {name: getattr(self, name) for name in part}
        return Saved(fingerprint(values), values)


class Priority(models.Model):
    """What a plan works on, and the aim: how much, by when."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="priorities")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150, validators=LINE)
    topic = models.CharField(max_length=20, choices=Topic)
    own_topic = models.CharField(max_length=80, blank=True, validators=LINE)
    scope = models.CharField(max_length=10, choices=Scope)
    why = models.TextField(validators=NARRATIVE)
    aim_direction = models.CharField(max_length=10, choices=Direction)
    aim_measure = models.CharField(max_length=200, validators=LINE)
    aim_amount_kind = models.CharField(max_length=14, choices=AmountKind)
    aim_amount = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    aim_by_date = models.DateField()
    pledges = models.ManyToManyField(Pledge, related_name="priorities")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="priority_position_once_per_version"
            ),
            models.CheckConstraint(
                condition=Q(topic=Topic.OTHER) & ~Q(own_topic="") | ~Q(topic=Topic.OTHER),
                name="priority_other_topic_is_named",
                violation_error_message="Name your own topic.",
            ),
            models.CheckConstraint(
                condition=Q(
                    aim_amount_kind__in=[AmountKind.PERCENT, AmountKind.NUMBER],
                    aim_amount__isnull=False,
                )
                | Q(
                    aim_amount_kind__in=[AmountKind.ZERO, AmountKind.YEAR_ON_YEAR],
                    aim_amount=None,
                ),
                name="priority_amount_goes_with_its_kind",
                violation_error_message="Say how much, as a percentage or a number.",
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
    def aim(self) -> str:
        """The aim as a sentence."""
        return aim_sentence(
            direction=self.aim_direction,
            measure=self.aim_measure,
            amount_kind=self.aim_amount_kind,
            amount=self.aim_amount,
            by=self.aim_by_date,
        )
