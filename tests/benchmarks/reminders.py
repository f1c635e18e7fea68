"""What each rule costs the database among so many memberships, on the day's look.

The ledger holds what the look of the day before found, as it does every day but the first. PostgreSQL.
"""

from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils.timezone import make_aware

from reminders.rules import RULES, missing
from reminders.rules.windows import since
from reminders.services import looking
from tests.benchmarks.queries import Queries

TODAY = date(2026, 6, 15)
YESTERDAY = TODAY - timedelta(days=1)
REPEATS = 7
# By the key of a membership, so that each day has about as many: in SQL, because a million rows are
# many for an ORM. Every fourth member means to publish within the next year or meant to in the one
# before; every third has a plan, reports once a year, one in ten of them not yet, and has two
# milestones within four years. One in twenty is a sign-up that rests, one in a hundred waits for
# its sponsor, and one in five thousand has nobody who leads.
FILL = """
INSERT INTO accounts_user (password, email, full_name, campaign_role, is_active, created_at)
SELECT '!', 'lead' || id || '@bench.example', 'Lead', '', id %% 5000 <> 0, %(now)s
FROM organisations_membership;
INSERT INTO organisations_representative (membership_id, user_id, role, job_title, since_at)
SELECT m.id, u.id, 'LEAD', 'Matron', %(now)s FROM organisations_membership m
JOIN accounts_user u ON u.email = 'lead' || m.id || '@bench.example';
UPDATE organisations_membership SET state = 'DRAFT', joined_at = NULL, sponsor_confirmed_at = NULL,
  worked_on_at = %(now)s - (id %% 1461) * interval '1 day' WHERE id %% 20 = 1;
UPDATE organisations_membership SET state = 'AWAITING_SPONSOR', joined_at = NULL,
  sponsor_confirmed_at = NULL WHERE id %% 100 = 2;
INSERT INTO organisations_sponsorrequest
  (membership_id, name, email, asked_at, expires_at, answer, comment)
SELECT id, 'Sam', 's' || id || '@bench.example', %(now)s - (id %% 365) * interval '1 day',
  %(now)s + interval '30 days', '', '' FROM organisations_membership WHERE id %% 100 = 2;
UPDATE organisations_membership SET plan_intention = 'ON_A_DATE',
  plan_intended_date = %(today)s + ((id %% 730) - 365) * interval '1 day'
  WHERE id %% 4 = 0 AND state = 'ACTIVE';
INSERT INTO improvement_plans_plan (membership_id, started_at, report_frequency, next_report_date)
SELECT id, %(now)s, 'YEARLY', %(today)s + ((id %% 365) - CASE WHEN id %% 10 = 3 THEN 365 ELSE 0 END)
  * interval '1 day' FROM organisations_membership WHERE id %% 3 = 0 AND state = 'ACTIVE';
INSERT INTO improvement_plans_planversion
  (plan_id, number, state, title, executive_lead, where_we_are_now, reason, published_role)
SELECT id, 1, 'DRAFT', 'Safer nights', '', '', '', '' FROM improvement_plans_plan;
INSERT INTO improvement_plans_milestone (version_id, key, title, due_date)
SELECT v.id, gen_random_uuid(), 'Rounds', %(today)s + (((v.id * 2 + n) %% 1461) - 730) * interval '1 day'
FROM improvement_plans_planversion v, generate_series(0, 1) n;
UPDATE improvement_plans_planversion SET state = 'PUBLISHED', reason = 'First', published_at = %(now)s,
  published_by_id = (SELECT min(id) FROM accounts_user), published_role = 'Matron';
"""


def fill_reminders() -> None:
    """Leads, plans, milestones and sign-ups for the members that are there, and yesterday's look."""
    now = make_aware(datetime.combine(TODAY, time(10)))
    with connection.cursor() as cursor:
        for statement in FILL.split(";\n"):
            if statement.strip():
                cursor.execute(statement, {"now": now, "today": TODAY})
        cursor.execute("VACUUM ANALYZE")
    looking.look(at=now - timedelta(days=1), today=YESTERDAY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def rule_figures() -> list[tuple[str, str, int]]:
    """Of each rule: its kind, database ms of the best reading, and how many it found."""
    figures = []
    for rule in RULES:
        readings, found = [], 0
        for _ in range(REPEATS):
            reading = Queries()
            with connection.execute_wrapper(reading):
                found = len(missing(rule, TODAY, since(TODAY, YESTERDAY)))
            readings.append(1000 * sum(reading.seconds))
        figures.append((rule.kind.value, f"{min(readings):.1f}", found))
    return figures


def plans_of_the_rules() -> str:
    """What PostgreSQL makes of each rule's query."""
    explained = []
    for rule in RULES:
        rows = rule.rows(TODAY, since(TODAY, YESTERDAY))
        explained.append(f"{rule.kind}\n{rows.explain(analyze=True)}")
    return "\n\n".join(explained)
