"""A member with a report due, and what the ledger says."""

from datetime import date, timedelta

import pytest

from accounts.models import User
from improvement_plans import services as plans
from improvement_plans.choices import ReportFrequency
from improvement_plans.models import Plan
from organisations.models import Membership
from reminders.models import Reminder
from reminders.rules import RULE_OF, missing
from reminders.rules.windows import since
from reminders.services import digests, looking
from tests.conftest import NOW, TODAY

DAY = timedelta(days=1)
LEAD = "lead@harrowmere.example"
BEFORE = NOW - 30 * DAY
# A working day long enough after the cast was gathered that nobody has just acted.
THEN, THEN_AT = TODAY + 10 * DAY, NOW + 10 * DAY


def make_due(membership: Membership, lead: User, day: date) -> Plan:
    """A plan, published a while ago, with its report due on a day."""
    plan = plans.start_plan(membership=membership, by=lead, at=BEFORE)
    plans.save_part(plan=plan, by=lead, at=BEFORE, title="Safer nights")
    plans.publish_plan(
        plan=plan,
        reason="First version",
        report_frequency=ReportFrequency.YEARLY,
        next_report_date=day,
        by=lead,
        role="Head of quality",
        at=BEFORE,
        today=BEFORE.date(),
    )
    plan.refresh_from_db()
    return plan


@pytest.fixture
def due_plan(membership: Membership, lead: User) -> Plan:
    """A's plan, published, with its report due then."""
    return make_due(membership, lead, THEN)


def look(day: date = THEN) -> None:
    looking.look(at=NOW + (day - TODAY), today=day, again=True)


def write(day: date = THEN) -> int:
    return digests.write_digests(at=NOW + (day - TODAY), today=day)


def ledger() -> list[tuple[str, str, date, str]]:
    """To whom, of what kind, about which date, and where it stands."""
    rows = Reminder.objects.order_by("pk").select_related("user")
    return [(row.address, row.kind, row.period_date, row.state) for row in rows]


def finds(kind: str, day: date) -> bool:
    """Whether a sweep that has never looked before finds something by a rule."""
    return bool(missing(RULE_OF[kind], day, since(day, None)))
