"""Members of the demo who write to each other: one answered, one to answer, one reported."""

from datetime import datetime, timedelta
from typing import Any

from improvement_plans.choices import Topic
from introductions.models import Introduction
from introductions.services.conversation import ask, write
from introductions.services.safeguards import report
from organisations.models import Membership

FALLS_ASKED = """\
Your plan says that you work on falls with people who wait on the floor at home. Our own falls \
happen at night, and some begin with such a wait the day before.

Could two of our matrons come along for a shift, and could we tell you what we learned about \
sensor mats (mostly that they did not help)?"""
FALLS_ANSWERED = """\
Gladly. Tuesday and Thursday nights are the ones that will teach you most. We would like to hear \
about the mats: we were about to buy some.

I will ask our rota desk for two dates in the first half of next month."""
OBSERVATIONS_ASKED = """\
We measure how fast a deteriorating child is seen by somebody senior, and at night we are slower. \
You published that your observations are less often on time at night, too.

- Which of your changes moved the night, and which only the day?
- May we send you our chart and ask what you would try first?"""
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
