"""The question that is put to an executive sponsor."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import User
from core.text import validate_plain_text
from organisations.choices import SponsorAnswer
from organisations.models.membership import Membership


class SponsorRequestQuerySet(models.QuerySet["SponsorRequest"]):
    def answerable(self, at: datetime) -> "SponsorRequestQuerySet":
        """Requests whose link still works."""
        return self.filter(answered_at=None, expires_at__gt=at)

    def denials(self) -> "SponsorRequestQuerySet":
        """“This is not my organisation”, until the campaign team has seen to it; oldest first."""
        return (
            self.filter(answer=SponsorAnswer.NOT_MINE, dealt_with_at=None)
            .select_related("membership__organisation")
            .order_by("answered_at", "pk")
        )

    def newer_than(self, request: "SponsorRequest") -> "SponsorRequestQuerySet":
        """What the same person was asked since and has not answered."""
        return self.filter(answered_at=None, asked_at__gt=request.asked_at, email=request.email)


class SponsorRequest(models.Model):
    """The question put to an executive sponsor. Its link works once, for 30 days."""

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="sponsor_requests"
    )
    name = models.CharField(max_length=120)
    email = models.EmailField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=16, choices=SponsorAnswer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    # By the campaign team, where the sponsor said that this is not their organisation.
    dealt_with_at = models.DateTimeField(null=True, blank=True)
    dealt_with_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="denials_dealt_with", null=True, blank=True
    )
    comment = models.TextField(blank=True, max_length=3000, validators=[validate_plain_text])

    objects = SponsorRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(answered_at=None),
                name="sponsor_request_one_open",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="")
                | Q(answered_at__isnull=False, answer__in=SponsorAnswer.values),
                name="sponsor_request_answer_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(answer=SponsorAnswer.CHANGES_ASKED) | ~Q(comment=""),
                name="sponsor_request_changes_are_said",
                violation_error_message="Say what should change.",
            ),
            models.CheckConstraint(
                condition=Q(dealt_with_at=None, dealt_with_by=None)
                | Q(
                    dealt_with_at__isnull=False,
                    dealt_with_by__isnull=False,
                    answer=SponsorAnswer.NOT_MINE,
                ),
                name="sponsor_request_dealt_with_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.answer or 'open'}"
