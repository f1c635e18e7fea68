import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.text


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("improvement_plans", "0010_measure_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("version", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("PUBLISHED", "Published"),
                            ("SUPERSEDED", "Earlier version"),
                            ("UNPUBLISHED", "Taken back"),
                        ],
                        default="DRAFT",
                        max_length=12,
                    ),
                ),
                ("period_start_date", models.DateField()),
                ("period_end_date", models.DateField()),
                (
                    "nothing_new",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(2000),
                        ],
                    ),
                ),
                (
                    "thanks",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(2000),
                        ],
                    ),
                ),
                (
                    "charts",
                    models.CharField(
                        choices=[
                            ("KEPT", "The charts as the report has them now"),
                            (
                                "TODAY",
                                "The charts as they stand on the day you publish the correction",
                            ),
                        ],
                        default="TODAY",
                        max_length=6,
                    ),
                ),
                ("saved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reason",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(500),
                        ],
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("published_role", models.CharField(blank=True, max_length=120)),
                ("unpublished_at", models.DateTimeField(blank=True, null=True)),
                ("unpublished_role", models.CharField(blank=True, max_length=120)),
                (
                    "unpublished_reason",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(500),
                        ],
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress_reports",
                        to="improvement_plans.plan",
                    ),
                ),
                (
                    "plan_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress_reports",
                        to="improvement_plans.planversion",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports_published",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports_saved",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unpublished_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports_unpublished",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "number", "version"), name="report_version_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "DRAFT")),
                        fields=("plan",),
                        name="report_one_draft_per_plan",
                        violation_error_message="This plan has a report that is being written already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "PUBLISHED")),
                        fields=("plan", "number"),
                        name="report_one_published_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["DRAFT", "PUBLISHED", "SUPERSEDED", "UNPUBLISHED"]),
                            ("charts__in", ["KEPT", "TODAY"]),
                        ),
                        name="report_choices_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_end_date__gte", models.F("period_start_date"))),
                        name="report_period_ends_after_it_starts",
                        violation_error_message="The period must end after it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("saved_at", None), ("saved_by", None)),
                            models.Q(("saved_at__isnull", False), ("saved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_saved_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("published_at", None), ("published_by", None), ("state", "DRAFT")
                            ),
                            models.Q(
                                models.Q(("state", "DRAFT"), _negated=True),
                                ("published_at__isnull", False),
                                ("published_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="report_published_by_someone_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("state", "UNPUBLISHED"), _negated=True),
                                ("unpublished_at", None),
                                ("unpublished_by", None),
                                ("unpublished_reason", ""),
                            ),
                            models.Q(
                                ("state", "UNPUBLISHED"),
                                ("unpublished_at__isnull", False),
                                ("unpublished_by__isnull", False),
                                models.Q(("unpublished_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="report_unpublished_by_someone_for_a_reason",
                        violation_error_message="Say why this version is taken back.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportedPriority",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "title",
                    models.CharField(
                        max_length=150,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                (
                    "has_news",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("YES", "Yes, there is something to tell"),
                            ("NO", "No change this time"),
                        ],
                        max_length=3,
                    ),
                ),
                (
                    "why_no_change",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(2000),
                        ],
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("PLANNING", "Planning"),
                            ("TESTING", "Testing"),
                            ("SPREADING", "Spreading"),
                            ("EMBEDDED", "Embedded"),
                            ("PAUSED", "Paused"),
                            ("STOPPED", "Stopped"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "what_we_did",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(10000),
                        ],
                    ),
                ),
                (
                    "what_worked",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(10000),
                        ],
                    ),
                ),
                (
                    "what_did_not_work",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(10000),
                        ],
                    ),
                ),
                (
                    "help_wanted",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(10000),
                        ],
                    ),
                ),
                (
                    "how_patients_were_involved",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(10000),
                        ],
                    ),
                ),
                (
                    "what_next",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(10000),
                        ],
                    ),
                ),
                ("saved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="priorities",
                        to="progress_reports.report",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report_parts_saved",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "key"), name="reported_priority_once"
                    ),
                    models.UniqueConstraint(
                        fields=("report", "position"), name="reported_priority_position_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("has_news__in", ["", "YES", "NO"]),
                            (
                                "status__in",
                                [
                                    "",
                                    "PLANNING",
                                    "TESTING",
                                    "SPREADING",
                                    "EMBEDDED",
                                    "PAUSED",
                                    "STOPPED",
                                ],
                            ),
                        ),
                        name="reported_priority_choices_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("saved_at", None), ("saved_by", None)),
                            models.Q(("saved_at__isnull", False), ("saved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="reported_priority_saved_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FrozenChart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "name",
                    models.CharField(
                        max_length=150,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                ("notes", models.TextField(blank=True)),
                ("hides_small", models.BooleanField()),
                ("figure", models.JSONField()),
                ("numbers", models.JSONField()),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frozen_charts",
                        to="improvement_plans.measure",
                    ),
                ),
                (
                    "priority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="charts",
                        to="progress_reports.reportedpriority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("priority", "position"), name="frozen_chart_position_once"
                    ),
                    models.UniqueConstraint(
                        fields=("priority", "measure"), name="frozen_chart_once"
                    ),
                ],
            },
        ),
    ]
