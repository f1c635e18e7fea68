"""The mail ledger: the truth about what was written and sent, whatever happens to the queue."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from core.text import validate_single_line
from outbox.choices import WAITING, Keep, MailState, Reason

ENDED = [state for state in MailState if state not in WAITING]
WITH_WORDS = [MailState.DUE, MailState.SENDING, MailState.FAILED, MailState.UNKNOWN]


class MailQuerySet(models.QuerySet["Mail"]):
    def ready(self, at: datetime) -> "MailQuerySet":
        """Mail whose time has come: codes first, then what has waited longest."""
        return self.filter(state=MailState.DUE, next_try_at__lte=at, expires_at__gt=at).order_by(
            "-is_first", "next_try_at", "pk"
        )

    def expired(self, at: datetime) -> "MailQuerySet":
        """Mail that waits and is of no use to anybody any more."""
        return self.filter(state=MailState.DUE, expires_at__lte=at)

    def abandoned(self, before: datetime) -> "MailQuerySet":
        """Mail that a worker claimed and never wrote an outcome for."""
        return self.filter(state=MailState.SENDING, claimed_at__lt=before)

    def matching(self, words: str, state: str) -> "MailQuerySet":
        """The ledger, newest first: a part of an address or a subject, and a state, if given."""
        found = self.filter(Q(to__icontains=words) | Q(subject__icontains=words)) if words else self
        found = found.filter(state=state) if state else found
        return found.order_by("-created_at", "-pk")

    def to_decide(self) -> "MailQuerySet":
        """Unknown and failed mail that no person has decided about, oldest first.

        What has no words left can neither be sent again nor left: nobody is asked about a code.
        """
        return (
            self.filter(state__in=[MailState.UNKNOWN, MailState.FAILED], decided_at=None)
            .filter(keep=Keep.SUBJECT)
            .order_by("ended_at", "pk")
        )

    def about(self, subjects: Iterable[str]) -> "MailQuerySet":
        """Mail about things, named as `audit.services.key` names them; newest first."""
        return self.filter(about__in=subjects).order_by("-created_at", "-pk")

    def to_addresses(self, addresses: Iterable[str]) -> "MailQuerySet":
        return self.filter(to__in=addresses).order_by("created_at", "pk")


class Mail(models.Model):
    """One mail to one address, from the transaction that wrote it to its end."""

    to = models.EmailField(blank=True)
    subject = models.CharField(max_length=300, blank=True, validators=[validate_single_line])
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    # What it is, for the team and for `MAIL_CHECKS`: `organisations.welcome`.
    kind = models.CharField(max_length=80)
    # Goes before all others: somebody waits for it in front of a screen.
    is_first = models.BooleanField(default=False)
    keep = models.CharField(max_length=10, choices=Keep, default=Keep.SUBJECT)
    # `app.model:pk`, as the audit trail writes it, or empty.
    about = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=12, choices=MailState, default=MailState.DUE)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # What the mail server said last.
    answer = models.TextField(blank=True)
    # A person looked at a failed or unknown one and left it.
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-is_first", "next_try_at", "id"],
                condition=Q(state=MailState.DUE),
                name="mail_due",
            ),
            models.Index(
                fields=["expires_at"], condition=Q(state=MailState.DUE), name="mail_expiring"
            ),
            models.Index(
                fields=["claimed_at"], condition=Q(state=MailState.SENDING), name="mail_sending"
            ),
            models.Index(
                fields=["ended_at"],
                condition=Q(state__in=[MailState.FAILED, MailState.UNKNOWN], decided_at=None),
                name="mail_to_decide",
            ),
            models.Index(fields=["to", "created_at"], name="mail_by_address"),
            models.Index(fields=["about", "created_at"], name="mail_by_subject"),
            models.Index(fields=["created_at"], name="mail_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MailState.values), name="mail_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=MailState.SENDING) | Q(claimed_at__isnull=False),
                name="mail_sending_was_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[MailState.DUE, MailState.SENDING], ended_at=None)
                | Q(state__in=ENDED, ended_at__isnull=False),
                name="mail_ended_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by="")
                | Q(decided_at__isnull=False) & ~Q(decided_by=""),
                name="mail_decided_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(state__in=WITH_WORDS) | Q(text="", html=""),
                name="mail_keeps_no_words_after_its_end",
            ),
            models.CheckConstraint(
                condition=Q(keep=Keep.SUBJECT)
                | Q(state__in=[MailState.DUE, MailState.SENDING])
                | Q(text="", html="", subject=""),
                name="mail_keeps_no_secret_after_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_to_decide(self) -> bool:
        """Whether it waits for a person; see `MailQuerySet.to_decide`."""
        ended_badly = self.state in {MailState.UNKNOWN, MailState.FAILED}
        return ended_badly and self.decided_at is None and self.keep == Keep.SUBJECT


class SuppressedAddressQuerySet(models.QuerySet["SuppressedAddress"]):
    def in_force(self) -> "SuppressedAddressQuerySet":
        return self.filter(lifted_at=None)

    def holding(self, addresses: Iterable[str]) -> "SuppressedAddressQuerySet":
        """Those of some addresses, in any case of their letters, that nothing is sent to."""
        return self.in_force().filter(address__in=[address.lower() for address in addresses])


class SuppressedAddress(models.Model):
    """An address that nothing but a code is sent to, and why, until a person lifts it."""

    address = models.EmailField()
    reason = models.CharField(max_length=12, choices=Reason)
    # What the mail server or the bounce said.
    answer = models.TextField(blank=True)
    since_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=80, blank=True)

    objects = SuppressedAddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address"],
                condition=Q(lifted_at=None),
                name="suppressed_address_once",
                violation_error_message="Nothing is sent to this address already.",
            ),
            models.CheckConstraint(
                condition=Q(address=Lower("address")), name="suppressed_address_is_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by="")
                | Q(lifted_at__isnull=False) & ~Q(lifted_by=""),
                name="suppressed_address_lifted_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} since {self.since_at:%Y-%m-%d}"


class Heartbeat(models.Model):
    """One row: when a worker last did something because beat asked for it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="heartbeat_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


class Gate(models.Model):
    """One row: the database that mail may go out of, and whether a person holds it.

    A dump carries this row to another database, or into tables that were made anew. There it names
    one that is not there, and no mail goes until a person releases it.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    database = models.CharField(max_length=120, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="gate_is_one_row")]

    def __str__(self) -> str:
        return "held" if self.held_at else "open"


class BounceReport(models.Model):
    """A report of a provider or a mail server that was read. Its key allows no second reading."""

    key = models.CharField(max_length=200, unique=True)
    mail = models.ForeignKey(Mail, null=True, on_delete=models.PROTECT, related_name="bounces")
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key} {self.read_at:%Y-%m-%d}"
