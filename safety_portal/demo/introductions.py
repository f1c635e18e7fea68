"""Members of the demo who write to each other: one answered, one to answer, one reported."""

from datetime import datetime, timedelta
from typing import Any

from improvement_plans.choices import Topic
from introductions.models import Introduction
from introductions.services.conversation import ask, write
from introductions.services.safeguards import report
from organisations.models import Membership

FALLS_ASKED = """\
Your plan says that village volunteers with a lifting cushion reached people in 38 minutes. Some \
of the falls that we see at night began with a long wait on the floor at home.

Could two of our matrons come along for a shift? In return we would tell you what we learned about \
sensor mats, which is mostly that they did not help."""
FALLS_ANSWERED = """\
Gladly. Tuesday and Thursday nights will teach you most. And yes please to the mats: we were about \
to buy some.

I will ask our rota desk for two dates in the first half of next month."""
OBSERVATIONS_ASKED = """\
You write that relatives had often noticed first and did not know whom to ring. So had our \
parents, and fewer than half of them said it a second time.

- Who answers the number on your bedside card at night?
- May we see the card in the languages you have it in?"""
SELLING = """\
Dear colleague, our new tracking package is available to members at a reduced rate until Friday. \
Forty sites have bought it. Shall I book a demonstration with your procurement team?"""


def add_introductions(now: datetime) -> None:
    """Asked and answered in the days before the demo begins, through the services."""
    falls = _ask("ZZ101", "ZZ150", Topic.FALLS, FALLS_ASKED, now - timedelta(days=9))
    write(
        introduction=falls,
        side=falls.recipient,
        text=FALLS_ANSWERED,
        **_lead(falls.recipient, now - timedelta(days=7)),
    )
    _ask("ZZ131", "ZZ101", Topic.DETERIORATION, OBSERVATIONS_ASKED, now - timedelta(days=2))
    sold = _ask("ZZ508", "ZZ214", Topic.DISCHARGE, SELLING, now - timedelta(days=4))
    reader = _lead(sold.recipient, now - timedelta(days=3))
    report(
        message=sold.messages.get(),
        reason="This sells something. We would rather hear what they learned.",
        by=reader["by"],
        at=reader["at"],
    )


def _ask(from_code: str, to_code: str, topic: Topic, text: str, at: datetime) -> Introduction:
    sender = Membership.objects.get(organisation__ods_code=from_code)
    recipient = Membership.objects.get(organisation__ods_code=to_code)
    asker = _lead(sender, at)
    return ask(sender=sender, recipient=recipient, topic=topic, text=text, **asker)


def _lead(membership: Membership, at: datetime) -> dict[str, Any]:
    lead = membership.representatives.active_leads().select_related("user").get()
    return {"by": lead.user, "role": lead.job_title, "at": at, "today": at.date()}
