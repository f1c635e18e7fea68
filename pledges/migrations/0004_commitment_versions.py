"""Who published a version, as what, and why."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.text


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0011_sign_up_ended"),
        ("pledges", "0003_unfinished_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="commitment",
            name="published_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="commitments_published",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="commitment",
            name="published_role",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="commitment",
            name="reason",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                validators=[
                    core.text.validate_plain_text,
                    django.core.validators.MaxLengthValidator(500),
                ],
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("version", 1),
                    ("state", "DRAFT"),
                    models.Q(
                        ("published_by__isnull", False),
                        models.Q(("published_role", ""), _negated=True),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="commitment_later_version_by_someone_for_a_reason",
                violation_error_message="Say why there is a new version.",
            ),
        ),
    ]
