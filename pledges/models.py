"""The five pledges, their wording through the years, and members' commitments."""

from datetime import date
from hashlib import sha256

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from accounts.models import User
from core.text import validate_plain_text
from organisations.models import Membership
from pledges.choices import CommitmentKind, VersionState

COMMITMENT_LIMIT = 3000
REASON_LIMIT = 500


class Pledge(models.Model):
    """One of the five. Its identity is fixed; what it says is in its wordings."""

    number = models.PositiveSmallIntegerField(unique=True)
    key = models.SlugField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=5), name="pledge_is_one_of_five"
            )
        ]

    def __str__(self) -> str:
        return self.key


class PledgeWordingQuerySet(models.QuerySet["PledgeWording"]):
    def in_force(self, today: date) -> "PledgeWordingQuerySet":
        """The wording of each pledge on a day, in pledge order."""
        newest = (
            PledgeWording.objects.filter(pledge=models.OuterRef("pledge"), from_date__lte=today)
            .order_by("-from_date")
            .values("pk")[:1]
        )
        return (
            self.filter(pk=models.Subquery(newest))
            .select_related("pledge")
            .order_by("pledge__number")
        )


class PledgeWording(models.Model):
    """What a pledge says from a date on. A new wording rewrites no commitment."""

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="wordings")
    title = models.CharField(max_length=80)
    text = models.TextField()
    from_date = models.DateField()

    objects = PledgeWordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pledge", "from_date"], name="pledge_wording_per_day")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def numbered_title(self) -> str:
        """Needs the pledge selected with it."""
        return f"{self.pledge.number}. {self.title}"


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def published(self) -> "CommitmentQuerySet":
        """What the public reads."""
        return self.filter(state=VersionState.PUBLISHED)

    def drafts(self) -> "CommitmentQuerySet":
        """What the member is writing."""
        return self.filter(state=VersionState.DRAFT)

    def ever_published(self) -> "CommitmentQuerySet":
        """Every version the public may read, newest first."""
        return self.exclude(state=VersionState.DRAFT).order_by("-version")

    def in_pledge_order(self) -> "CommitmentQuerySet":
        return self.select_related("wording__pledge").order_by("pledge__number")


class Commitment(models.Model):
    """What a member will do under one pledge: one version of it, in the member's own words."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="commitments")
    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="commitments")
    wording = models.ForeignKey(PledgeWording, on_delete=models.PROTECT, related_name="commitments")
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=VersionState, default=VersionState.DRAFT)
    kind = models.CharField(max_length=12, choices=CommitmentKind)
    text = models.TextField(validators=[validate_plain_text, MaxLengthValidator(COMMITMENT_LIMIT)])
    # Who wrote in the draft last; only the member's own people see it.
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments_changed"
    )
    # Why there is a new version, in words that everyone reads.
    reason = models.TextField(
        blank=True,
        default="",
        db_default="",
        validators=[validate_plain_text, MaxLengthValidator(REASON_LIMIT)],
    )
    published_at = models.DateTimeField(null=True, blank=True)
    # Nobody of the team for what the sponsor confirmed.
    published_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments_published"
    )
    # What the author, or the sponsor, was to the member on that day.
    published_role = models.CharField(max_length=120, blank=True, default="", db_default="")

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "pledge"],
                condition=Q(state=VersionState.DRAFT),
                name="commitment_one_draft_per_pledge",
            ),
            models.UniqueConstraint(
                fields=["membership", "pledge"],
                condition=Q(state=VersionState.PUBLISHED),
                name="commitment_one_published_per_pledge",
            ),
            models.UniqueConstraint(
                fields=["membership", "pledge", "version"], name="commitment_version_once"
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.DRAFT, published_at=None)
                | ~Q(state=VersionState.DRAFT) & Q(published_at__isnull=False),
                name="commitment_published_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(version=1)
                | Q(state=VersionState.DRAFT)
                | Q(published_by__isnull=False) & ~Q(published_role="") & ~Q(reason=""),
                name="commitment_later_version_by_someone_for_a_reason",
                violation_error_message="Say why there is a new version.",
            ),
            models.CheckConstraint(
                condition=Q(changed_at=None, changed_by=None)
                | Q(changed_at__isnull=False, changed_by__isnull=False),
                name="commitment_changed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=CommitmentKind.values), name="commitment_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=VersionState.values), name="commitment_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} pledge {self.pledge_id} version {self.version}"

    @property
    def is_superseded(self) -> bool:
        return self.state == VersionState.SUPERSEDED

    @property
    def fingerprint(self) -> str:
        """The same for the same words, kind and wording: what was read is what is published."""
        said = f"{self.wording_id} {self.kind} {self.text}"
        return sha256(said.encode()).hexdigest()[:16]

    def says_the_same_as(self, other: "Commitment | None") -> bool:
        return other is not None and self.fingerprint == other.fingerprint
