"""Indexes over all words of published plans, of their priorities and diagrams, on PostgreSQL.

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
        SearchVector(
            *("title", "where_we_are_now", "what_worked", "what_we_will_do_differently"),
            "how_people_were_involved",
            config="english",
        ),
        condition=Q(state="PUBLISHED"),
        name="plan_version_words",
    ),
    "Priority": GinIndex(
        SearchVector(
            *("title", "why", "own_topic", "aim_measure", "aim_wording"),
            *("affected_differently", "how_patients_are_involved"),
            config="english",
        ),
        condition=~Q(title=""),
        name="priority_words",
    ),
    "Driver": GinIndex(
        SearchVector("text", config="english"), condition=~Q(text=""), name="driver_words"
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
    dependencies = [("improvement_plans", "0006_published_stays")]

    operations = [migrations.RunPython(add_indexes, drop_indexes)]
