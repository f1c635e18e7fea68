import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import core.text
import individuals.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("organisations", "0001_initial"),
        ("pledges", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Departure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("joined_date", models.DateField()),
                ("left_date", models.DateField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("left_date__gte", models.F("joined_date"))),
                        name="departure_after_joining",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Individual",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "first_name",
                    models.CharField(
                        max_length=60,
                        validators=[
                            core.text.validate_plain_text,
                            core.text.validate_single_line,
                            core.text.validate_name,
                        ],
                    ),
                ),
                (
                    "last_name",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[
                            core.text.validate_plain_text,
                            core.text.validate_single_line,
                            core.text.validate_name,
                        ],
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        max_length=120,
                        validators=[
                            core.text.validate_plain_text,
                            core.text.validate_single_line,
                            core.text.validate_name,
                        ],
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("PRIVATE", "Nothing: only count me"),
                            ("FIRST_NAME_AND_ROLE", "My first name, my role and my pledges"),
                            ("FULL", "My full name, my role, my organisation and my pledges"),
                        ],
                        default="PRIVATE",
                        max_length=20,
                    ),
                ),
                (
                    "certificate_code",
                    models.CharField(
                        default=individuals.models.certificate_code, max_length=14, unique=True
                    ),
                ),
                ("joined_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="individuals",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="individual",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("left_at", None), ("visibility__in", ("FIRST_NAME_AND_ROLE", "FULL"))
                        ),
                        fields=["-id"],
                        name="individual_shown",
                    ),
                    models.Index(
                        condition=models.Q(("left_at", None)),
                        fields=["organisation", "visibility"],
                        name="individual_at_organisation",
                    ),
                    models.Index(
                        condition=models.Q(("left_at__isnull", False)),
                        fields=["left_at"],
                        name="individual_to_erase",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("visibility__in", ["PRIVATE", "FIRST_NAME_AND_ROLE", "FULL"])
                        ),
                        name="individual_visibility_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_name", ""), _negated=True),
                            models.Q(("role", ""), _negated=True),
                        ),
                        name="individual_has_a_name_and_a_role",
                        violation_error_message="Enter your first name and your role.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at", None),
                            ("left_at__gte", models.F("joined_at")),
                            _connector="OR",
                        ),
                        name="individual_left_after_joining",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IndividualPledge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(500),
                        ]
                    ),
                ),
                (
                    "individual",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pledges",
                        to="individuals.individual",
                    ),
                ),
                (
                    "pledge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="individual_pledges",
                        to="pledges.pledge",
                    ),
                ),
                (
                    "wording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="individual_pledges",
                        to="pledges.pledgewording",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("individual", "pledge"),
                        name="individual_pledge_once",
                        violation_error_message="There is a text under this pledge already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="individual_pledge_has_a_text",
                        violation_error_message="Write what you will do.",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length("text"), 500
                        ),
                        name="individual_pledge_within_its_limit",
                        violation_error_message="A pledge must be 500 characters or fewer.",
                    ),
                ],
            },
        ),
    ]
