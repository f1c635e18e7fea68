"""The conversation between a member's representatives and the campaign team."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, Min, OuterRef, Q

from accounts.models import User
from core.text import validate_plain_text
from organisations.choices import FROM_CAMPAIGN, MessageKind
from organisations.models.membership import Membership

MESSAGE_LIMIT = 3000


class MessageQuerySet(models.QuerySet["Message"]):
    def in_conversation(self) -> "MessageQuerySet":
        """In the order they were written, with who wrote them."""
        return self.select_related("author").order_by("pk")

    def unanswered_questions(self) -> "MessageQuerySet":
        """The first question of each member that the campaign team has not answered, oldest first.

        What somebody sends because the campaign team asked for it is no question.
        """
        later = Message.objects.filter(
            membership=OuterRef("membership"), kind__in=FROM_CAMPAIGN, pk__gt=OuterRef("pk")
        )
        unanswered = Message.objects.filter(~Exists(later), kind=MessageKind.QUESTION)
        first = unanswered.values("membership").annotate(first=Min("pk")).values("first")
        return (
            self.filter(pk__in=first)
            .select_related("membership__organisation")
            .order_by("at", "pk")
        )


class Message(models.Model):
    """One message between a member and the campaign team. It is never changed, nor published."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="messages_written")
    kind = models.CharField(max_length=12, choices=MessageKind)
    text = models.TextField(
        blank=True, validators=[MaxLengthValidator(MESSAGE_LIMIT), validate_plain_text]
    )
    at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "membership"], name="message_by_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=MessageKind.values), name="message_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=MessageKind.READ, text="")
                | ~Q(kind=MessageKind.READ) & ~Q(text=""),
                name="message_says_something",
                violation_error_message="Write a message.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.kind}"

    @property
    def is_from_campaign(self) -> bool:
        return self.kind in FROM_CAMPAIGN
