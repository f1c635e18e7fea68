"""Safety improvement plans: versions of one text that the member owns."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from accounts.models import User
from core import full_text
from core.revisions import Saved, fingerprint
from improvement_plans.choices import (
    READABLE,
    Involvement,
    Part,
    ReportFrequency,
    VersionState,
)
from improvement_plans.models.drivers import Driver
from improvement_plans.models.priority import Priority
from improvement_plans.models.texts import LINE, NARRATIVE, REASON
from organisations.choices import CURRENT_STATES, PUBLIC_STATES
from organisations.models import Membership

# What a search looks in. Another list needs another index: see the migration that makes them.
VERSION_TEXTS = (
    *("title", "where_we_are_now", "what_worked", "what_we_will_do_differently"),
    "how_people_were_involved",
)
PRIORITY_TEXTS = (
    *("title", "why", "own_topic", "aim_measure", "aim_wording"),
    *("affected_differently", "how_patients_are_involved"),
)
DRIVER_TEXTS = ("text",)


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

    def readable(self) -> "PlanVersionQuerySet":
        """Every version whose text the public may read, newest first."""
        return self.filter(state__in=READABLE).order_by("-number")

    def ever_published(self) -> "PlanVersionQuerySet":
        """Every version with an address of its own, newest first; what was taken back has no text
        to read there any more."""
        return self.exclude(state=VersionState.DRAFT).order_by("-number")

    def advice_asked(self) -> "PlanVersionQuerySet":
        """Drafts that the campaign team was asked to read."""
        return self.drafts().filter(advice_asked_at__isnull=False)

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
        """Those with these words in their own text, in a priority, or in one line of a diagram.

        PostgreSQL has an index for each of the three.
        """
        in_text = full_text.saying(PlanVersion.objects.published(), wanted, *VERSION_TEXTS)
        # The indexes leave out what has no title or text, though all have one: of such an index
        # PostgreSQL keeps no statistics, by which it would read every row where words are common.
        priorities = Priority.objects.filter(version__state=VersionState.PUBLISHED)
        in_priority = full_text.saying(priorities.exclude(title=""), wanted, *PRIORITY_TEXTS)
        drivers = Driver.objects.filter(priority__version__state=VersionState.PUBLISHED)
        in_driver = full_text.saying(drivers.exclude(text=""), wanted, *DRIVER_TEXTS)
        return self.filter(
            Q(pk__in=in_text.values("pk")[: full_text.MOST_FOUND])
            | Q(pk__in=in_priority.values("version")[: full_text.MOST_FOUND])
            | Q(pk__in=in_driver.values("priority__version")[: full_text.MOST_FOUND])
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
    what_worked = models.TextField(blank=True, default="", db_default="", validators=NARRATIVE)
    what_we_will_do_differently = models.TextField(
        blank=True, default="", db_default="", validators=NARRATIVE
    )
    involvement = models.CharField(
        max_length=8, choices=Involvement, blank=True, default="", db_default=""
    )
    how_people_were_involved = models.TextField(
        blank=True, default="", db_default="", validators=NARRATIVE
    )
    # A lead asked the campaign team to read the draft. Without it they read what is published.
    advice_asked_at = models.DateTimeField(null=True, blank=True)
    advice_asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_advice_asked"
    )
    reason = models.TextField(blank=True, validators=REASON)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="plans_published"
    )
    # What the author was to the member on that day; people change jobs, a version does not.
    published_role = models.CharField(max_length=120, blank=True)
    unpublished_at = models.DateTimeField(null=True, blank=True)
    unpublished_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="plans_unpublished"
    )
    unpublished_role = models.CharField(max_length=120, blank=True, default="", db_default="")
    unpublished_reason = models.TextField(blank=True, default="", db_default="", validators=REASON)

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
                condition=Q(advice_asked_at=None, advice_asked_by=None)
                | Q(advice_asked_at__isnull=False, advice_asked_by__isnull=False),
                name="plan_version_advice_asked_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state=VersionState.UNPUBLISHED)
                & Q(unpublished_at=None, unpublished_by=None, unpublished_reason="")
                | Q(
                    state=VersionState.UNPUBLISHED,
                    unpublished_at__isnull=False,
                    unpublished_by__isnull=False,
                )
                & ~Q(unpublished_reason=""),
                name="plan_version_unpublished_by_someone_for_a_reason",
                violation_error_message="Say why this version is taken back.",
            ),
            models.CheckConstraint(
                condition=Q(involvement__in=["", *Involvement.values]),
                name="plan_version_involvement_is_known",
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

    @property
    def is_readable(self) -> bool:
        """Whether the public may read its text."""
        return self.state in READABLE

    def saved(self, part: Iterable[str], last: "PartSaved | None" = None) -> Saved:
        """What an author had before them who opened these fields now, and who saved it last."""
        values = {name: getattr(self, name) for name in part}
        return saved_of(values, last)


class PartSavedQuerySet(models.QuerySet["PartSaved"]):
    def last_of(self, part: Part, priority: Priority | None = None) -> "PartSaved | None":
        """Who saved this part last."""
        return self.filter(part=part, priority=priority).select_related("saved_by").first()


class PartSaved(models.Model):
    """Who changed a part of a draft last, and when: what its other authors want to know."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="parts_saved")
    # Only for the parts of one priority.
    priority = models.ForeignKey(
        Priority, on_delete=models.CASCADE, null=True, blank=True, related_name="parts_saved"
    )
    part = models.CharField(max_length=20, choices=Part)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="plan_parts_saved")

    objects = PartSavedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "part"],
                condition=Q(priority=None),
                name="part_saved_once_per_version",
            ),
            models.UniqueConstraint(
                fields=["priority", "part"], name="part_saved_once_per_priority"
            ),
            models.CheckConstraint(
                condition=Q(priority=None, part__in=Part.of_the_plan())
                | Q(priority__isnull=False, part__in=Part.of_a_priority()),
                name="part_saved_belongs_where_it_is",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.version_id}"


def saved_of(values: dict[str, object], last: PartSaved | None) -> Saved:
    """These values with the revision they stand for, and their last author."""
    revision = fingerprint(values)
    return (
        Saved(revision, values, last.saved_by, last.saved_at) if last else Saved(revision, values)
    )
