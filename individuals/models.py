"""People who pledge for themselves."""

from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.crypto import get_random_string

from accounts.models import User
from core.text import validate_name, validate_plain_text, validate_single_line
from individuals.choices import SHOWN, Visibility
from organisations.models import Organisation
from pledges.models import Pledge, PledgeWording

TEXT_LIMIT = 500
ONE_LINE = [validate_plain_text, validate_single_line, validate_name]
# No characters that a reader takes for another.
CODE_CHARACTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def certificate_code() -> str:
    """A code nobody can guess, to read from paper: 7K3M-Q2WX-9FHT."""
    return "-".join(get_random_string(4, CODE_CHARACTERS) for _ in range(3))


class IndividualQuerySet(models.QuerySet["Individual"]):
    def current(self) -> "IndividualQuerySet":
        """All but those who left and wait to be erased."""
        return self.filter(left_at=None)

    def who_left(self) -> "IndividualQuerySet":
        """Those to erase."""
        return self.filter(left_at__isnull=False)

    def of(self, user: User) -> "IndividualQuerySet":
        """A person's own, with the organisation they named."""
        return self.current().filter(user=user).select_related("organisation")

    def shown(self) -> "IndividualQuerySet":
        """Those who let others read their pledges, newest first."""
        return (
            self.current()
            .filter(visibility__in=SHOWN)
            .select_related("organisation")
            .prefetch_related(
                models.Prefetch("pledges", IndividualPledge.objects.in_pledge_order())
            )
            .order_by("-pk")
        )

    def at_organisation(self, organisation: Organisation) -> models.QuerySet[Organisation, Any]:
        """How many people named this organisation, and who of them shows their full name.

        Rows of count, first name, last name and role, in order of joining; with nobody to name
        one row and no names. It begins at the organisation so that one query answers for its
        page and a private name does not leave the database.
        """
        # Not `OuterRef`: the database would count anew for every row.
        here = self.current().filter(organisation=organisation).order_by()
        people = here.values("organisation").values(count=models.Count("pk"))
        named = models.FilteredRelation(
            "individuals",
            condition=Q(individuals__visibility=Visibility.FULL, individuals__left_at=None),
        )
        return (
            Organisation.objects.filter(pk=organisation.pk)
            .annotate(named=named, people=Coalesce(models.Subquery(people), 0))
            .order_by("named__pk")
            .values_list("people", "named__first_name", "named__last_name", "named__role")
        )


class Individual(models.Model):
    """A person's own place in the campaign: who they are and how much of it others may read.

    Private unless they choose otherwise. After they leave the row is deleted; `Departure` counts.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="individual")
    first_name = models.CharField(max_length=60, validators=ONE_LINE)
    last_name = models.CharField(max_length=60, blank=True, validators=ONE_LINE)
    role = models.CharField(max_length=120, validators=ONE_LINE)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="individuals",
        null=True,
        blank=True,
    )
    visibility = models.CharField(max_length=20, choices=Visibility, default=Visibility.PRIVATE)
    certificate_code = models.CharField(max_length=14, unique=True, default=certificate_code)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = IndividualQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-id"],
                condition=Q(left_at=None, visibility__in=SHOWN),
                name="individual_shown",
            ),
            models.Index(
                fields=["organisation", "visibility"],
                condition=Q(left_at=None),
                name="individual_at_organisation",
            ),
            models.Index(
                fields=["left_at"], condition=Q(left_at__isnull=False), name="individual_to_erase"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values),
                name="individual_visibility_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(first_name="") & ~Q(role=""),
                name="individual_has_a_name_and_a_role",
                violation_error_message="Enter your first name and your role.",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")),
                name="individual_left_after_joining",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.visibility}"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def shown_name(self) -> str:
        """The name as its owner lets others read it."""
        names = {
            Visibility.FIRST_NAME_AND_ROLE: self.first_name,
            Visibility.FULL: self.full_name,
        }
        return names.get(Visibility(self.visibility), "")


class IndividualPledgeQuerySet(models.QuerySet["IndividualPledge"]):
    def in_pledge_order(self) -> "IndividualPledgeQuerySet":
        return self.select_related("wording", "pledge").order_by("pledge__number")


class IndividualPledge(models.Model):
    """What a person will do under one pledge, in their own words. Changed in place, no versions."""

    # Erasing a person leaves none of their words.
    individual = models.ForeignKey(Individual, on_delete=models.CASCADE, related_name="pledges")
    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="individual_pledges")
    wording = models.ForeignKey(
        PledgeWording, on_delete=models.PROTECT, related_name="individual_pledges"
    )
    text = models.TextField(validators=[validate_plain_text, MaxLengthValidator(TEXT_LIMIT)])

    objects = IndividualPledgeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["individual", "pledge"],
                name="individual_pledge_once",
                violation_error_message="There is a text under this pledge already.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="individual_pledge_has_a_text",
                violation_error_message="Write what you will do.",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), TEXT_LIMIT),
                name="individual_pledge_within_its_limit",
                violation_error_message=f"A pledge must be {TEXT_LIMIT} characters or fewer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.individual_id} pledge {self.pledge_id}"


class Departure(models.Model):
    """That somebody was here, and when; nothing says who. Keeps the count after erasure."""

    joined_date = models.DateField()
    left_date = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(left_date__gte=F("joined_date")), name="departure_after_joining"
            )
        ]

    def __str__(self) -> str:
        return f"{self.joined_date} – {self.left_date}"
