"""The reminder ledger: what was found due, whatever happens to the queue."""

from datetime import date

from django.db import models
from django.db.models import Q

from accounts.models import User
from individuals.models import Individual
from organisations.models import Membership
from reminders.choices import OPEN_STATES, Kind, ReminderState, Why
from reminders.models.digest import Digest


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def due(self) -> "ReminderQuerySet":
        """Those that wait for a digest."""
        return self.filter(state=ReminderState.DUE)

    def due_on(self, day: date) -> "ReminderQuerySet":
        """Those that may go on a day: not while the person is left in peace."""
        return self.due().filter(Q(held_until=None) | Q(held_until__lte=day))

    def to(self, user: User | None, email: str) -> "ReminderQuerySet":
        """One person's."""
        return self.filter(user=user) if user else self.filter(user=None, email=email)

    def with_all(self) -> "ReminderQuerySet":
        """With whom and what each is about, in the order of the member's name."""
        return self.select_related("membership__organisation", "individual", "user").order_by(
            "membership__organisation__name", "pk"
        )

    def about(self, membership: Membership) -> "ReminderQuerySet":
        """What a member's people were reminded of, the newest first: for the member's record."""
        found = self.filter(membership=membership).select_related("user", "digest")
        return found.order_by("-created_at", "-pk")


class Reminder(models.Model):
    """One person is to be told of one thing in one period; its key allows no second."""

    # Of a member, or of somebody who pledged for themselves: then it goes with what they wrote.
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="reminders", null=True, blank=True
    )
    individual = models.ForeignKey(
        Individual, on_delete=models.CASCADE, related_name="reminders", null=True, blank=True
    )
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="reminders", null=True, blank=True
    )
    # Only of an executive sponsor without an account.
    email = models.EmailField(blank=True, default="", db_default="")
    kind = models.CharField(max_length=20, choices=Kind)
    # The date the reminder is about, in London: the report's due date, not the day of sending.
    period_date = models.DateField()
    state = models.CharField(max_length=12, choices=ReminderState, default=ReminderState.DUE)
    digest = models.ForeignKey(
        Digest, on_delete=models.PROTECT, related_name="reminders", null=True, blank=True
    )
    # Somebody who has just done something for the member is left in peace.
    held_until = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=12, choices=Why, blank=True, default="", db_default="")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # From when each reminder was a mail of its own. No longer written: see the migration.
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["user", "email"],
                condition=Q(state=ReminderState.DUE),
                name="reminder_due_by_person",
            ),
            models.Index(
                fields=["next_try_at"],
                condition=Q(state=ReminderState.DUE),
                name="reminder_due",
            ),
            models.Index(
                fields=["claimed_at"],
                condition=Q(state=ReminderState.SENDING),
                name="reminder_sending",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "user", "kind", "period_date"],
                name="reminder_once_per_member_person_kind_period",
            ),
            models.UniqueConstraint(
                fields=["membership", "email", "kind", "period_date"],
                condition=Q(user=None) & ~Q(email=""),
                name="reminder_once_per_member_address_kind_period",
            ),
            models.UniqueConstraint(
                fields=["individual", "kind", "period_date"],
                name="reminder_once_per_individual_kind_period",
            ),
            models.CheckConstraint(
                condition=Q(membership=None, individual__isnull=False)
                | Q(membership__isnull=False, individual=None),
                name="reminder_is_of_a_member_or_an_individual",
            ),
            models.CheckConstraint(
                condition=Q(user=None) | Q(email=""), name="reminder_is_to_one_person"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReminderState.values), name="reminder_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReminderState.WRITTEN) | Q(digest__isnull=False),
                name="reminder_written_is_in_a_digest",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReminderState.SENDING) | Q(claimed_at__isnull=False),
                name="reminder_sending_was_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, ended_at=None)
                | ~Q(state__in=OPEN_STATES) & Q(ended_at__isnull=False),
                name="reminder_ended_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period_date} {self.state}"

    @property
    def address(self) -> str:
        """Where it goes: nowhere, once the person is erased."""
        return self.user.email if self.user else self.email
