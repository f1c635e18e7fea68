import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.text
import improvement_plans.models.texts


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("organisations", "0001_initial"),
        ("pledges", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField()),
                (
                    "report_frequency",
                    models.CharField(
                        choices=[
                            ("YEARLY", "Once a year"),
                            ("SIX_MONTHLY", "Every six months"),
                            ("QUARTERLY", "Every quarter"),
                            ("MONTHLY", "Every month"),
                        ],
                        default="YEARLY",
                        max_length=12,
                    ),
                ),
                ("next_report_date", models.DateField(blank=True, null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="organisations.membership",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_report_date__isnull", False)),
                        fields=["next_report_date"],
                        name="plan_by_next_report",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("membership",),
                        name="plan_one_per_membership",
                        violation_error_message="This member has a plan already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "report_frequency__in",
                                ["YEARLY", "SIX_MONTHLY", "QUARTERLY", "MONTHLY"],
                            )
                        ),
                        name="plan_report_frequency_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MilestoneDone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("milestone_key", models.UUIDField()),
                ("done_date", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones_done",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones_done",
                        to="improvement_plans.plan",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "milestone_key"),
                        name="milestone_done_once",
                        violation_error_message="This milestone is done already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("priority_key", models.UUIDField()),
                ("driver_key", models.UUIDField(blank=True, null=True)),
                (
                    "name",
                    models.CharField(
                        max_length=150,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("OUTCOME", "Outcome measure"),
                            ("PROCESS", "Process measure"),
                            ("BALANCING", "Balancing measure"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "definition",
                    models.TextField(
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(2000),
                        ]
                    ),
                ),
                (
                    "numerator",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                (
                    "denominator",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                ("multiplier", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "unit",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                (
                    "wanted",
                    models.CharField(
                        choices=[
                            ("LOWER", "Lower is better"),
                            ("HIGHER", "Higher is better"),
                            ("NEITHER", "Neither"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("DAY", "Every day"),
                            ("WEEK", "Every week"),
                            ("MONTH", "Every month"),
                            ("QUARTER", "Every quarter"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                (
                    "baseline",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=15, null=True),
                ),
                (
                    "target",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=15, null=True),
                ),
                ("target_date", models.DateField(blank=True, null=True)),
                ("is_count", models.BooleanField(default=False)),
                ("baseline_points", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("is_public", models.BooleanField(default=False)),
                ("hides_small", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures_added",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "retired_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures_retired",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="improvement_plans.plan",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("plan", "priority_key", "name"),
                        name="measure_name_once_per_priority",
                        violation_error_message="This priority has a measure of this name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["OUTCOME", "PROCESS", "BALANCING"]),
                            ("wanted__in", ["LOWER", "HIGHER", "NEITHER"]),
                            ("frequency__in", ["DAY", "WEEK", "MONTH", "QUARTER"]),
                        ),
                        name="measure_choices_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hides_small", False), ("is_count", True), _connector="OR"
                        ),
                        name="measure_hides_small_counts_only",
                        violation_error_message="Small numbers of this measure are hidden from the public, which only a count can have. Ask a lead to change that first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("target_date", None), ("target__isnull", False), _connector="OR"
                        ),
                        name="measure_target_date_has_a_target",
                        violation_error_message="Enter the target that is to be reached by this date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("multiplier", None), ("multiplier__gte", 1), _connector="OR"
                        ),
                        name="measure_multiplier_is_above_zero",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("baseline_points", None), ("baseline_points__gte", 2), _connector="OR"
                        ),
                        name="measure_baseline_has_points",
                        violation_error_message="An average needs two values at least.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("retired_at", None), ("retired_by", None)),
                            models.Q(("retired_at__isnull", False), ("retired_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="measure_retired_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(default=1)),
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
                (
                    "title",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                ("start_date", models.DateField(blank=True, null=True)),
                ("end_date", models.DateField(blank=True, null=True)),
                ("board_approved_date", models.DateField(blank=True, null=True)),
                (
                    "executive_lead",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                (
                    "where_we_are_now",
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
                        db_default="",
                        default="",
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(10000),
                        ],
                    ),
                ),
                (
                    "what_we_will_do_differently",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(10000),
                        ],
                    ),
                ),
                (
                    "involvement",
                    models.CharField(
                        blank=True,
                        choices=[("YES", "Yes, as we describe below"), ("NOT_YET", "Not yet")],
                        db_default="",
                        default="",
                        max_length=8,
                    ),
                ),
                (
                    "how_people_were_involved",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(10000),
                        ],
                    ),
                ),
                ("advice_asked_at", models.DateTimeField(blank=True, null=True)),
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
                (
                    "unpublished_role",
                    models.CharField(blank=True, db_default="", default="", max_length=120),
                ),
                (
                    "unpublished_reason",
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
                (
                    "advice_asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_advice_asked",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="improvement_plans.plan",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans_published",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unpublished_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans_unpublished",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "number"), name="plan_version_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "DRAFT")),
                        fields=("plan",),
                        name="plan_version_one_draft",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "PUBLISHED")),
                        fields=("plan",),
                        name="plan_version_one_published",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["DRAFT", "PUBLISHED", "SUPERSEDED", "UNPUBLISHED"])
                        ),
                        name="plan_version_state_is_known",
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
                                models.Q(("title", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="plan_version_published_by_someone_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("advice_asked_at", None), ("advice_asked_by", None)),
                            models.Q(
                                ("advice_asked_at__isnull", False),
                                ("advice_asked_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="plan_version_advice_asked_by_someone",
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
                        name="plan_version_unpublished_by_someone_for_a_reason",
                        violation_error_message="Say why this version is taken back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("involvement__in", ["", "YES", "NOT_YET"])),
                        name="plan_version_involvement_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("start_date", None),
                            ("end_date", None),
                            ("end_date__gt", models.F("start_date")),
                            _connector="OR",
                        ),
                        name="plan_version_ends_after_it_starts",
                        violation_error_message="The plan must end after it starts.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LearningGoal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "question",
                    models.TextField(
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(2000),
                        ]
                    ),
                ),
                (
                    "sharing",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(2000),
                        ],
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="learning_goals",
                        to="improvement_plans.planversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "position"),
                        name="learning_goal_position_once_per_version",
                    ),
                    models.UniqueConstraint(
                        fields=("version", "key"), name="learning_goal_key_once_per_version"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HeadStart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=200,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                ("left_out", models.JSONField(blank=True, default=list)),
                ("brought_at", models.DateTimeField()),
                (
                    "brought_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_texts_brought",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="head_starts",
                        to="improvement_plans.planversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version",),
                        name="head_start_one_at_a_time",
                        violation_error_message="A document is being placed already. Finish it first.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Priority",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "title",
                    models.CharField(
                        max_length=150,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("FALLS", "Falls"),
                            ("PRESSURE_ULCERS", "Pressure ulcers"),
                            ("SEPSIS", "Sepsis"),
                            ("DETERIORATION", "Deterioration"),
                            ("MEDICATION", "Medication safety"),
                            ("AKI", "Acute kidney injury"),
                            ("VTE", "Venous thromboembolism (VTE)"),
                            ("MATERNITY", "Maternity and newborn safety"),
                            ("NUTRITION", "Nutrition and hydration"),
                            ("SUICIDE_SELF_HARM", "Suicide and self-harm"),
                            ("VIOLENCE_RESTRAINT", "Violence and restraint"),
                            ("INFECTION", "Infection"),
                            ("DISCHARGE", "Discharge and transfer of care"),
                            ("CULTURE", "Safety culture"),
                            ("OTHER", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "own_topic",
                    models.CharField(
                        blank=True,
                        max_length=80,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        blank=True,
                        choices=[("NATIONAL", "National priority"), ("LOCAL", "Local priority")],
                        max_length=10,
                    ),
                ),
                (
                    "lead_role",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=120,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                (
                    "why",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(10000),
                        ],
                    ),
                ),
                (
                    "affected_differently",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(10000),
                        ],
                    ),
                ),
                (
                    "how_patients_are_involved",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(10000),
                        ],
                    ),
                ),
                (
                    "contributory_factors",
                    models.JSONField(
                        blank=True,
                        default=list,
                        validators=[improvement_plans.models.texts.validate_factors],
                    ),
                ),
                (
                    "foundations",
                    models.JSONField(
                        blank=True,
                        default=list,
                        validators=[improvement_plans.models.texts.validate_foundations],
                    ),
                ),
                (
                    "aim_direction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("REDUCE", "Reduce"),
                            ("INCREASE", "Increase"),
                            ("MAINTAIN", "Maintain"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "aim_measure",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                (
                    "aim_amount_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("PERCENT", "By a percentage"),
                            ("NUMBER", "To a number"),
                            ("ZERO", "To zero"),
                            ("YEAR_ON_YEAR", "Year on year"),
                            ("BEST", "To be among the best"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "aim_amount",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=12, null=True),
                ),
                (
                    "aim_from",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=120,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                ("aim_by_date", models.DateField(blank=True, null=True)),
                (
                    "aim_wording",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=400,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                ("pledges", models.ManyToManyField(related_name="priorities", to="pledges.pledge")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="priorities",
                        to="improvement_plans.planversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "position"), name="priority_position_once_per_version"
                    ),
                    models.UniqueConstraint(
                        fields=("version", "key"), name="priority_key_once_per_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("topic", "OTHER"), models.Q(("own_topic", ""), _negated=True)
                            ),
                            models.Q(("topic", "OTHER"), _negated=True),
                            _connector="OR",
                        ),
                        name="priority_other_topic_is_named",
                        violation_error_message="Name your own topic.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("aim_amount_kind__in", frozenset(["YEAR_ON_YEAR", "ZERO"])),
                                _negated=True,
                            ),
                            ("aim_amount", None),
                            _connector="OR",
                        ),
                        name="priority_amount_goes_with_its_kind",
                        violation_error_message="Say how much only for a percentage or a number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("scope__in", ["", "NATIONAL", "LOCAL"]),
                            ("aim_direction__in", ["", "REDUCE", "INCREASE", "MAINTAIN"]),
                            (
                                "aim_amount_kind__in",
                                ["", "PERCENT", "NUMBER", "ZERO", "YEAR_ON_YEAR", "BEST"],
                            ),
                        ),
                        name="priority_choices_are_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartSaved",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("ABOUT", "About the plan"),
                            ("NOW", "Where we are now"),
                            ("WORKED", "What worked over the last three years"),
                            ("DIFFERENTLY", "What we will do differently"),
                            ("INVOLVEMENT", "How patients and staff were involved"),
                            ("MILESTONES", "Milestones"),
                            ("LEARNING", "What we want to learn"),
                            ("PRIORITY_ABOUT", "What you will work on"),
                            ("PRIORITY_WHY", "Why it matters here"),
                            ("PRIORITY_PEOPLE", "Who it affects, and who takes part"),
                            ("PRIORITY_CAUSES", "Contributory factors and foundations"),
                            ("PRIORITY_AIM", "Aim"),
                            ("PRIORITY_DIAGRAM", "Driver diagram"),
                        ],
                        max_length=20,
                    ),
                ),
                ("saved_at", models.DateTimeField()),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_parts_saved",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts_saved",
                        to="improvement_plans.planversion",
                    ),
                ),
                (
                    "priority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts_saved",
                        to="improvement_plans.priority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("priority", None)),
                        fields=("version", "part"),
                        name="part_saved_once_per_version",
                    ),
                    models.UniqueConstraint(
                        fields=("priority", "part"), name="part_saved_once_per_priority"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "part__in",
                                    [
                                        "ABOUT",
                                        "NOW",
                                        "WORKED",
                                        "DIFFERENTLY",
                                        "INVOLVEMENT",
                                        "MILESTONES",
                                        "LEARNING",
                                    ],
                                ),
                                ("priority", None),
                            ),
                            models.Q(
                                (
                                    "part__in",
                                    [
                                        "PRIORITY_ABOUT",
                                        "PRIORITY_WHY",
                                        "PRIORITY_PEOPLE",
                                        "PRIORITY_CAUSES",
                                        "PRIORITY_AIM",
                                        "PRIORITY_DIAGRAM",
                                    ],
                                ),
                                ("priority__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="part_saved_belongs_where_it_is",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "title",
                    models.CharField(
                        max_length=200,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                ("due_date", models.DateField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="improvement_plans.planversion",
                    ),
                ),
                (
                    "priority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="milestones",
                        to="improvement_plans.priority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "key"), name="milestone_key_once_per_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HeadStartPiece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "heading",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(10000),
                        ],
                    ),
                ),
                (
                    "placed_in",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ABOUT", "About the plan"),
                            ("NOW", "Where we are now"),
                            ("WORKED", "What worked over the last three years"),
                            ("DIFFERENTLY", "What we will do differently"),
                            ("INVOLVEMENT", "How patients and staff were involved"),
                            ("MILESTONES", "Milestones"),
                            ("LEARNING", "What we want to learn"),
                            ("PRIORITY_ABOUT", "What you will work on"),
                            ("PRIORITY_WHY", "Why it matters here"),
                            ("PRIORITY_PEOPLE", "Who it affects, and who takes part"),
                            ("PRIORITY_CAUSES", "Contributory factors and foundations"),
                            ("PRIORITY_AIM", "Aim"),
                            ("PRIORITY_DIAGRAM", "Driver diagram"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "placed_as",
                    models.CharField(blank=True, db_default="", default="", max_length=50),
                ),
                ("placed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "head_start",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="improvement_plans.headstart",
                    ),
                ),
                (
                    "priority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="pieces_placed",
                        to="improvement_plans.priority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("head_start", "position"), name="piece_position_once_per_head_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("placed_in", ""),
                            models.Q(
                                ("placed_at__isnull", False),
                                (
                                    "placed_in__in",
                                    [
                                        "ABOUT",
                                        "NOW",
                                        "WORKED",
                                        "DIFFERENTLY",
                                        "INVOLVEMENT",
                                        "MILESTONES",
                                        "LEARNING",
                                        "PRIORITY_ABOUT",
                                        "PRIORITY_WHY",
                                        "PRIORITY_PEOPLE",
                                        "PRIORITY_CAUSES",
                                        "PRIORITY_AIM",
                                        "PRIORITY_DIAGRAM",
                                    ],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="piece_placed_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Driver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PRIMARY", "Primary driver"),
                            ("SECONDARY", "Secondary driver"),
                            ("IDEA", "Change idea"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        max_length=200,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("IDEA", "Idea"),
                            ("DECIDED", "Decided"),
                            ("PREPARING", "Preparing"),
                            ("TESTING", "Testing"),
                            ("ADJUSTING", "Adjusting"),
                            ("EMBEDDED", "Embedded"),
                            ("STOPPED", "Stopped"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "readiness",
                    models.JSONField(
                        blank=True,
                        default=list,
                        validators=[improvement_plans.models.texts.validate_readiness],
                    ),
                ),
                (
                    "priority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drivers",
                        to="improvement_plans.priority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("priority", "position"), name="driver_position_once_per_priority"
                    ),
                    models.UniqueConstraint(
                        fields=("priority", "key"), name="driver_key_once_per_priority"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["PRIMARY", "SECONDARY", "IDEA"])),
                        name="driver_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("position", 1), _negated=True),
                            ("kind", "PRIMARY"),
                            _connector="OR",
                        ),
                        name="driver_first_is_primary",
                        violation_error_message="A diagram begins with a primary driver.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "IDEA"),
                                (
                                    "stage__in",
                                    [
                                        "IDEA",
                                        "DECIDED",
                                        "PREPARING",
                                        "TESTING",
                                        "ADJUSTING",
                                        "EMBEDDED",
                                        "STOPPED",
                                    ],
                                ),
                            ),
                            models.Q(models.Q(("kind", "IDEA"), _negated=True), ("stage", "")),
                            _connector="OR",
                        ),
                        name="driver_stage_is_of_ideas",
                        violation_error_message="Only a change idea has a stage.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DiagramStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("done", models.CharField(max_length=250)),
                ("before", models.JSONField()),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="diagram_steps",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "priority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="diagram_steps",
                        to="improvement_plans.priority",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Rebase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_day", models.DateField()),
                (
                    "reason",
                    models.TextField(
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(500),
                        ]
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rebases_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rebases",
                        to="improvement_plans.measure",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure", "first_day"),
                        name="rebase_once_per_period",
                        violation_error_message="The limits are calculated anew from this period already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReplacedValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_day", models.DateField()),
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=15, null=True),
                ),
                ("entered_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField()),
                ("is_removed", models.BooleanField(default=False)),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values_entered_before",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_values",
                        to="improvement_plans.measure",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values_replaced",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["measure", "-replaced_at"], name="replaced_by_measure")
                ],
            },
        ),
        migrations.CreateModel(
            name="DataPoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_day", models.DateField()),
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=15, null=True),
                ),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="data_points_entered",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="improvement_plans.measure",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure", "first_day"), name="data_point_once_per_period"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PdsaCycle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("start_date", models.DateField(blank=True, null=True)),
                ("end_date", models.DateField(blank=True, null=True)),
                (
                    "plan",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(2000),
                        ],
                    ),
                ),
                (
                    "do",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(2000),
                        ],
                    ),
                ),
                (
                    "study",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(2000),
                        ],
                    ),
                ),
                (
                    "act",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(2000),
                        ],
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ADOPT", "Adopt"),
                            ("ADAPT", "Adapt and test again"),
                            ("ABANDON", "Abandon"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cycles",
                        to="improvement_plans.driver",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("idea", "number"), name="cycle_number_once_per_idea"
                    ),
                    models.UniqueConstraint(fields=("idea", "key"), name="cycle_key_once_per_idea"),
                    models.CheckConstraint(
                        condition=models.Q(("decision__in", ["", "ADOPT", "ADAPT", "ABANDON"])),
                        name="cycle_decision_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("start_date", None),
                            ("end_date", None),
                            ("end_date__gte", models.F("start_date")),
                            _connector="OR",
                        ),
                        name="cycle_ends_after_it_starts",
                        violation_error_message="A cycle cannot end before it starts.",
                    ),
                ],
            },
        ),
    ]
