"""An introduction in words: its list, its conversation, and what the campaign team sees."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import is_campaign_team
from introductions.choices import IntroductionState
from introductions.models import Introduction, IntroductionMessage, IntroductionReport, Stop
from introductions.models.safeguards import receiving
from organisations import permissions
from organisations.choices import CURRENT_STATES
from organisations.models import Membership
from organisations.presenters.checks import age

S = IntroductionState
# What a state is called by the member that is asked, where it is another word than across.
FOR_RECIPIENT = {S.SENT: "Waits for your answer"}
FOR_SENDER = {S.DECLINED: "Not taken up this time"}


def state_in_words(introduction: Introduction, *, received: bool) -> str:
    """Where it stands, as one side says it."""
    own_words = FOR_RECIPIENT if received else FOR_SENDER
    state = IntroductionState(introduction.state)
    return own_words.get(state, state.label)


def can_be_asked(members: list[int], user: User | AnonymousUser, today: date) -> set[int]:
    """The keys of those members that this reader is offered to ask: not their own. One query.

    The campaign team is offered none: it introduces people to each other in its own way.
    """
    if is_campaign_team(user):
        return set()
    found = receiving(today).filter(pk__in=members)
    if user.is_authenticated:
        found = found.exclude(representatives__user=user)
    return set(found.values_list("pk", flat=True))


def why_not(
    user: User, recipient: Membership, senders: list[Membership], today: date
) -> tuple[str, str]:
    """Why this person cannot ask this member, and what kind of help the page offers, if any."""
    organisation = recipient.organisation
    if recipient.representatives.filter(user=user).exists():
        return f"You act for {organisation} yourself: its people are your own team.", ""
    if not receiving(today).filter(pk=recipient.pk).exists():
        return f"{organisation} takes no introductions at present.", "topics"
    stops = Stop.objects.in_force()
    own = stops.filter(membership__representatives__user=user)
    if stops.filter(user=user).exists() or (not senders and own.exists()):
        return (
            "You cannot write introductions at present. We wrote to you about why; answer us, and"
            " we will look at it together.",
            "",
        )
    if not senders:
        return (
            "Members of the campaign introduce themselves to each other: a lead or an editor of a"
            " member can ask, in the name of their organisation.",
            "sign up",
        )
    return "", ""


@dataclass(frozen=True)
class Entry:
    """One introduction in a person's list."""

    introduction: Introduction
    own: Membership
    other: Membership
    state: str
    waits: bool

    @classmethod
    def of(cls, introduction: Introduction, *, received: bool) -> "Entry":
        pair = (introduction.recipient, introduction.sender)
        own, other = pair if received else pair[::-1]
        waits = received and introduction.state == S.SENT and own.state in CURRENT_STATES
        return cls(introduction, own, other, state_in_words(introduction, received=received), waits)


@dataclass(frozen=True)
class Conversation:
    """An introduction as one side sees it, and what this person can do with it."""

    introduction: Introduction
    other: Membership
    state: str
    messages: list[IntroductionMessage]
    reported: set[int]
    received: bool
    can_edit: bool

    @classmethod
    def of(cls, introduction: Introduction, side: Membership, user: User) -> "Conversation":
        received = side.pk == introduction.recipient_id
        messages = introduction.messages.select_related("author", "membership__organisation")
        reports = introduction.reports.values_list("message", flat=True)
        return cls(
            introduction=introduction,
            other=introduction.other_than(side),
            state=state_in_words(introduction, received=received),
            messages=list(messages.order_by("pk")),
            reported=set(reports),
            received=received,
            can_edit=permissions.can_edit(user, side),
        )

    @property
    def is_sent(self) -> bool:
        return self.introduction.state == S.SENT

    @property
    def is_answered(self) -> bool:
        return self.introduction.state == S.ANSWERED

    @property
    def can_write(self) -> bool:
        return self.can_edit and (self.is_answered or (self.is_sent and self.received))

    @property
    def can_decline(self) -> bool:
        return self.can_edit and self.is_sent and self.received

    @property
    def can_close(self) -> bool:
        return self.can_edit and (self.is_answered or (self.is_sent and not self.received))

    def can_report(self, message: IntroductionMessage) -> bool:
        """What the other side wrote, once, while the campaign team reads nothing here."""
        return (
            self.can_edit
            and message.membership_id == self.other.pk
            and message.pk not in self.reported
            and self.introduction.state not in {S.REPORTED, S.STOPPED}
        )


@dataclass(frozen=True)
class WaitingReport:
    """A reported conversation on the desk: who talks to whom, and how long it waits. No words."""

    report: IntroductionReport
    age: str

    @property
    def between(self) -> str:
        introduction = self.report.introduction
        return f"{introduction.sender.organisation} and {introduction.recipient.organisation}"


def for_desk(today: date, most: int) -> dict[str, Any]:
    """What the campaign team's desk shows of introductions."""
    waiting = IntroductionReport.objects.undecided()
    return {
        "introduction_reports": [
            WaitingReport(found, age(found.reported_at, today)) for found in waiting[:most]
        ],
        "introduction_reports_count": waiting.count(),
        "introduction_stops_count": Stop.objects.in_force().count(),
    }
