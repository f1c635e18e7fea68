"""How people come to a member's team, and how its lead is passed on."""

from datetime import date, datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from accounts.models import User
from core.text import validate_plain_text
from organisations.choices import AfterHandover, JoinAnswer, Role
from organisations.models.membership import ONE_LINE, Membership, Representative

OPEN_INVITATION = Q(accepted_at=None, cancelled_at=None)
OPEN_HANDOVER = Q(done_at=None, cancelled_at=None)
OPEN_APPOINTMENT = Q(appointed_at=None, replaced_at=None)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Neither accepted nor cancelled; its time may have run out."""
        return self.filter(OPEN_INVITATION)

    def for_team_page(self) -> "InvitationQuerySet":
        return self.open().order_by("email")


class Invitation(models.Model):
    """A place on a member's team, kept for one address. Its link works once, for 14 days."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role)
    # Nobody, where the executive sponsor named the person.
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="invitations_sent", null=True, blank=True
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="invitations_accepted", null=True, blank=True
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "email"],
                condition=OPEN_INVITATION,
                name="invitation_one_open_per_address",
                violation_error_message="This address has an invitation already.",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="invitation_email_is_lower_case",
                violation_error_message="Write the email address in lower case.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="invitation_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(cancelled_at=None),
                name="invitation_accepted_or_cancelled",
                violation_error_message="This invitation was accepted already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.role}"

    def works(self, at: datetime) -> bool:
        """Whether the link can still be used."""
        return not self.accepted_at and not self.cancelled_at and at < self.expires_at


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def open(self) -> "JoinRequestQuerySet":
        return self.filter(answered_at=None)

    def for_team_page(self) -> "JoinRequestQuerySet":
        return self.open().select_related("user").order_by("asked_at", "pk")

    def for_answer(self) -> "JoinRequestQuerySet":
        """With who asks whom; the answered ones too, so that a second answer is told so."""
        return self.select_related("user", "membership__organisation")

    def asked_by(self, user: User) -> "JoinRequestQuerySet":
        """What a person still waits for."""
        waiting = self.open().filter(user=user).select_related("membership__organisation")
        return waiting.order_by("asked_at", "pk")

    def for_desk(self, *, asked_before: datetime) -> "JoinRequestQuerySet":
        """What no lead answers: asked long ago, or there is no lead who could. Oldest first."""
        no_lead = ~Exists(
            Representative.objects.active_leads().filter(membership=OuterRef("membership"))
        )
        return (
            self.open()
            .filter(Q(asked_at__lt=asked_before) | no_lead)
            .select_related("user", "membership__organisation")
            .order_by("asked_at", "pk")
        )


class JoinRequest(models.Model):
    """Somebody asks to join a member's team; a lead answers, or else the campaign team."""

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="join_requests"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="join_requests")
    job_title = models.CharField(max_length=120, validators=ONE_LINE)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=JoinAnswer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="join_requests_answered", null=True, blank=True
    )
    reply = models.TextField(blank=True, max_length=1000, validators=[validate_plain_text])

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "user"],
                condition=Q(answered_at=None),
                name="join_request_one_open_per_person",
                violation_error_message="You have asked already.",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                    answer__in=JoinAnswer.values,
                )
                # Nobody answers for a sign-up that ended.
                | Q(answered_at__isnull=False, answered_by=None, answer=JoinAnswer.DECLINED),
                name="join_request_answer_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.answer or 'open'}"


class HandoverQuerySet(models.QuerySet["Handover"]):
    def open(self) -> "HandoverQuerySet":
        return self.filter(OPEN_HANDOVER)

    def due(self, today: date) -> "HandoverQuerySet":
        """Of today, and of earlier days on which nothing ran."""
        return self.open().filter(on_date__lte=today).order_by("on_date", "pk")

    def for_team_page(self) -> "HandoverQuerySet":
        return self.open().select_related("from_user", "to_user").order_by("on_date", "pk")


class Handover(models.Model):
    """A lead passes the lead on to a colleague on a date."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="handovers")
    from_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="handovers_given")
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="handovers_received")
    on_date = models.DateField()
    afterwards = models.CharField(max_length=10, choices=AfterHandover)
    planned_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "from_user"],
                condition=OPEN_HANDOVER,
                name="handover_one_open_per_lead",
                violation_error_message="A hand-over is planned already. Cancel it first.",
            ),
            models.CheckConstraint(
                condition=~Q(from_user=models.F("to_user")),
                name="handover_to_somebody_else",
                violation_error_message="Choose a colleague.",
            ),
            models.CheckConstraint(
                condition=Q(afterwards__in=AfterHandover.values),
                name="handover_afterwards_is_known",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(cancelled_at=None),
                name="handover_done_or_cancelled",
                violation_error_message="This hand-over has happened already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.on_date}"


class LeadAppointment(models.Model):
    """A lead named from outside the team: by the campaign team, or by the sponsor.

    Without `asked_by` it was the sponsor who asked for the link.
    """

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="lead_appointments"
    )
    asked_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lead_appointments_asked",
    )
    asked_at = models.DateTimeField()
    # Both only where the sponsor is asked: the link works once, for 30 days.
    sponsor_email = models.EmailField(blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    email = models.EmailField(blank=True)
    reason = models.TextField(blank=True, max_length=1000, validators=[validate_plain_text])
    appointed_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=OPEN_APPOINTMENT,
                name="lead_appointment_one_open",
            ),
            models.CheckConstraint(
                condition=Q(sponsor_email="", expires_at=None)
                | ~Q(sponsor_email="") & Q(expires_at__isnull=False),
                name="lead_appointment_link_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(appointed_at=None, email="")
                | Q(appointed_at__isnull=False) & ~Q(email=""),
                name="lead_appointment_names_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(sponsor_email="") | Q(appointed_at__isnull=False) & ~Q(reason=""),
                name="lead_appointment_by_the_team_has_a_reason",
                violation_error_message="Say why.",
            ),
            models.CheckConstraint(
                condition=Q(appointed_at=None) | Q(replaced_at=None),
                name="lead_appointment_made_or_replaced",
            ),
            models.CheckConstraint(
                condition=Q(asked_by__isnull=False) | ~Q(sponsor_email=""),
                name="lead_appointment_asked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.asked_at:%Y-%m-%d}"

    def works(self, at: datetime) -> bool:
        """Whether the sponsor's link can still be used."""
        still_open = not self.appointed_at and not self.replaced_at
        return still_open and self.expires_at is not None and at < self.expires_at
