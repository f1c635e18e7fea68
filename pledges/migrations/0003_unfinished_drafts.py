import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0011_sign_up_ended"),
        ("pledges", "0002_first_wording"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="commitment",
            name="commitment_kind_is_known",
        ),
        migrations.AddField(
            model_name="commitment",
            name="revision",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="commitment",
            name="saved_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="commitment",
            name="saved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="commitments_saved",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="commitment",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("NEW", "New because of the pledge"),
                    ("EXTENSION", "An extension of work we do"),
                    ("UNDER_WAY", "Already under way"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["NEW", "EXTENSION", "UNDER_WAY"]),
                    models.Q(("kind", ""), ("state", "DRAFT")),
                    _connector="OR",
                ),
                name="commitment_kind_is_known",
                violation_error_message="Say whether this is new, an extension or under way.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("saved_at", None), ("saved_by", None)),
                    models.Q(("saved_at__isnull", False), ("saved_by__isnull", False)),
                    _connector="OR",
                ),
                name="commitment_saved_by_someone_at_a_time",
            ),
        ),
    ]
