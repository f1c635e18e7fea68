"""Rules about sign-ups: those that rest, and those that wait for their sponsor."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Lower, TruncDate

from organisations.choices import MembershipState
from organisations.models import Representative, SponsorRequest
from reminders.choices import Kind
from reminders.rules.rule import Audience, Rule
from reminders.rules.windows import Window


def leads_of_resting_drafts(window: Window) -> QuerySet[Any, Any]:
    """Leads of sign-ups that were last worked on in the window. An index has that very date."""
    rests_since = Coalesce("membership__worked_on_at", "membership__state_at")
    return (
        Representative.objects.active_leads()
        .alias(rests_since=rests_since)
        .filter(
            membership__state=MembershipState.DRAFT,
            rests_since__gte=window.begins,
            rests_since__lt=window.ends,
        )
        .annotate(member=F("membership"), person=F("user"), period=TruncDate(rests_since))
    )


def sponsors_asked(window: Window) -> QuerySet[Any, Any]:
    """Sponsors who were asked in the window and have not answered. The database knows who still
    can: only while a sign-up waits is a question open."""
    asked = SponsorRequest.objects.filter(
        answered_at=None,
        asked_at__gte=window.begins,
        asked_at__lt=window.ends,
        membership__state=MembershipState.AWAITING_SPONSOR,
    )
    return asked.annotate(
        member=F("membership"), address=Lower("email"), period=TruncDate("asked_at")
    )


def leads_who_wait(window: Window) -> QuerySet[Any, Any]:
    """Leads of sign-ups whose sponsor was asked in the window and has not answered."""
    return (
        Representative.objects.active_leads()
        .filter(
            membership__state=MembershipState.AWAITING_SPONSOR,
            membership__sponsor_requests__answered_at=None,
            membership__sponsor_requests__asked_at__gte=window.begins,
            membership__sponsor_requests__asked_at__lt=window.ends,
        )
        .annotate(
            member=F("membership"),
            person=F("user"),
            period=TruncDate("membership__sponsor_requests__asked_at"),
        )
    )


SIGN_UP_RULES = (
    Rule(
        Kind.DRAFT_RESTING_7,
        "The leads of a sign-up hear from us when nobody has worked on it for 7 days.",
        Audience.LEADS,
        leads_of_resting_drafts,
        after=7,
        until=21,
    ),
    Rule(
        Kind.DRAFT_RESTING_21,
        "The leads of a sign-up that has rested for 21 days hear once more, with an offer of help.",
        Audience.LEADS,
        leads_of_resting_drafts,
        after=21,
        until=60,
    ),
    Rule(
        Kind.SPONSOR_SILENT_5,
        "An executive sponsor who has not answered after 5 days gets the link once more.",
        Audience.SPONSOR,
        sponsors_asked,
        after=5,
        until=28,
    ),
    Rule(
        Kind.SPONSOR_SILENT_14,
        "The leads of a sign-up hear after 14 days that their sponsor may not have seen the mail.",
        Audience.LEADS,
        leads_who_wait,
        after=14,
        until=90,
    ),
)
