"""Reports that are begun, written and published, for tests that need one."""

from datetime import datetime
from typing import Any

from accounts.models import User
from improvement_plans.models import Plan
from progress_reports import services
from progress_reports.models import Report
from tests.conftest import NOW, TODAY

# Every text about a priority.
TOLD: dict[str, Any] = {
    "has_news": "YES",
    "status": "TESTING",
    "what_we_did": "Rounds at six.",
    "what_worked": "Porters joined in.",
    "what_did_not_work": "We stopped the second checklist.",
    "help_wanted": "Who has tried lamps?",
    "how_patients_were_involved": "Two families sat with us.",
    "what_next": "Ward 5.",
}


def write(plan: Plan, by: User, at: datetime = NOW, **said: Any) -> Report:
    """A draft in which each priority is told of."""
    report = services.start_report(plan=plan, by=by, at=at, today=TODAY)
    for priority in report.priorities.all():
        services.save_priority(plan=plan, key=priority.key, by=by, at=at, **{**TOLD, **said})
    return report


def publish(plan: Plan, by: User, at: datetime = NOW, **given: Any) -> Report:
    """Publish the draft."""
    return services.publish_report(
        plan=plan,
        by=by,
        at=at,
        **{
            "reason": "First report",
            "role": "Head of quality",
            "report_frequency": "YEARLY",
            "next_report_date": None,
            "today": TODAY,
            **given,
        },
    )


def correct(plan: Plan, by: User, reason: str = "A wrong date", **said: Any) -> Report:
    """The next version of the newest report, with these words about the report as a whole."""
    number = plan.progress_reports.ever_published()[0].number
    services.start_correction(plan=plan, number=number, by=by, at=NOW)
    if said:
        services.save_report(plan=plan, by=by, at=NOW, **said)
    return publish(plan, by, reason=reason)
