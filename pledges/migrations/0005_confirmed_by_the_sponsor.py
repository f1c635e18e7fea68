"""First versions were confirmed by the sponsor: they say as what, like those to come."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def say_as_what(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    memberships = apps.get_model("organisations", "Membership").objects
    title = memberships.filter(pk=models.OuterRef("membership")).values("sponsor_title")
    apps.get_model("pledges", "Commitment").objects.filter(version=1).exclude(state="DRAFT").update(
        published_role=models.Subquery(title)
    )


class Migration(migrations.Migration):
    dependencies = [("pledges", "0004_commitment_versions")]
    operations = [migrations.RunPython(say_as_what, migrations.RunPython.noop)]
