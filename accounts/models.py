"""People."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from accounts.choices import CampaignRole
from core.text import validate_plain_text, validate_single_line


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, **fields: Any) -> "User":
        """A person without a password; they sign in by emailed code."""
        user = self.model(email=email.lower(), **fields)
        user.set_unusable_password()
        user.full_clean()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person, known by their email address; `organisations` says what they may do there."""

    email = models.EmailField("email address", unique=True)
    full_name = models.CharField(
        max_length=120, blank=True, validators=[validate_plain_text, validate_single_line]
    )
    campaign_role = models.CharField(max_length=20, choices=CampaignRole, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_is_lower_case",
                violation_error_message="Write the email address in lower case.",
            ),
            models.CheckConstraint(
                condition=models.Q(campaign_role__in=["", *CampaignRole.values]),
                name="user_campaign_role_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def is_campaign_team(self) -> bool:
        return bool(self.is_active and self.campaign_role)


class FormerAddress(models.Model):
    """An address that a person proved and replaced: what was kept by it is still theirs."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="former_addresses")
    email = models.EmailField()
    until_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "email"],
                name="former_address_once_per_person",
                violation_error_message="This address was this person’s before.",
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="former_address_is_lower_case",
                violation_error_message="Write the email address in lower case.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} until {self.until_at:%Y-%m-%d}"
