import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import core.text


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "email",
                    models.EmailField(max_length=254, unique=True, verbose_name="email address"),
                ),
                (
                    "full_name",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                (
                    "campaign_role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("OFFICER", "Officer"),
                            ("ANALYST", "Analyst"),
                            ("ADMINISTRATOR", "Administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email", django.db.models.functions.text.Lower("email"))
                        ),
                        name="user_email_is_lower_case",
                        violation_error_message="Write the email address in lower case.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("campaign_role__in", ["", "OFFICER", "ANALYST", "ADMINISTRATOR"])
                        ),
                        name="user_campaign_role_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("until_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_addresses",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "email"),
                        name="former_address_once_per_person",
                        violation_error_message="This address was this person’s before.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email", django.db.models.functions.text.Lower("email"))
                        ),
                        name="former_address_is_lower_case",
                        violation_error_message="Write the email address in lower case.",
                    ),
                ],
            },
        ),
    ]
