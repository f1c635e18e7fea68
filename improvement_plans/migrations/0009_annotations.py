import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.text


class Migration(migrations.Migration):
    """Notes at the periods of a measure."""

    dependencies = [
        ("improvement_plans", "0007_all_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Annotation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_day", models.DateField()),
                (
                    "text",
                    models.CharField(
                        max_length=200,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                ("idea_key", models.UUIDField(blank=True, null=True)),
                ("cycle_key", models.UUIDField(blank=True, null=True)),
                ("written_at", models.DateTimeField()),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annotations",
                        to="improvement_plans.measure",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annotations_written",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure", "first_day", "text"),
                        name="annotation_said_once",
                        violation_error_message="This period has this note already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cycle_key", None), ("idea_key__isnull", False), _connector="OR"
                        ),
                        name="annotation_cycle_is_of_an_idea",
                    ),
                ],
            },
        ),
    ]
