"""What keeps introductions welcome: switching them off, reports, and stops."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from core.text import validate_plain_text
from introductions.choices import IntroductionState, Outcome
from introductions.models.thread import Introduction, IntroductionMessage
from organisations.choices import Role
from organisations.models import Membership, Representative
from organisations.models.membership import MembershipQuerySet

REASON: list[Callable[[Any], None]] = [validate_plain_text, MaxLengthValidator(1000)]


class SwitchedOff(models.Model):
    """A member that takes no introductions for now. Deleted when they are on again."""

    membership = models.OneToOneField(
        Membership, on_delete=models.PROTECT, related_name="introductions_off"
    )
    since_at = models.DateTimeField()
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="introductions_switched_off"
    )

    def __str__(self) -> str:
        return f"{self.membership_id} since {self.since_at:%Y-%m-%d}"


class IntroductionReportQuerySet(models.QuerySet["IntroductionReport"]):
    def undecided(self) -> "IntroductionReportQuerySet":
        """What waits for the campaign team, oldest first."""
        return (
            self.filter(decided_at=None)
            .select_related(
                "introduction__sender__organisation", "introduction__recipient__organisation"
            )
            .order_by("reported_at", "pk")
        )


class IntroductionReport(models.Model):
    """Somebody asks the campaign team to read a message. Only then can it read the conversation."""

    introduction = models.ForeignKey(Introduction, on_delete=models.PROTECT, related_name="reports")
    message = models.OneToOneField(
        IntroductionMessage, on_delete=models.PROTECT, related_name="report"
    )
    reported_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="introductions_reported"
    )
    reported_at = models.DateTimeField()
    reason = models.TextField(validators=REASON)
    # Where the introduction stood, and stands again where nothing was wrong.
    state_before = models.CharField(max_length=10, choices=IntroductionState)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    decision = models.TextField(blank=True, validators=REASON)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="introduction_reports_decided",
    )

    objects = IntroductionReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["introduction"],
                condition=Q(decided_at=None),
                name="introduction_report_one_undecided",
                violation_error_message="The campaign team is reading this conversation already.",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, outcome="", decision="")
                | Q(
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    outcome__in=Outcome.values,
                )
                & ~Q(decision=""),
                name="introduction_report_decided_by_someone_for_a_reason",
                violation_error_message="Say why.",
            ),
            models.CheckConstraint(
                condition=Q(state_before__in=IntroductionState.values),
                name="introduction_report_state_before_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.introduction_id} {self.outcome or 'undecided'}"


class StopQuerySet(models.QuerySet["Stop"]):
    def in_force(self) -> "StopQuerySet":
        return self.filter(lifted_at=None)

    def for_list(self) -> "StopQuerySet":
        """Those in force, oldest first, with whom they are about."""
        found = self.in_force().select_related("user", "membership__organisation", "stopped_by")
        return found.order_by("stopped_at", "pk")


class Stop(models.Model):
    """A person, or a whole member, writes no introductions until the campaign team lifts it."""

    report = models.ForeignKey(IntroductionReport, on_delete=models.PROTECT, related_name="stops")
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="introduction_stops"
    )
    membership = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="introduction_stops",
    )
    reason = models.TextField(validators=REASON)
    stopped_at = models.DateTimeField()
    stopped_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = StopQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None, membership__isnull=False)
                | Q(user__isnull=False, membership=None),
                name="introduction_stop_is_about_one",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="introduction_stop_lifted_by_someone",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(lifted_at=None),
                name="introduction_stop_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(lifted_at=None),
                name="introduction_stop_once_per_member",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id or self.membership_id} {'lifted' if self.lifted_at else 'in force'}"

    @property
    def about(self) -> models.Model:
        """The person or the member; a constraint sees to it that there is one."""
        return self.user or self.membership  # type: ignore[return-value]


def taking_part(today: date) -> MembershipQuerySet:
    """Members who can write: members today, open in the register, and not stopped."""
    stops = Stop.objects.in_force().filter(membership=OuterRef("pk"))
    still_there = Q(organisation__closed_date=None) | Q(organisation__closed_date__gt=today)
    return Membership.objects.current().filter(still_there, ~Exists(stops))


def receiving(today: date) -> MembershipQuerySet:
    """Those of them who can be asked: not switched off, and with a lead who reads it."""
    off = SwitchedOff.objects.filter(membership=OuterRef("pk"))
    leads = Representative.objects.active_leads().filter(membership=OuterRef("pk"))
    return taking_part(today).filter(~Exists(off), Exists(leads))


def asking(user: User, today: date) -> MembershipQuerySet:
    """The members in whose name a person can ask, A to Z."""
    mine = Representative.objects.filter(
        membership=OuterRef("pk"), user=user, role__in=[Role.LEAD, Role.EDITOR]
    )
    found = taking_part(today).filter(Exists(mine)).select_related("organisation")
    return found.order_by("organisation__name", "pk")
