"""The five pledges, their wording through the years, and members' commitments."""

from datetime import date
from hashlib import sha256

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from accounts.models import User
from core import full_text
from core.revisions import Saved
from core.text import validate_plain_text
from organisations.choices import CURRENT_STATES, PUBLIC_STATES
from organisations.models import Membership
from pledges.choices import CommitmentKind, VersionState
from pledges.similarity import largely_repeats

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

    def newest_of(self, members: int) -> "list[Commitment]":
        """What current members published last, one each; of the next member another pledge."""
        newest = (
            self.published()
            .filter(membership__state__in=CURRENT_STATES)
            .select_related("pledge", "wording", "membership__organisation")
            .order_by("-published_at", "-pk")[: members * 10]
        )
        together: dict[int, list[Commitment]] = {}
        for commitment in newest:
            known = together.setdefault(commitment.membership_id, [commitment])
            if known[0] is not commitment and known[0].published_at == commitment.published_at:
                known.insert(0, commitment)
        shown = list(together.values())[:members]
        return [known[place % len(known)] for place, known in enumerate(shown)]

    def complete(self) -> "CommitmentQuerySet":
        """Not what was saved half-way, without saying how new it is."""
        return self.exclude(kind="")

    def ever_published(self) -> "CommitmentQuerySet":
        """Every version the public may read, newest first."""
        return self.exclude(state=VersionState.DRAFT).order_by("-version")

    def in_pledge_order(self) -> "CommitmentQuerySet":
        return self.select_related("wording__pledge").order_by("pledge__number")

    def public_a_to_z(self) -> "CommitmentQuerySet":
        """What everyone may read of every member, of those that left too, by name and pledge."""
        return (
            self.published()
            .filter(membership__state__in=PUBLIC_STATES)
            .select_related("membership__organisation", "wording", "pledge")
            .order_by(
                Upper("membership__organisation__name"),
                "membership__organisation_id",
                "pledge__number",
            )
        )

    def changed_by_current_members(self) -> "CommitmentQuerySet":
        """What members of today have written anew since they joined."""
        changed = self.published().filter(version__gt=1, membership__state__in=CURRENT_STATES)
        return changed.select_related("membership__organisation", "pledge")

    def saying(self, wanted: full_text.Wanted) -> "CommitmentQuerySet":
        """Those with these words. PostgreSQL has an index for it, of what is published."""
        return full_text.saying(self, wanted, "text")


class Commitment(models.Model):
    """What a member will do under one pledge: one version of it, in the member's own words."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="commitments")
    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="commitments")
    wording = models.ForeignKey(PledgeWording, on_delete=models.PROTECT, related_name="commitments")
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=VersionState, default=VersionState.DRAFT)
    kind = models.CharField(max_length=12, choices=CommitmentKind, blank=True)
    text = models.TextField(validators=[validate_plain_text, MaxLengthValidator(COMMITMENT_LIMIT)])
    # Why there is a new version, in words that everyone reads.
    reason = models.TextField(
        blank=True,
        default="",
        db_default="",
        validators=[validate_plain_text, MaxLengthValidator(REASON_LIMIT)],
    )
    published_at = models.DateTimeField(null=True, blank=True)
    # Counts the saves, so that nobody saves over what they have not seen.
    revision = models.PositiveIntegerField(default=0, db_default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments_saved"
    )
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
                condition=Q(kind__in=CommitmentKind.values) | Q(kind="", state=VersionState.DRAFT),
                name="commitment_kind_is_known",
                violation_error_message="Say whether this is new, an extension or under way.",
            ),
            models.CheckConstraint(
                condition=Q(saved_at=None, saved_by=None)
                | Q(saved_at__isnull=False, saved_by__isnull=False),
                name="commitment_saved_by_someone_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(version=1)
                | Q(state=VersionState.DRAFT)
                | Q(published_by__isnull=False) & ~Q(published_role="") & ~Q(reason=""),
                name="commitment_later_version_by_someone_for_a_reason",
                violation_error_message="Say why there is a new version.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=VersionState.values), name="commitment_state_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(state=VersionState.PUBLISHED),
                name="commitment_newest",
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} pledge {self.pledge_id} version {self.version}"

    @property
    def is_complete(self) -> bool:
        return bool(self.kind)

    @property
    def repeats_the_wording(self) -> bool:
        return largely_repeats(self.text, self.wording.text)

    @property
    def saved(self) -> Saved:
        """What an author had before them who opened it now."""
        values = {"text": self.text, "kind": self.kind}
        return Saved(self.revision, values, self.saved_by, self.saved_at)

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
