import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.state import StateApps

import core.text


def since_they_were_added(apps: StateApps, schema_editor: object) -> None:
    """Nobody wrote down since when those are public that are: since they were added, at most."""
    measures = apps.get_model("improvement_plans", "Measure").objects
    measures.filter(is_public=True).update(first_public_at=models.F("added_at"))


class Migration(migrations.Migration):
    """What a public measure said before it was changed, and why it was."""

    dependencies = [
        ("improvement_plans", "0009_annotations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="measure",
            name="first_public_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="MeasureChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("before", models.JSONField()),
                (
                    "reason",
                    models.TextField(
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(500),
                        ]
                    ),
                ),
                ("changed_at", models.DateTimeField()),
                ("changed_role", models.CharField(max_length=120)),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures_changed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="improvement_plans.measure",
                    ),
                ),
            ],
        ),
        migrations.RunPython(since_they_were_added, migrations.RunPython.noop),
    ]
