"""What people do not want to be reminded of."""

from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from accounts.models import User
from reminders.choices import Topic


def mark_of(address: str) -> str:
    """Stands for an address without an account. Nobody reads the address out of it."""
    return salted_hmac("reminders.unwanted", address.lower(), algorithm="sha256").hexdigest()


class UnwantedQuerySet(models.QuerySet["Unwanted"]):
    def of(self, user: User | None, address: str) -> "UnwantedQuerySet":
        """What a person switched off: with their account, or before they had one."""
        return self.filter(Q(user=user, user__isnull=False) | Q(address_mark=mark_of(address)))


class Unwanted(models.Model):
    """One topic that one person switched off. No row: they are reminded.

    Of a sponsor, who need not have an account, only a keyed digest of the address is kept: the
    choice outlives the erasure of the address, and tells nobody whose it was.
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="unwanted_reminders", null=True, blank=True
    )
    address_mark = models.CharField(max_length=64, blank=True)
    topic = models.CharField(max_length=12, choices=Topic)
    since_at = models.DateTimeField()

    objects = UnwantedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="unwanted_once_per_person"),
            models.UniqueConstraint(
                fields=["address_mark", "topic"],
                condition=Q(user=None),
                name="unwanted_once_per_address",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, address_mark="")
                | Q(user=None) & ~Q(address_mark=""),
                name="unwanted_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(topic__in=Topic.values), name="unwanted_topic_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id or 'an address'} {self.topic}"
