from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("event", models.CharField(max_length=60)),
                ("actor", models.CharField(max_length=80)),
                ("subject", models.CharField(max_length=80)),
                ("details", models.JSONField(default=dict)),
                ("request_id", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "indexes": [models.Index(fields=["subject", "at"], name="audit_by_subject")],
            },
        ),
    ]
