"""An index over the words of published commitments, on PostgreSQL.

It must be over the very expression that `CommitmentQuerySet.saying` asks for; a test notices.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q

INDEX = GinIndex(
    SearchVector("text", config="english"),
    condition=Q(state="PUBLISHED"),
    name="commitment_words",
)


def add_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.add_index(apps.get_model("pledges", "Commitment"), INDEX)


def drop_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.remove_index(apps.get_model("pledges", "Commitment"), INDEX)


class Migration(migrations.Migration):
    dependencies = [("pledges", "0006_published_stays")]

    operations = [migrations.RunPython(add_index, drop_index)]
