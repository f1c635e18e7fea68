"""Successors that were members when a merger opened have had their mail: they get no second one."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Exists, F, OuterRef


def told_when_opened(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    members = apps.get_model("organisations", "Membership").objects.filter(
        organisation=OuterRef("succession__successor"), joined_at__lte=OuterRef("opened_at")
    )
    mergers = apps.get_model("mergers", "Merger").objects
    mergers.filter(Exists(members)).update(successor_told_at=F("opened_at"))


class Migration(migrations.Migration):
    dependencies = [("mergers", "0002_chains_and_settling")]

    operations = [migrations.RunPython(told_when_opened, migrations.RunPython.noop)]
