"""Mergers from organisations that closed, and what their successors decide."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from core.text import validate_plain_text
from improvement_plans.models import Plan
from mergers.choices import Answer
from organisations.choices import CURRENT_STATES, Role
from organisations.models import Membership, Organisation, Representative, Succession
from pledges.models import Commitment


class MergerQuerySet(models.QuerySet["Merger"]):
    def waiting(self, today: date) -> "MergerQuerySet":
        """Those with something still to decide, unless the register has opened the body again."""
        return self.filter(
            settled_at=None,
            passed_on_at=None,
            membership__state__in=CURRENT_STATES,
            membership__organisation__closed_date__lte=today,
        )

    def with_parties(self) -> "MergerQuerySet":
        return self.select_related("membership__organisation", "succession__successor")

    def to_pass_on(self, today: date) -> "MergerQuerySet":
        """Waiting for a successor that has closed too, and that others continue by now."""
        further = Succession.objects.filter(predecessor=OuterRef("succession__successor"))
        further = further.exclude(successor=OuterRef("membership__organisation"))
        return self.waiting(today).filter(
            Exists(further.in_effect(today)), ~Exists(further.filter(date__gt=today))
        )

    def to_tell(self, today: date) -> "MergerQuerySet":
        """Waiting for a member whose leads have not heard of it."""
        heirs = Membership.objects.current().filter(organisation=OuterRef("succession__successor"))
        return self.waiting(today).filter(Exists(heirs), successor_told_at=None)

    def to_lead(self, user: User) -> "MergerQuerySet":
        """Those that this person can decide about, as a lead of a member."""
        led = Membership.objects.current().filter(
            representatives__user=user, representatives__role=Role.LEAD
        )
        return self.filter(succession__successor__in=led.values("organisation"))

    def for_desk(self, today: date) -> "MergerQuerySet":
        """What waits for a successor, oldest first, with who could decide."""
        leads = Representative.objects.active_leads()
        memberships = models.Prefetch(
            "succession__successor__memberships",
            Membership.objects.open().prefetch_related(
                models.Prefetch(
                    "representatives", leads.select_related("user").order_by("pk"), to_attr="leads"
                )
            ),
            to_attr="open_memberships",
        )
        found = self.waiting(today).with_parties().prefetch_related(memberships)
        return found.order_by("membership__organisation__closed_date", "pk")


class Merger(models.Model):
    """What one member that closed leaves to one of its successors. A split is several of these."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="mergers")
    succession = models.ForeignKey(Succession, on_delete=models.PROTECT, related_name="mergers")
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="mergers_settled"
    )
    # Why the campaign team settled it: nobody was there to decide.
    settled_reason = models.TextField(
        blank=True, default="", db_default="", max_length=1000, validators=[validate_plain_text]
    )
    # The successor closed before it had settled: those that continue it decide instead.
    passed_on_at = models.DateTimeField(null=True, blank=True)
    # When the successor, as a member, was asked to decide.
    successor_told_at = models.DateTimeField(null=True, blank=True)

    objects = MergerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "succession"], name="merger_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="merger_settled_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(settled_reason="") | Q(settled_at__isnull=False),
                name="merger_reason_when_settled",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(passed_on_at=None),
                name="merger_settled_or_passed_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} → {self.succession_id}"

    @property
    def predecessor(self) -> Organisation:
        return self.membership.organisation

    @property
    def successor(self) -> Organisation:
        return self.succession.successor


class Decision(models.Model):
    """What a successor decided about one commitment, or the plan. The text itself never changes."""

    merger = models.ForeignKey(Merger, on_delete=models.PROTECT, related_name="decisions")
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    answer = models.CharField(max_length=10, choices=Answer)
    reason = models.TextField(blank=True, max_length=1000, validators=[validate_plain_text])
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # What the person was to the successor on that day.
    decided_role = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merger", "commitment"], name="decision_once_per_commitment"
            ),
            models.UniqueConstraint(fields=["merger", "plan"], name="decision_once_per_plan"),
            models.CheckConstraint(
                condition=Q(commitment=None, plan__isnull=False)
                | Q(commitment__isnull=False, plan=None),
                name="decision_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=Answer.values), name="decision_answer_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merger_id} {self.answer}"

    @property
    def is_adopted(self) -> bool:
        return self.answer == Answer.ADOPTED
