"""The register: bodies known to the ODS, and bodies added by hand."""

from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse

from core.text import validate_plain_text, validate_single_line
from organisations.choices import (
    PRIMARY_CARE,
    OrganisationType,
    OtherNameKind,
    Region,
)
from organisations.naming import (
    display_name,
    is_forgiven,
    nearly,
    search_words,
    telling_words,
    wanted_words,
    written_together,
)

if TYPE_CHECKING:
    from organisations.models.membership import Membership

# Of the telling words of a name; people leave one out, or add one.
MOST = 0.6
# A misspelt word that more have tells nothing, and to put thousands in order takes its time.
MOST_SIMILAR = 300
REGION_NAMES: dict[str, str] = dict(Region.choices)


def heirs() -> tuple[models.Prefetch, ...]:
    """For `Organisation.continued_by`: two steps. A longer chain asks for its further ones."""
    successions = apps.get_model("organisations", "Succession")._default_manager
    steps = ("successions_from", "successions_from__successor__successions_from")
    return tuple(models.Prefetch(step, successions.select_related("successor")) for step in steps)


def rank(words: Sequence[str]) -> models.Case:
    """The exact ODS code, then trusts and boards, boards' locations, practices, what is closed."""
    return models.Case(
        models.When(ods_code__in=words, then=0),
        models.When(closed_date__isnull=False, then=4),
        models.When(type__in=PRIMARY_CARE, then=3),
        models.When(type=OrganisationType.SUB_ICB_LOCATION, then=2),
        default=1,
    )


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def matching(self, query: str) -> "OrganisationQuerySet":
        """Organisations whose names, code, postcode or town have every word of the query.

        Each word matches from its beginning: `norf comm` finds Norfolk Community. The exact ODS
        code comes first, then as `rank` says; of each kind those whose name begins with the query,
        or has it as whole words; then A–Z.
        """
        words, wanted = wanted_words(query)
        if not words:
            return self.none()
        found = self
        for word in wanted:
            found = found.filter(search_text__contains=f" {word}")
        phrase, when = f" {' '.join(words)}", models.When
        nearness = models.Case(
            when(search_text__startswith=f"{phrase} ", then=0),
            when(search_text__startswith=phrase, then=1),
            when(search_text__contains=f"{phrase} ", then=2),
            default=3,
        )
        return found.order_by(rank(words), nearness, Upper("name"), "pk")

    def written_together(self, query: str) -> "OrganisationQuerySet":
        """Organisations that a space too many hides: `calder moss` is Caldermoss."""
        words, wanted = wanted_words(query)
        found = Q(pk__in=[])
        for joined in written_together(wanted):
            found |= Q(*(Q(search_text__contains=f" {word}") for word in joined))
        return self.filter(found).order_by(rank(words), Upper("name"), "pk")

    def spelled_like(self, query: str) -> "OrganisationQuerySet":
        """Those with every word of the query, or one a letter away: dearer, and more than meant.

        Their keys are asked for first: told to find and to put in order at once, PostgreSQL reads
        the whole register a second time.
        """
        words, wanted = wanted_words(query)
        if not any(is_forgiven(word) for word in wanted):
            return self.none()
        found = self
        for word in wanted:
            found = found.filter(search_text__regex=nearly(word))
        some = self.filter(
            pk__in=list(found.order_by().values_list("pk", flat=True)[:MOST_SIMILAR])
        )
        # Two letters are enough to tell names that begin with the query from towns that do.
        begins = models.When(search_text__startswith=f" {wanted[0][:2]}", then=0)
        return some.order_by(rank(words), models.Case(begins, default=1), Upper("name"), "pk")

    def boards(self, today: date) -> "OrganisationQuerySet":
        """The integrated care boards of a day: the places that most organisations belong to."""
        boards = self.filter(type=OrganisationType.ICB).exclude(closed_date__lte=today)
        return boards.order_by(Upper("name"), "pk")

    def likely_duplicates(self, *, name: str, postcode: str) -> "OrganisationQuerySet":
        """Organisations with most of the telling words of a name, or with its postcode."""
        words, when = telling_words(name), models.When
        has = (models.Case(when(search_text__contains=f" {w} ", then=1), default=0) for w in words)
        score = sum(has, start=models.Value(0))
        near = Q(score__gte=max(1, ceil(len(words) * MOST)))
        if code := "".join(search_words(postcode)):
            near |= Q(search_text__contains=f" {code} ")
        found = self.filter(merged_into=None).annotate(score=score).filter(near)
        return found.order_by("-score", Upper("name"), "pk")

    def cited_as(self, name: str) -> "Organisation | None":
        """Whom another name than the slug means in an address: ODS code, or a joined record.

        A name that is somebody's slug is nobody's code, whatever is found at that address.
        """
        slug = name.lower()
        itself = self.select_related("merged_into").filter(slug=slug).first()
        if itself is None:
            return self.filter(ods_code=name.upper()).first()
        return itself.merged_into or (itself if name != slug else None)

    def with_campaign_state(self) -> "OrganisationQuerySet":
        """With `open_memberships` (at most one each) and successors, for the sign-up search."""
        open_memberships = apps.get_model("organisations", "Membership")._default_manager.open()
        return self.prefetch_related(
            models.Prefetch("memberships", open_memberships, to_attr="open_memberships"),
            *heirs(),
        )


class Organisation(models.Model):
    """A body in the register. Keyed by ODS code where it has one; rows are never deleted."""

    ods_code = models.CharField("ODS code", max_length=6, unique=True, null=True, blank=True)
    name = models.CharField(max_length=200, validators=[validate_plain_text, validate_single_line])
    slug = models.SlugField(max_length=220, unique=True)
    type = models.CharField(max_length=30, choices=OrganisationType)
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    region_code = models.CharField(max_length=6, blank=True)
    icb_code = models.CharField("ICB or local office code", max_length=6, blank=True)
    opened_date = models.DateField(null=True, blank=True)
    closed_date = models.DateField(null=True, blank=True)
    # By somebody who did not find it when they signed up: what they say it is, for the check.
    added_by_hand = models.BooleanField(default=False, db_default=False)
    about = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        validators=[validate_plain_text, validate_single_line],
    )
    # The register's own record of the same organisation, which now has all that this one had.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    # All that a search looks in, normalised by `naming.search_text`; services keep it right.
    search_text = models.TextField(editable=False, default="")

    # Only after `OrganisationQuerySet.with_campaign_state`.
    open_memberships: "list[Membership]"

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        indexes = [
            # Capitals and small letters mixed, as people read an A to Z.
            models.Index(Upper("name"), "id", name="organisation_a_to_z"),
            models.Index(fields=["type", "region_code"], name="organisation_by_type_region"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(ods_code="") & Q(ods_code=Upper("ods_code")) | Q(ods_code=None),
                name="organisation_ods_code_is_upper_case",
                violation_error_message="An ODS code is 1 to 6 capital letters and digits.",
            ),
            models.CheckConstraint(
                condition=Q(type__in=OrganisationType.values), name="organisation_type_is_known"
            ),
            models.UniqueConstraint(
                Upper("name"),
                Upper("town"),
                condition=Q(added_by_hand=True, merged_into=None, closed_date=None),
                name="organisation_added_by_hand_once",
                violation_error_message="Somebody has added this organisation already.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None)
                | Q(added_by_hand=True, closed_date__isnull=False) & ~Q(merged_into=models.F("id")),
                name="organisation_only_hand_added_is_merged",
                violation_error_message="Only an organisation added by hand joins another.",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])

    @property
    def display_name(self) -> str:
        """The name as people write it; ODS keeps names in capitals."""
        return display_name(self.name)

    def is_closed(self, today: date) -> bool:
        """Whether the register says that it closed, on that day or before."""
        return self.closed_date is not None and self.closed_date <= today

    def continued_by(
        self, today: date, *, before: frozenset[int] = frozenset()
    ) -> list["Organisation"]:
        """Who continues it that day, beyond successors that have closed in turn.

        The last of a chain that ends stays named. `before` are those that led here.
        """
        found: dict[int, Organisation] = {}
        for succession in self.successions_from.all():
            heir, seen = succession.successor, before | {self.pk}
            has_come = succession.date is None or succession.date <= today
            if has_come and heir.pk not in seen:
                further = heir.continued_by(today, before=seen) if heir.is_closed(today) else []
                found |= {organisation.pk: organisation for organisation in further or [heir]}
        return list(found.values())

    @property
    def region_name(self) -> str:
        """The region in words, its code where the portal has no name for it, or nothing."""
        return REGION_NAMES.get(self.region_code, self.region_code)


class OtherName(models.Model):
    """A former name of an organisation, or one it is also known by."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="other_names"
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=OtherNameKind)
    # The day the register first showed the name after this one.
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "kind"], name="other_name_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OtherNameKind.values), name="other_name_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return display_name(self.name)
