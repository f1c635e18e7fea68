"""An introduction and the messages in it."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from accounts.models import User
from core.text import validate_plain_text
from improvement_plans.choices import Topic
from introductions.choices import (
    GOING_ON,
    MESSAGE_LIMIT,
    NEW_PER_MEMBER_A_MONTH,
    NEW_PER_PERSON_A_DAY,
    OPEN_STATES,
    IntroductionState,
)
from organisations.choices import Role
from organisations.models import Membership


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def with_members(self) -> "IntroductionQuerySet":
        return self.select_related("sender__organisation", "recipient__organisation")

    def of(self, membership: Membership) -> "IntroductionQuerySet":
        """Those that a member sent or received."""
        return self.filter(Q(sender=membership) | Q(recipient=membership))

    def going_on_between(
        self, one: Membership, other: Membership, topic: str
    ) -> "IntroductionQuerySet":
        """Those of two members on a topic that have not ended, whoever asked."""
        pair = Q(sender=one, recipient=other) | Q(sender=other, recipient=one)
        return self.filter(pair, topic=topic, state__in=GOING_ON)

    def received_by(self, user: User) -> "IntroductionQuerySet":
        """What the members received for whom a person acts, newest first."""
        mine = Membership.objects.filter(representatives__user=user)
        return self.filter(recipient__in=mine).with_members().order_by("-asked_at", "-pk")

    def sent_by(self, user: User) -> "IntroductionQuerySet":
        """What the members sent for whom a person acts, newest first."""
        mine = Membership.objects.filter(representatives__user=user)
        return self.filter(sender__in=mine).with_members().order_by("-asked_at", "-pk")

    def to_answer(self, user: User) -> "IntroductionQuerySet":
        """Those that wait for an answer which this person could write."""
        editable = Membership.objects.current().filter(
            representatives__user=user, representatives__role__in=[Role.LEAD, Role.EDITOR]
        )
        return self.filter(state=IntroductionState.SENT, recipient__in=editable)


class Introduction(models.Model):
    """One member asks another, about a topic, to be in touch. What is said is in its messages.

    Each has its number of that day for the person, and of that month for the member: the database
    itself keeps the limits, whatever program adds one.
    """

    sender = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="introductions_sent"
    )
    recipient = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="introductions_received"
    )
    topic = models.CharField(max_length=20, choices=Topic)
    state = models.CharField(
        max_length=10, choices=IntroductionState, default=IntroductionState.SENT
    )
    state_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="introductions_asked")
    asked_date = models.DateField()
    number_that_day = models.PositiveSmallIntegerField()
    # The first day of the month.
    asked_month = models.DateField()
    number_that_month = models.PositiveSmallIntegerField()

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(sender=F("recipient")),
                name="introduction_between_two_members",
                violation_error_message="Choose another organisation.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=IntroductionState.values), name="introduction_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(topic__in=Topic.values), name="introduction_topic_is_known"
            ),
            models.UniqueConstraint(
                Least("sender", "recipient"),
                Greatest("sender", "recipient"),
                "topic",
                condition=Q(state__in=OPEN_STATES),
                name="introduction_one_open_per_pair_and_topic",
                violation_error_message="You have an open introduction on this topic already.",
            ),
            models.UniqueConstraint(
                fields=["asked_by", "asked_date", "number_that_day"],
                name="introduction_numbered_by_day",
            ),
            models.CheckConstraint(
                condition=Q(number_that_day__range=(1, NEW_PER_PERSON_A_DAY)),
                name="introduction_so_many_a_day",
            ),
            models.UniqueConstraint(
                fields=["sender", "asked_month", "number_that_month"],
                name="introduction_numbered_by_month",
            ),
            models.CheckConstraint(
                condition=Q(number_that_month__range=(1, NEW_PER_MEMBER_A_MONTH)),
                name="introduction_so_many_a_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender_id} → {self.recipient_id} {self.topic}"

    @property
    def topic_name(self) -> str:
        return Topic(self.topic).label

    def other_than(self, side: Membership) -> Membership:
        """The member across from `side`."""
        return self.recipient if side.pk == self.sender_id else self.sender


class IntroductionMessage(models.Model):
    """One message from a member to the other. Never changed; emptied when its writer is erased."""

    introduction = models.ForeignKey(
        Introduction, on_delete=models.PROTECT, related_name="messages"
    )
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="introduction_messages"
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="introduction_messages")
    # What the author was to the member on that day.
    author_role = models.CharField(max_length=120)
    text = models.TextField(validators=[MaxLengthValidator(MESSAGE_LIMIT), validate_plain_text])
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.introduction_id} {self.at:%Y-%m-%d}"

    @property
    def writer(self) -> str:
        """The author's name. Never the address, which nobody across is shown."""
        return self.author.full_name or "A former colleague"
