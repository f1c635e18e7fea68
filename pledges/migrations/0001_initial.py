import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.text


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pledge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(unique=True)),
                ("key", models.SlugField(unique=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 5)),
                        name="pledge_is_one_of_five",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PledgeWording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("text", models.TextField()),
                ("from_date", models.DateField()),
                (
                    "pledge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wordings",
                        to="pledges.pledge",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pledge", "from_date"), name="pledge_wording_per_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("PUBLISHED", "Published"),
                            ("SUPERSEDED", "Superseded"),
                        ],
                        default="DRAFT",
                        max_length=12,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NEW", "New because of the pledge"),
                            ("EXTENSION", "An extension of work we do"),
                            ("UNDER_WAY", "Already under way"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(3000),
                        ]
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(500),
                        ],
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(db_default=0, default=0)),
                ("saved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "published_role",
                    models.CharField(blank=True, db_default="", default="", max_length=120),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="organisations.membership",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments_published",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments_saved",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pledge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="pledges.pledge",
                    ),
                ),
                (
                    "wording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="pledges.pledgewording",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "PUBLISHED")),
                        fields=["-published_at", "-id"],
                        name="commitment_newest",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "DRAFT")),
                        fields=("membership", "pledge"),
                        name="commitment_one_draft_per_pledge",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "PUBLISHED")),
                        fields=("membership", "pledge"),
                        name="commitment_one_published_per_pledge",
                    ),
                    models.UniqueConstraint(
                        fields=("membership", "pledge", "version"), name="commitment_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at", None), ("state", "DRAFT")),
                            models.Q(
                                models.Q(("state", "DRAFT"), _negated=True),
                                ("published_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="commitment_published_has_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["NEW", "EXTENSION", "UNDER_WAY"]),
                            models.Q(("kind", ""), ("state", "DRAFT")),
                            _connector="OR",
                        ),
                        name="commitment_kind_is_known",
                        violation_error_message="Say whether this is new, an extension or under way.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("saved_at", None), ("saved_by", None)),
                            models.Q(("saved_at__isnull", False), ("saved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="commitment_saved_by_someone_at_a_time",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["DRAFT", "PUBLISHED", "SUPERSEDED"])),
                        name="commitment_state_is_known",
                    ),
                ],
            },
        ),
    ]
