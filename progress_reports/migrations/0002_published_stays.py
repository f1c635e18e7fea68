"""The database itself lets nothing change that a published report says, nor its charts.

As `improvement_plans/migrations/0006_published_stays.py` has it for plans: a published version may be
superseded or taken back, an earlier one taken back, once, and what is said of that is written with it.
A later migration that alters one of these tables on SQLite calls `let_go` before, and `guard` after.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

REPORT = "progress_reports_report"
STAYS = (
    *("id", "plan_id", "plan_version_id", "number", "version", "period_start_date"),
    *("period_end_date", "nothing_new", "thanks", "charts", "saved_at", "saved_by_id", "reason"),
    *("published_at", "published_by_id", "published_role"),
)
TAKEN_BACK = ("unpublished_at", "unpublished_by_id", "unpublished_role", "unpublished_reason")
MOVES = (("PUBLISHED", "SUPERSEDED"), ("PUBLISHED", "UNPUBLISHED"), ("SUPERSEDED", "UNPUBLISHED"))
# How a row of each table leads to its report; {row} is the row as it was or as it is to be.
OF_REPORT = "SELECT 1 FROM progress_reports_report r WHERE r.state <> 'DRAFT' AND r.id = "
OF_PRIORITY = (
    "SELECT 1 FROM progress_reports_reportedpriority p"
    " JOIN progress_reports_report r ON r.id = p.report_id"
    " WHERE r.state <> 'DRAFT' AND p.id = "
)
ROWS = {
    "progress_reports_reportedpriority": f"{OF_REPORT}{{row}}.report_id",
    "progress_reports_frozenchart": f"{OF_PRIORITY}{{row}}.priority_id",
}
SEEN = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
REFUSAL = "a published progress report never changes"


def report_changes(differs: str) -> str:
    """Whether an update of a published report is anything but one of the moves."""

    def any_of(columns: tuple[str, ...]) -> str:
        return " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)

    moves = " OR ".join(f"OLD.state = '{a}' AND NEW.state = '{b}'" for a, b in MOVES)
    goes = "OLD.state <> 'UNPUBLISHED' AND NEW.state = 'UNPUBLISHED'"
    return (
        f"OLD.state <> 'DRAFT' AND (NEW.state <> OLD.state AND NOT ({moves})"
        f" OR {any_of(STAYS)} OR NOT ({goes}) AND ({any_of(TAKEN_BACK)}))"
    )


def rules(differs: str) -> list[tuple[str, str, str]]:
    """Table, event, and when it is refused."""
    return [
        (REPORT, "UPDATE", report_changes(differs)),
        (REPORT, "DELETE", "OLD.state <> 'DRAFT'"),
        *(
            (table, event, " OR ".join(f"EXISTS ({leads.format(row=row)})" for row in seen))
            for table, leads in ROWS.items()
            for event, seen in SEEN.items()
        ),
    ]


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        _guard_postgresql(schema_editor)
        return
    for table, event, refused in rules("IS NOT"):
        schema_editor.execute(
            f"CREATE TRIGGER {name_of(table, event)} BEFORE {event} ON {table}\n"
            f"WHEN {refused}\nBEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END;"
        )


def _guard_postgresql(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """There the condition of a trigger looks at no other table; its function does."""
    for table, event, refused in rules("IS DISTINCT FROM"):
        name = name_of(table, event)
        row = "OLD" if event == "DELETE" else "NEW"
        schema_editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger AS $$\nBEGIN\n    IF {refused} THEN\n"
            f"        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE ="
            f" 'integrity_constraint_violation';\n    END IF;\n    RETURN {row};\nEND\n"
            f"$$ LANGUAGE plpgsql;\nCREATE TRIGGER {name} BEFORE {event} ON {table}\n"
            f"    FOR EACH ROW EXECUTE FUNCTION {name}();"
        )


def name_of(table: str, event: str) -> str:
    return f"{table.replace('progress_reports_', 'reports_')}_stays_{event.lower()}"


def let_go(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table, event, _ in rules("IS NOT"):
        name = name_of(table, event)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION {name}() CASCADE")
        else:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("progress_reports", "0001_reports")]
    operations = [migrations.RunPython(guard, let_go)]
