"""A priority keeps its key through the versions of its plan.

Until now a reader had to guess by the title which became which; so does this, once.
"""

import uuid

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def give_keys(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Priority = apps.get_model("improvement_plans", "Priority")
    known: dict[tuple[int, str], uuid.UUID] = {}
    taken: set[tuple[int, uuid.UUID]] = set()
    rows = Priority.objects.order_by("version__plan", "version__number", "position")
    for row in rows.select_related("version"):
        key = known.setdefault((row.version.plan_id, row.title), uuid.uuid4())
        if (row.version_id, key) in taken:
            key = uuid.uuid4()  # two of one title in one version
        taken.add((row.version_id, key))
        Priority.objects.filter(pk=row.pk).update(key=key)


class Migration(migrations.Migration):
    dependencies = [("improvement_plans", "0003_whole_plans")]

    operations = [
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="priority",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddConstraint(
            model_name="priority",
            constraint=models.UniqueConstraint(
                fields=("version", "key"), name="priority_key_once_per_version"
            ),
        ),
    ]
