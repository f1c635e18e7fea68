"""Indexes over the words of published plans and of priorities, on PostgreSQL.

They must be over the very expressions that `PlanVersionQuerySet.saying` asks for; a test notices.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q

INDEXES = {
    "PlanVersion": GinIndex(
        SearchVector("title", "where_we_are_now", config="english"),
        condition=Q(state="PUBLISHED"),
        name="plan_version_words",
    ),
    "Priority": GinIndex(
        SearchVector("title", "why", "own_topic", "aim_measure", config="english"),
        condition=~Q(why=""),
        name="priority_words",
    ),
}


def add_indexes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for model, index in INDEXES.items():
            schema_editor.add_index(apps.get_model("improvement_plans", model), index)


def drop_indexes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for model, index in INDEXES.items():
            schema_editor.remove_index(apps.get_model("improvement_plans", model), index)


class Migration(migrations.Migration):
    dependencies = [("improvement_plans", "0001_initial")]

    operations = [migrations.RunPython(add_indexes, drop_indexes)]
