"""Each rule finds what has come due by an index over exactly the rows that can be due.

They stand here and not with the tables, because no page needs them: take a rule away, and its index
goes with it. `docs/performance.md` shows what PostgreSQL makes of them.
"""

from django.db import migrations

INDEXES = {
    "rule_resting_sign_up": "organisations_membership ((COALESCE(worked_on_at, state_at)))"
    " WHERE state = 'DRAFT'",
    "rule_silent_sponsor": "organisations_sponsorrequest (asked_at) WHERE answered_at IS NULL",
    "rule_plan_date": "organisations_membership (plan_intended_date)"
    " WHERE state = 'ACTIVE' AND plan_intended_date IS NOT NULL",
    "rule_milestone": "improvement_plans_milestone (due_date)",
    "rule_closed_account": "accounts_user (id) WHERE NOT is_active",
    "rule_yearly_hello": "individuals_individual (joined_at) WHERE left_at IS NULL",
}


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0003_claims_of_before"),
        ("accounts", "0001_initial"),
        ("improvement_plans", "0007_all_words"),
        ("individuals", "0001_first"),
        ("organisations", "0015_worked_on"),
    ]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX IF NOT EXISTS {name} ON {of}", f"DROP INDEX IF EXISTS {name}"
        )
        for name, of in INDEXES.items()
    ]
