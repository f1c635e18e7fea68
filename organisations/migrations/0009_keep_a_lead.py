"""The database itself keeps a lead: the last one is neither deleted nor made something else.

On PostgreSQL the membership's row is locked first, so that of two leads who leave at the same
moment the second sees that the first has gone. SQLite has one writer at a time anyway.

The rule looks at no other table. SQLite makes a table anew to alter it and refuses to while a
trigger elsewhere names it; for the same reason a later migration that alters `Representative`
must create these triggers again (`tests/organisations/test_lead_guard.py` notices).
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POSTGRESQL = """
CREATE FUNCTION organisations_keep_a_lead() RETURNS trigger AS $$
BEGIN
    PERFORM 1 FROM organisations_membership WHERE id = OLD.membership_id FOR UPDATE;
    IF NOT EXISTS (
        SELECT 1 FROM organisations_representative
        WHERE membership_id = OLD.membership_id AND role = 'LEAD' AND id <> OLD.id
    ) THEN
        RAISE EXCEPTION 'a membership keeps at least one lead'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER organisations_keep_a_lead_delete BEFORE DELETE ON organisations_representative
    FOR EACH ROW WHEN (OLD.role = 'LEAD') EXECUTE FUNCTION organisations_keep_a_lead();
CREATE TRIGGER organisations_keep_a_lead_update
    BEFORE UPDATE OF role, membership_id ON organisations_representative
    FOR EACH ROW WHEN (
        OLD.role = 'LEAD' AND (NEW.role <> 'LEAD' OR NEW.membership_id <> OLD.membership_id)
    ) EXECUTE FUNCTION organisations_keep_a_lead();
"""
SQLITE = """
CREATE TRIGGER organisations_keep_a_lead_{name} BEFORE {verb} ON organisations_representative
WHEN OLD.role = 'LEAD' {changed} AND NOT EXISTS (
    SELECT 1 FROM organisations_representative
    WHERE membership_id = OLD.membership_id AND role = 'LEAD' AND id <> OLD.id
)
BEGIN SELECT RAISE(ABORT, 'a membership keeps at least one lead'); END;
"""
CHANGED = "AND (NEW.role <> 'LEAD' OR NEW.membership_id <> OLD.membership_id)"


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
    else:
        schema_editor.execute(SQLITE.format(name="delete", verb="DELETE", changed=""))
        schema_editor.execute(
            SQLITE.format(name="update", verb="UPDATE OF role, membership_id", changed=CHANGED)
        )


def let_go(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION organisations_keep_a_lead() CASCADE")
    else:
        for name in ("delete", "update"):
            schema_editor.execute(f"DROP TRIGGER organisations_keep_a_lead_{name}")


class Migration(migrations.Migration):
    dependencies = [("organisations", "0004_forgiving_search")]
    operations = [migrations.RunPython(guard, let_go)]
