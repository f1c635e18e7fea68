"""The database itself lets nothing change that a published version says, whatever table says it.

A published version may be superseded or taken back, an earlier one taken back, once; what is said of
that is written with it. The rows of a version come, change and go while it is a draft.

The rules about those rows look at the tables above them. SQLite makes a table anew to alter it, and
cannot while a rule names it: a later migration that alters `PlanVersion`, `Priority`, `Driver` or
another table named here calls `let_go` before, and `guard` after
(`tests/improvement_plans/test_published_stays.py` notices).
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

VERSION = "improvement_plans_planversion"
STAYS = (
    *("id", "plan_id", "number", "title", "start_date", "end_date", "board_approved_date"),
    *("executive_lead", "where_we_are_now", "what_worked", "what_we_will_do_differently"),
    *("involvement", "how_people_were_involved", "advice_asked_at", "advice_asked_by_id"),
    *("reason", "published_at", "published_by_id", "published_role"),
)
TAKEN_BACK = (*("unpublished_at", "unpublished_by_id", "unpublished_role", "unpublished_reason"),)
MOVES = (("PUBLISHED", "SUPERSEDED"), ("PUBLISHED", "UNPUBLISHED"), ("SUPERSEDED", "UNPUBLISHED"))
# How a row of each table leads to its version; {row} is the row as it was or as it is to be.
OF_VERSION = "SELECT 1 FROM improvement_plans_planversion v WHERE v.state <> 'DRAFT' AND v.id = "
OF_PRIORITY = (
    "SELECT 1 FROM improvement_plans_priority p"
    " JOIN improvement_plans_planversion v ON v.id = p.version_id"
    " WHERE v.state <> 'DRAFT' AND p.id = "
)
OF_DRIVER = (
    "SELECT 1 FROM improvement_plans_driver d"
    " JOIN improvement_plans_priority p ON p.id = d.priority_id"
    " JOIN improvement_plans_planversion v ON v.id = p.version_id"
    " WHERE v.state <> 'DRAFT' AND d.id = "
)
ROWS = {
    "improvement_plans_priority": f"{OF_VERSION}{{row}}.version_id",
    "improvement_plans_priority_pledges": f"{OF_PRIORITY}{{row}}.priority_id",
    "improvement_plans_driver": f"{OF_PRIORITY}{{row}}.priority_id",
    "improvement_plans_pdsacycle": f"{OF_DRIVER}{{row}}.idea_id",
    "improvement_plans_milestone": f"{OF_VERSION}{{row}}.version_id",
    "improvement_plans_learninggoal": f"{OF_VERSION}{{row}}.version_id",
}
SEEN = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
REFUSAL = "a published version of a plan never changes"


def version_changes(differs: str) -> str:
    """Whether an update of a published version is anything but one of the moves."""

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
        (VERSION, "UPDATE", version_changes(differs)),
        (VERSION, "DELETE", "OLD.state <> 'DRAFT'"),
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
    return f"{table.replace('improvement_plans_', 'plans_')}_stays_{event.lower()}"


def let_go(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table, event, _ in rules("IS NOT"):
        name = name_of(table, event)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION {name}() CASCADE")
        else:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("improvement_plans", "0001_initial")]
    operations = [migrations.RunPython(guard, let_go)]
