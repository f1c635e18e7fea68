import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now a sign-up and its first representative were written at the same moment."""
    representatives = apps.get_model("organisations", "Representative").objects
    first = representatives.filter(
        membership=models.OuterRef("pk"), since_at=models.OuterRef("started_at")
    ).order_by("pk")
    apps.get_model("organisations", "Membership").objects.update(
        started_by=models.Subquery(first.values("user")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0004_forgiving_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="started_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sign_ups_started",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
