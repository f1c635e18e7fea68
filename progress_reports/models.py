"""Progress reports: versions of what a member tells of its plan, with the charts of that day."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse

from accounts.models import User
from core.text import month
from improvement_plans.chart import Figure
from improvement_plans.chart.stored import restored
from improvement_plans.models import Measure, Plan, PlanVersion
from improvement_plans.models.texts import LINE, NARRATIVE, REASON, SHORT
from organisations.choices import CURRENT_STATES, PUBLIC_STATES
from organisations.models import Membership
from progress_reports.choices import READABLE, Charts, News, ReportState, Status


class ReportQuerySet(models.QuerySet["Report"]):
    def drafts(self) -> "ReportQuerySet":
        return self.filter(state=ReportState.DRAFT)

    def published(self) -> "ReportQuerySet":
        """Each report as it reads today."""
        return self.filter(state=ReportState.PUBLISHED)

    def ever_published(self) -> "ReportQuerySet":
        """Every version with an address of its own, newest first."""
        return self.exclude(state=ReportState.DRAFT).order_by("-number", "-version")

    def public_of(self, slug: str) -> "ReportQuerySet":
        """What was ever published by the member at this address."""
        members = Membership.objects.public().filter(organisation__slug=slug)
        return (
            self.ever_published()
            .filter(plan__membership__in=members)
            .select_related("plan__membership__organisation")
        )

    def newest_first(self) -> "ReportQuerySet":
        """The reports of one plan or of several members, as they read today."""
        return self.published().order_by("-number", "-version")

    def news(self) -> "ReportQuerySet":
        """What members of today published last."""
        return (
            self.published()
            .filter(plan__membership__state__in=CURRENT_STATES)
            .select_related("plan__membership__organisation")
            .order_by("-published_at")
        )

    def public_a_to_z(self) -> "ReportQuerySet":
        """The reports as they read today of every member, of those that left too, by name."""
        return (
            self.published()
            .filter(plan__membership__state__in=PUBLIC_STATES)
            .select_related("plan__membership__organisation")
            .prefetch_related(
                models.Prefetch("priorities", ReportedPriority.objects.order_by("position"))
            )
            .order_by(
                Upper("plan__membership__organisation__name"),
                "plan__membership__organisation_id",
                "number",
            )
        )


class Report(models.Model):
    """One version of a progress report. A draft changes; a published version never does."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="progress_reports")
    # The version of the plan whose priorities it speaks of.
    plan_version = models.ForeignKey(
        PlanVersion, on_delete=models.PROTECT, related_name="progress_reports"
    )
    # Which report of the plan it is, and which version of that report.
    number = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=ReportState, default=ReportState.DRAFT)
    period_start_date = models.DateField()
    period_end_date = models.DateField()
    # Why there is nothing to report: it then stands in place of all else.
    nothing_new = models.TextField(blank=True, validators=SHORT)
    # To teams and roles.
    thanks = models.TextField(blank=True, validators=SHORT)
    charts = models.CharField(max_length=6, choices=Charts, default=Charts.TODAY)
    # Who wrote its own page last, for its other authors; forgotten when it is published.
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="reports_saved"
    )
    reason = models.TextField(blank=True, validators=REASON)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="reports_published"
    )
    # What the author was to the member on that day.
    published_role = models.CharField(max_length=120, blank=True)
    unpublished_at = models.DateTimeField(null=True, blank=True)
    unpublished_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="reports_unpublished"
    )
    unpublished_role = models.CharField(max_length=120, blank=True)
    unpublished_reason = models.TextField(blank=True, validators=REASON)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number", "version"], name="report_version_once"
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state=ReportState.DRAFT),
                name="report_one_draft_per_plan",
                violation_error_message="This plan has a report that is being written already.",
            ),
            models.UniqueConstraint(
                fields=["plan", "number"],
                condition=Q(state=ReportState.PUBLISHED),
                name="report_one_published_version",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReportState.values) & Q(charts__in=Charts.values),
                name="report_choices_are_known",
            ),
            models.CheckConstraint(
                condition=Q(period_end_date__gte=F("period_start_date")),
                name="report_period_ends_after_it_starts",
                violation_error_message="The period must end after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(saved_at=None, saved_by=None)
                | Q(saved_at__isnull=False, saved_by__isnull=False),
                name="report_saved_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT, published_at=None, published_by=None)
                | ~Q(state=ReportState.DRAFT)
                & Q(published_at__isnull=False, published_by__isnull=False)
                & ~Q(reason=""),
                name="report_published_by_someone_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.UNPUBLISHED)
                & Q(unpublished_at=None, unpublished_by=None, unpublished_reason="")
                | Q(
                    state=ReportState.UNPUBLISHED,
                    unpublished_at__isnull=False,
                    unpublished_by__isnull=False,
                )
                & ~Q(unpublished_reason=""),
                name="report_unpublished_by_someone_for_a_reason",
                violation_error_message="Say why this version is taken back.",
            ),
        ]

    def __str__(self) -> str:
        return f"Progress report, {self.period}"

    def get_absolute_url(self) -> str:
        slug = self.plan.membership.organisation.slug
        return reverse("report_public", args=[slug, self.number])

    @property
    def membership(self) -> Membership:
        """Whose words these are."""
        return self.plan.membership

    @property
    def period(self) -> str:
        """In months: a report tells of a time, and not of a day."""
        first, last = month(self.period_start_date), month(self.period_end_date)
        return first if first == last else f"{first} to {last}"

    @property
    def is_draft(self) -> bool:
        return self.state == ReportState.DRAFT

    @property
    def is_readable(self) -> bool:
        """Whether the public may read its text."""
        return self.state in READABLE

    @property
    def is_correction(self) -> bool:
        return self.version > 1


class ReportedPriority(models.Model):
    """What one version of a report says of one priority of the plan."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="priorities")
    # As the priority has it in every version of the plan.
    key = models.UUIDField(default=uuid.uuid4)
    position = models.PositiveSmallIntegerField()
    # As the plan called it.
    title = models.CharField(max_length=150, validators=LINE)
    has_news = models.CharField(max_length=3, choices=News, blank=True)
    why_no_change = models.TextField(blank=True, validators=SHORT)
    status = models.CharField(max_length=10, choices=Status, blank=True)
    what_we_did = models.TextField(blank=True, validators=NARRATIVE)
    what_worked = models.TextField(blank=True, validators=NARRATIVE)
    what_did_not_work = models.TextField(blank=True, validators=NARRATIVE)
    help_wanted = models.TextField(blank=True, validators=NARRATIVE)
    how_patients_were_involved = models.TextField(blank=True, validators=NARRATIVE)
    what_next = models.TextField(blank=True, validators=NARRATIVE)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="report_parts_saved"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="reported_priority_once"),
            models.UniqueConstraint(
                fields=["report", "position"], name="reported_priority_position_once"
            ),
            models.CheckConstraint(
                condition=Q(has_news__in=["", *News.values]) & Q(status__in=["", *Status.values]),
                name="reported_priority_choices_are_known",
            ),
            models.CheckConstraint(
                condition=Q(saved_at=None, saved_by=None)
                | Q(saved_at__isnull=False, saved_by__isnull=False),
                name="reported_priority_saved_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_no_change(self) -> bool:
        return self.has_news == News.NO

    @property
    def is_answered(self) -> bool:
        """Whether it says what a reader is promised: what did not work, or why nothing changed."""
        if self.is_no_change:
            return bool(self.why_no_change)
        return bool(self.has_news and self.status and self.what_did_not_work)


class FrozenChart(models.Model):
    """A chart of a public measure as it stood when the report was published, small counts hidden.

    Nothing of it is calculated or drawn again: not when data change, nor the measure, nor the code.
    """

    priority = models.ForeignKey(ReportedPriority, on_delete=models.CASCADE, related_name="charts")
    position = models.PositiveSmallIntegerField()
    # Where the thread goes on. Its name and data of today are not read from here.
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="frozen_charts")
    name = models.CharField(max_length=150, validators=LINE)
    # The reasons in the picture once more: a text that can be looked through for patient data.
    notes = models.TextField(blank=True)
    hides_small = models.BooleanField()
    # `improvement_plans.chart.stored`: the shapes, the words and the table.
    figure = models.JSONField()
    # The rows of `chart.csv`, header first, at full precision.
    numbers = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["priority", "position"], name="frozen_chart_position_once"
            ),
            models.UniqueConstraint(fields=["priority", "measure"], name="frozen_chart_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def drawn(self) -> Figure:
        return restored(self.figure)
