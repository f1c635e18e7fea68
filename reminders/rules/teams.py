"""The rule about members that nobody leads. The campaign team hears: it can ask the sponsor to name
somebody, or name somebody itself; the sponsor alone could do neither."""

from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, QuerySet, Value

from organisations.choices import APPOINTABLE_STATES, Role
from organisations.models import Membership, Representative
from reminders.choices import Kind
from reminders.rules.rule import Audience, Rule
from reminders.rules.windows import Window


def without_a_lead(window: Window) -> QuerySet[Any, Any]:
    """Sign-ups and members whose leads have all closed their accounts; once a calendar month.

    It begins at the closed accounts, which are few: the database keeps at least one lead of each
    membership, so that one without a lead has one who is closed.
    """
    closed = Representative.objects.filter(role=Role.LEAD, user__is_active=False)
    leads = Representative.objects.active_leads().filter(membership=OuterRef("pk"))
    month = window.last.replace(day=1)
    return Membership.objects.filter(
        ~Exists(leads), pk__in=closed.values("membership"), state__in=APPOINTABLE_STATES
    ).annotate(member=F("pk"), period=Value(month, DateField()))


NO_LEAD = Rule(
    Kind.NO_LEAD,
    "While nobody leads a member or a sign-up, the campaign team’s officers and administrators hear"
    " of it once a month.",
    Audience.TEAM,
    without_a_lead,
)
