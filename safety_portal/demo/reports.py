"""What the made-up trust has told of its progress: two reports, and one that is being written."""

from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from accounts.models import User
from improvement_plans.models import Plan
from progress_reports import services
from safety_portal.demo.days import moment

# Days before today on which each was published, or begun.
FIRST, SECOND, BEGUN = 150, 16, 3
THANKS = (
    "- The night teams of Aldwark and Skell wards\n- Our porters, who found the unlit corridor\n"
    "- The interpreters’ group"
)
# What is said of each priority, in the plan's order.
FIRST_YEAR: list[dict[str, Any]] = [
    {
        "status": "SPREADING",
        "what_we_did": "Falls rounds at ten, two and five on every adult ward. Night lights on the "
        "way to each bathroom of eleven wards; three wait for an electrician.",
        "what_worked": "The rounds. Staff keep them because they chose the times, and patients say "
        "that being asked at five is kinder than an alarm.",
        "what_did_not_work": "Sensor mats. They rang while staff were already with someone else, "
        "and were silenced. We stopped using them in January and have given them back.\n\n"
        "We also dropped a second falls checklist: it was filled in, and nobody read it.",
        "help_wanted": "Has anybody made rounds work on a ward with two staff at night?",
        "how_patients_were_involved": "Eleven people who had fallen here, or their families, "
        "walked the wards with us at dusk. They asked for light before they asked for alarms.",
        "what_next": "The three dark wards, then rounds in our community beds.",
    },
    {
        "status": "TESTING",
        "what_we_did": "Outreach nurses sit in on the three o’clock safety pause of four wards.",
        "what_worked": "Hearing a worry early. Wards call sooner, and say so without apologising.",
        "what_did_not_work": "A longer escalation form. Nights are no time for two pages; "
        "we went back to four questions.",
        "how_patients_were_involved": "The bedside card was rewritten with people whose first "
        "language is not English.",
        "what_next": "Six more wards, one at a time.",
    },
    {
        "status": "PLANNING",
        "what_we_did": "Counted for a month who left without the medicines they needed.",
        "what_did_not_work": "Nothing to stop yet: we have only begun to look.",
        "how_patients_were_involved": "Not yet.",
        "what_next": "A trial on two wards with the pharmacy team.",
    },
    {
        "status": "EMBEDDED",
        "what_we_did": "Every review after an error begins with what made it likely.",
        "what_worked": "Staff come to reviews by themselves. Two of them now lead some.",
        "what_did_not_work": "Managers in each review: people spoke less. We stopped that.",
        "what_next": "Keep it up, and ask staff again in spring.",
    },
]
SINCE_THEN: list[dict[str, Any]] = [
    {
        "status": "SPREADING",
        "what_we_did": "Night lights are in on all fourteen wards. Rounds began in community beds.",
        "what_worked": "Signing for the round in the handover, not on a sheet of its own.",
        "what_did_not_work": "Nothing that we stopped this time. Two wards lost their rounds for a "
        "fortnight when bank staff were not told, and found them again.",
        "how_patients_were_involved": "Two of the families came back and walked the same corridor.",
        "what_next": "Write down how a ward restarts its rounds, on one page.",
    },
    {
        "status": "PAUSED",
        "what_we_did": "We held back while two outreach posts are empty.",
        "what_did_not_work": "Starting on wards without outreach cover. We would not do so again.",
        "help_wanted": "How do others keep this going with a team of three?",
        "what_next": "Begin again when the posts are filled, which we expect in spring.",
    },
    {"why_no_change": "The trial on two wards runs until the end of the year; we report then."},
    {"why_no_change": "It is how we work now. We ask staff again in spring."},
]


def report(plan: Plan, lead: User, role: str, *, today: date, first: bool) -> None:
    """Write and publish one of the two, on its day and with the charts of that day."""
    day = today - timedelta(days=FIRST if first else SECOND)
    at = moment(day)
    here: dict[str, Any] = {"plan": plan, "by": lead, "at": at}
    draft = services.start_report(today=day, **here)
    end = day.replace(day=1) - timedelta(days=1)
    start = draft.period_start_date
    if first:
        start = end + timedelta(days=1) - relativedelta(years=1)
    period: dict[str, Any] = {"period_start_date": start, "period_end_date": end}
    services.save_report(thanks=THANKS if first else "", **period, **here)
    rows = draft.priorities.order_by("position")
    for row, said in zip(rows, FIRST_YEAR if first else SINCE_THEN, strict=False):
        news = "NO" if "why_no_change" in said else "YES"
        services.save_priority(key=row.key, has_news=news, **said, **here)
    services.publish_report(
        reason="Our first report on this plan, for our board and for everyone."
        if first
        else "Our board asked how the winter begins.",
        report_frequency=plan.report_frequency,
        # The day that was chosen with the plan stays.
        next_report_date=plan.next_report_date,
        role=role,
        today=day,
        **here,
    )


def begin_another(plan: Plan, editor: User, today: date) -> None:
    """An editor has begun the next report, and is not finished."""
    day = today - timedelta(days=BEGUN)
    here: dict[str, Any] = {"plan": plan, "by": editor, "at": moment(day)}
    draft = services.start_report(today=day, **here)
    services.save_priority(
        key=draft.priorities.earliest("position").key,
        has_news="YES",
        status="SPREADING",
        what_we_did="The page on how a ward restarts its rounds is written, and two wards try it.",
        **here,
    )
