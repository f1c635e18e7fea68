"""What introductions keep about a person: what they wrote, reported, and were stopped for."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.models import User
from introductions.choices import IntroductionState
from introductions.models import IntroductionMessage, IntroductionReport, Stop
from introductions.services.common import lock, move
from organisations.models import Membership

# A report needs a reason, decided or not; the campaign team still reads what was reported.
ERASED_REASON = "Erased, with the account of the person who reported it."


def personal_data(*, user: User) -> dict[str, Any]:
    """The person's own words to other members, and what was decided about them."""
    return {
        "introductions_written": list(
            IntroductionMessage.objects.filter(author=user)
            .order_by("pk")
            .values(
                "text", "author_role", "at", organisation_name=F("membership__organisation__name")
            )
        ),
        "introductions_reported": list(
            IntroductionReport.objects.filter(reported_by=user)
            .order_by("pk")
            .values("reason", "reported_at", "outcome", "decision", "decided_at")
        ),
        "introductions_stopped": list(
            Stop.objects.filter(user=user)
            .order_by("pk")
            .values("reason", "stopped_at", "lifted_at")
        ),
    }


def concerned(user: User) -> QuerySet[Membership]:
    """Both members of what the person asked, which `erase` locks."""
    asked_by = Q(introductions_sent__asked_by=user) | Q(introductions_received__asked_by=user)
    return Membership.objects.filter(asked_by)


@transaction.atomic
def erase(*, user: User, by: User, at: datetime) -> None:
    """Empty what the person wrote; what nobody has answered yet is taken back.

    So is what the campaign team reads just now, once it finds nothing wrong: nobody would answer an
    empty message.
    """
    for introduction in user.introductions_asked.order_by("pk"):
        locked = lock(introduction)
        if locked.state == IntroductionState.SENT:
            move(introduction=locked, to=IntroductionState.CLOSED, by=by, at=at)
        waiting = locked.reports.filter(decided_at=None, state_before=IntroductionState.SENT)
        waiting.update(state_before=IntroductionState.CLOSED)
    IntroductionMessage.objects.filter(author=user).update(text="", author_role="")
    IntroductionReport.objects.filter(reported_by=user).update(reason=ERASED_REASON)
