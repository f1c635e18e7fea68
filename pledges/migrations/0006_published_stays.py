"""The database itself lets nothing published change, and lets none of it be deleted.

A published version may only be superseded. The rule looks at no other table; SQLite makes a table
anew to alter it, so a later migration that alters `Commitment` must create these triggers again
(`tests/pledges/test_published_stays.py` notices).
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

STAYS = (
    *("membership_id", "pledge_id", "wording_id", "version", "kind", "text", "reason"),
    *("published_at", "published_by_id", "published_role"),
)
REFUSAL = "a published commitment never changes"
STATE = "NEW.state <> OLD.state AND NOT (OLD.state = 'PUBLISHED' AND NEW.state = 'SUPERSEDED')"
POSTGRESQL = f"""
CREATE FUNCTION pledges_published_stays() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER pledges_published_stays_update BEFORE UPDATE ON pledges_commitment
    FOR EACH ROW WHEN (OLD.state <> 'DRAFT' AND ({STATE} OR {{changed}}))
    EXECUTE FUNCTION pledges_published_stays();
CREATE TRIGGER pledges_published_stays_delete BEFORE DELETE ON pledges_commitment
    FOR EACH ROW WHEN (OLD.state <> 'DRAFT') EXECUTE FUNCTION pledges_published_stays();
"""
SQLITE_UPDATE = f"""
CREATE TRIGGER pledges_published_stays_update BEFORE UPDATE ON pledges_commitment
WHEN OLD.state <> 'DRAFT' AND ({STATE} OR {{changed}})
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END;
"""
SQLITE_DELETE = f"""
CREATE TRIGGER pledges_published_stays_delete BEFORE DELETE ON pledges_commitment
WHEN OLD.state <> 'DRAFT'
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END;
"""


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    differs = "IS DISTINCT FROM" if on_postgresql else "IS NOT"
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in STAYS)
    if on_postgresql:
        schema_editor.execute(POSTGRESQL.format(changed=changed))
    else:
        schema_editor.execute(SQLITE_UPDATE.format(changed=changed))
        schema_editor.execute(SQLITE_DELETE)


def let_go(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION pledges_published_stays() CASCADE")
    else:
        schema_editor.execute("DROP TRIGGER pledges_published_stays_update")
        schema_editor.execute("DROP TRIGGER pledges_published_stays_delete")


class Migration(migrations.Migration):
    dependencies = [("pledges", "0002_first_wording")]
    operations = [migrations.RunPython(guard, let_go)]
