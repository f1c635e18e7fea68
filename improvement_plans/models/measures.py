"""What a plan measures, and the values of it. Data goes on over the versions of a plan."""

import re
from collections.abc import Mapping
from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from core.revisions import fingerprint
from improvement_plans.choices import MeasureFrequency, MeasureKind, VersionState, WantedDirection
from improvement_plans.models.plan import Plan
from improvement_plans.models.texts import LINE, REASON, SHORT
from improvement_plans.periods import Kind, Period, period_from
from improvement_plans.spc import Wanted
from organisations.choices import PUBLIC_STATES

# A count below it may tell of single patients; a lead can hide those from the public.
SMALLEST_SHOWN = 5
SMALL_NUMBER = re.compile(r"\b(?:[0-4]|one|two|three|four|zero)\b", re.IGNORECASE)
# What an author says of a measure.
ASKED = (
    "priority_key", "driver_key", "name", "kind", "definition", "numerator", "denominator",
    "multiplier", "unit", "wanted", "frequency", "source", "baseline", "target", "target_date",
    "is_count", "baseline_points",
)  # fmt: skip
# What both databases keep to the last digit: nine digits before the point and six after it.
DIGITS, PLACES = 15, 6


class MeasureQuerySet(models.QuerySet["Measure"]):
    def in_order(self) -> "MeasureQuerySet":
        """As they were added."""
        return self.order_by("pk")

    def in_use(self) -> "MeasureQuerySet":
        return self.filter(retired_at=None)

    def public(self) -> "MeasureQuerySet":
        """What everyone may read: public, of a priority in the plan as it is published today."""
        published = {
            "plan__versions__state": VersionState.PUBLISHED,
            "plan__versions__priorities__key": models.F("priority_key"),
        }
        return self.filter(
            is_public=True, plan__membership__state__in=PUBLIC_STATES, **published
        ).select_related("plan__membership__organisation")


class Measure(models.Model):
    """One thing that a plan measures over time."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="measures")
    # A priority, and perhaps a driver, by the key that each has in every version of the plan.
    priority_key = models.UUIDField()
    driver_key = models.UUIDField(null=True, blank=True)
    name = models.CharField(max_length=150, validators=LINE)
    kind = models.CharField(max_length=10, choices=MeasureKind)
    definition = models.TextField(validators=SHORT)
    numerator = models.CharField(max_length=300, blank=True, validators=LINE)
    denominator = models.CharField(max_length=300, blank=True, validators=LINE)
    multiplier = models.PositiveIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=60, blank=True, validators=LINE)
    wanted = models.CharField(max_length=8, choices=WantedDirection)
    frequency = models.CharField(max_length=8, choices=MeasureFrequency)
    source = models.CharField(max_length=300, blank=True, validators=LINE)
    baseline = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    target = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    target_date = models.DateField(null=True, blank=True)
    # Whether its values are counts of events or people: its axis begins at zero.
    is_count = models.BooleanField(default=False)
    # Average and limits come from the first so many values of each segment; from all if none.
    baseline_points = models.PositiveSmallIntegerField(null=True, blank=True)
    is_public = models.BooleanField(default=False)
    # From then on a change of what it is has a reason, and what it was before stays readable.
    first_public_at = models.DateTimeField(null=True, blank=True)
    hides_small = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="measures_added")
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="measures_retired"
    )

    objects = MeasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "priority_key", "name"],
                condition=Q(retired_at=None),
                name="measure_name_once_per_priority",
                violation_error_message="This priority has a measure of this name already.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MeasureKind.values)
                & Q(wanted__in=WantedDirection.values)
                & Q(frequency__in=MeasureFrequency.values),
                name="measure_choices_are_known",
            ),
            models.CheckConstraint(
                condition=Q(hides_small=False) | Q(is_count=True),
                name="measure_hides_small_counts_only",
                violation_error_message="Small numbers of this measure are hidden from the public, "
                "which only a count can have. Ask a lead to change that first.",
            ),
            models.CheckConstraint(
                condition=Q(target_date=None) | Q(target__isnull=False),
                name="measure_target_date_has_a_target",
                violation_error_message="Enter the target that is to be reached by this date.",
            ),
            models.CheckConstraint(
                condition=Q(multiplier=None) | Q(multiplier__gte=1),
                name="measure_multiplier_is_above_zero",
            ),
            models.CheckConstraint(
                condition=Q(baseline_points=None) | Q(baseline_points__gte=2),
                name="measure_baseline_has_points",
                violation_error_message="An average needs two values at least.",
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None, retired_by=None)
                | Q(retired_at__isnull=False, retired_by__isnull=False),
                name="measure_retired_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its public page, which is there while everyone may read it."""
        slug = self.plan.membership.organisation.slug
        return reverse("measure_public", args=[slug, self.pk])

    @property
    def revision(self) -> int:
        """Stands for all that an author can change."""
        return fingerprint({name: getattr(self, name) for name in ASKED})

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None

    @property
    def period_kind(self) -> Kind:
        return Kind(self.frequency.lower())

    @property
    def wanted_way(self) -> Wanted:
        return Wanted(self.wanted.lower())

    def tells_small_counts(self, notes: Mapping[date, str]) -> bool:
        """Whether a note at a period with a small count has a number as small in it."""
        telling = [day for day, text in notes.items() if SMALL_NUMBER.search(text)]
        small = self.points.filter(first_day__in=telling, value__lt=SMALLEST_SHOWN)
        return bool(telling) and small.exists()

    @property
    def is_target_on_the_other_side(self) -> bool:
        """Whether the target lies where the measure should not go, seen from its baseline."""
        if self.baseline is None or self.target is None:
            return False
        lower, higher = self.target < self.baseline, self.target > self.baseline
        return {Wanted.LOWER: higher, Wanted.HIGHER: lower}.get(self.wanted_way, False)


class DataPointQuerySet(models.QuerySet["DataPoint"]):
    def in_order(self) -> "DataPointQuerySet":
        return self.order_by("first_day")

    def newest_first(self) -> "DataPointQuerySet":
        return self.order_by("-first_day").select_related("entered_by")


class DataPoint(models.Model):
    """One period's value of a measure. Without a value it was not collected, which is no zero."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="points")
    first_day = models.DateField()
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="data_points_entered"
    )

    objects = DataPointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "first_day"], name="data_point_once_per_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_day}: {'not collected' if self.value is None else self.value}"

    def period(self, kind: Kind) -> Period:
        return period_from(kind, self.first_day)


class ReplacedValueQuerySet(models.QuerySet["ReplacedValue"]):
    def newest_first(self) -> "ReplacedValueQuerySet":
        return self.order_by("-replaced_at", "-pk").select_related("entered_by", "replaced_by")


class ReplacedValue(models.Model):
    """What a period said before somebody corrected it, or took it out."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="replaced_values")
    first_day = models.DateField()
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="values_entered_before"
    )
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="values_replaced")
    # Whether the period was taken out; otherwise it says something else now.
    is_removed = models.BooleanField(default=False)

    objects = ReplacedValueQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["measure", "-replaced_at"], name="replaced_by_measure")]

    def __str__(self) -> str:
        return f"{self.first_day}: {'not collected' if self.value is None else self.value}"


class Rebase(models.Model):
    """From this period on the average and limits are calculated anew, because a person says why."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="rebases")
    first_day = models.DateField()
    reason = models.TextField(validators=REASON)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="rebases_made")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "first_day"],
                name="rebase_once_per_period",
                violation_error_message="The limits are calculated anew from this period already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_day}: {self.reason}"
