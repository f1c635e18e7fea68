"""One mail with all that a person is reminded of on a day."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from outbox.models import Mail


class Digest(models.Model):
    """A person's reminders of one London day. Its key allows no second mail that day."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="digests", null=True, blank=True
    )
    # Only of an executive sponsor without an account.
    email = models.EmailField(blank=True)
    on_date = models.DateField()
    written_at = models.DateTimeField()
    # Set in the transaction that makes the row; how it fared is in the mail ledger.
    mail = models.OneToOneField(
        Mail, on_delete=models.PROTECT, related_name="digest", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "on_date"], name="digest_one_a_day_per_person"),
            models.UniqueConstraint(
                fields=["email", "on_date"],
                condition=Q(user=None) & ~Q(email=""),
                name="digest_one_a_day_per_address",
            ),
            models.CheckConstraint(
                condition=Q(user=None) | Q(email=""), name="digest_is_of_one_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on_date} to {self.user_id or 'an address'}"

    @property
    def address(self) -> str:
        """Where it goes: nowhere, once the person is erased."""
        return self.user.email if self.user else self.email
