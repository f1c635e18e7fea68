"""The reminder ledger: the truth about what was sent, whatever happens to the queue."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import User
from organisations.models import Membership
from reminders.choices import Kind, ReminderState


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def ready(self, at: datetime) -> "ReminderQuerySet":
        """Rows whose time has come, oldest first."""
        return self.filter(state=ReminderState.DUE, next_try_at__lte=at).order_by("next_try_at")

    def abandoned(self, before: datetime) -> "ReminderQuerySet":
        """Rows a worker claimed and never wrote an outcome for."""
        return self.filter(state=ReminderState.SENDING, claimed_at__lt=before)


class Reminder(models.Model):
    """One reminder to one person about one thing in one period; its key allows no second."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="reminders")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=20, choices=Kind)
    # The date the reminder is about, in London: the report's due date, not the day of sending.
    period_date = models.DateField()
    state = models.CharField(max_length=12, choices=ReminderState, default=ReminderState.DUE)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # What the mail server said last.
    answer = models.TextField(blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        indexes = [
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
            models.CheckConstraint(
                condition=Q(state__in=ReminderState.values), name="reminder_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReminderState.SENDING) | Q(claimed_at__isnull=False),
                name="reminder_sending_was_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ReminderState.DUE, ReminderState.SENDING], ended_at=None)
                | ~Q(state__in=[ReminderState.DUE, ReminderState.SENDING])
                & Q(ended_at__isnull=False),
                name="reminder_ended_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period_date} {self.state}"
