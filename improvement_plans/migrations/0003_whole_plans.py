"""Everything that a whole plan has: narratives, diagrams, milestones, learning goals."""

import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.text
import improvement_plans.models.texts


class Migration(migrations.Migration):
    dependencies = [
        ("improvement_plans", "0002_full_text"),
        ("pledges", "0008_newest_pledges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
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
            ],
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
            ],
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
                ("placed_at", models.DateTimeField(blank=True, null=True)),
            ],
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
            ],
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
            ],
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
            ],
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
            ],
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
            ],
        ),
        migrations.RemoveConstraint(
            model_name="planversion",
            name="plan_version_state_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="priority",
            name="priority_amount_goes_with_its_kind",
        ),
        migrations.AddField(
            model_name="planversion",
            name="advice_asked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="planversion",
            name="advice_asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="plan_advice_asked",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="planversion",
            name="how_people_were_involved",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                validators=[
                    core.text.validate_plain_text,
                    django.core.validators.MaxLengthValidator(10000),
                ],
            ),
        ),
        migrations.AddField(
            model_name="planversion",
            name="involvement",
            field=models.CharField(
                blank=True,
                choices=[("YES", "Yes, as we describe below"), ("NOT_YET", "Not yet")],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="planversion",
            name="unpublished_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="planversion",
            name="unpublished_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="plans_unpublished",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="planversion",
            name="unpublished_reason",
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
        migrations.AddField(
            model_name="planversion",
            name="unpublished_role",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="planversion",
            name="what_we_will_do_differently",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                validators=[
                    core.text.validate_plain_text,
                    django.core.validators.MaxLengthValidator(10000),
                ],
            ),
        ),
        migrations.AddField(
            model_name="planversion",
            name="what_worked",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                validators=[
                    core.text.validate_plain_text,
                    django.core.validators.MaxLengthValidator(10000),
                ],
            ),
        ),
        migrations.AddField(
            model_name="priority",
            name="affected_differently",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                validators=[
                    core.text.validate_plain_text,
                    django.core.validators.MaxLengthValidator(10000),
                ],
            ),
        ),
        migrations.AddField(
            model_name="priority",
            name="aim_from",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=120,
                validators=[core.text.validate_plain_text, core.text.validate_single_line],
            ),
        ),
        migrations.AddField(
            model_name="priority",
            name="aim_wording",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=400,
                validators=[core.text.validate_plain_text, core.text.validate_single_line],
            ),
        ),
        migrations.AddField(
            model_name="priority",
            name="contributory_factors",
            field=models.JSONField(
                blank=True,
                default=list,
                validators=[improvement_plans.models.texts.validate_factors],
            ),
        ),
        migrations.AddField(
            model_name="priority",
            name="foundations",
            field=models.JSONField(
                blank=True,
                default=list,
                validators=[improvement_plans.models.texts.validate_foundations],
            ),
        ),
        migrations.AddField(
            model_name="priority",
            name="how_patients_are_involved",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                validators=[
                    core.text.validate_plain_text,
                    django.core.validators.MaxLengthValidator(10000),
                ],
            ),
        ),
        # `0004_priority_keys` gives each its key.
        migrations.AddField(
            model_name="priority",
            name="key",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="priority",
            name="lead_role",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=120,
                validators=[core.text.validate_plain_text, core.text.validate_single_line],
            ),
        ),
        migrations.AlterField(
            model_name="planversion",
            name="state",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="priority",
            name="aim_amount_kind",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="priority",
            name="aim_by_date",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="priority",
            name="aim_direction",
            field=models.CharField(
                blank=True,
                choices=[("REDUCE", "Reduce"), ("INCREASE", "Increase"), ("MAINTAIN", "Maintain")],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="priority",
            name="aim_measure",
            field=models.CharField(
                blank=True,
                max_length=200,
                validators=[core.text.validate_plain_text, core.text.validate_single_line],
            ),
        ),
        migrations.AlterField(
            model_name="priority",
            name="scope",
            field=models.CharField(
                blank=True,
                choices=[("NATIONAL", "National priority"), ("LOCAL", "Local priority")],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="priority",
            name="why",
            field=models.TextField(
                blank=True,
                validators=[
                    core.text.validate_plain_text,
                    django.core.validators.MaxLengthValidator(10000),
                ],
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["DRAFT", "PUBLISHED", "SUPERSEDED", "UNPUBLISHED"])
                ),
                name="plan_version_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("advice_asked_at", None), ("advice_asked_by", None)),
                    models.Q(
                        ("advice_asked_at__isnull", False), ("advice_asked_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="plan_version_advice_asked_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("involvement__in", ["", "YES", "NOT_YET"])),
                name="plan_version_involvement_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="priority",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("aim_amount_kind__in", frozenset(["YEAR_ON_YEAR", "ZERO"])), _negated=True
                    ),
                    ("aim_amount", None),
                    _connector="OR",
                ),
                name="priority_amount_goes_with_its_kind",
                violation_error_message="Say how much only for a percentage or a number.",
            ),
        ),
        migrations.AddConstraint(
            model_name="priority",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddField(
            model_name="diagramstep",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="diagram_steps",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="diagramstep",
            name="priority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="diagram_steps",
                to="improvement_plans.priority",
            ),
        ),
        migrations.AddField(
            model_name="driver",
            name="priority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="drivers",
                to="improvement_plans.priority",
            ),
        ),
        migrations.AddField(
            model_name="headstart",
            name="brought_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="plan_texts_brought",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="headstart",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="head_starts",
                to="improvement_plans.planversion",
            ),
        ),
        migrations.AddField(
            model_name="headstartpiece",
            name="head_start",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pieces",
                to="improvement_plans.headstart",
            ),
        ),
        migrations.AddField(
            model_name="learninggoal",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="learning_goals",
                to="improvement_plans.planversion",
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="priority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="milestones",
                to="improvement_plans.priority",
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="milestones",
                to="improvement_plans.planversion",
            ),
        ),
        migrations.AddField(
            model_name="milestonedone",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="milestones_done",
                to="improvement_plans.plan",
            ),
        ),
        migrations.AddField(
            model_name="milestonedone",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="milestones_done",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="partsaved",
            name="priority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parts_saved",
                to="improvement_plans.priority",
            ),
        ),
        migrations.AddField(
            model_name="partsaved",
            name="saved_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="plan_parts_saved",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="partsaved",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parts_saved",
                to="improvement_plans.planversion",
            ),
        ),
        migrations.AddField(
            model_name="pdsacycle",
            name="idea",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="cycles",
                to="improvement_plans.driver",
            ),
        ),
        migrations.AddConstraint(
            model_name="driver",
            constraint=models.UniqueConstraint(
                fields=("priority", "position"), name="driver_position_once_per_priority"
            ),
        ),
        migrations.AddConstraint(
            model_name="driver",
            constraint=models.UniqueConstraint(
                fields=("priority", "key"), name="driver_key_once_per_priority"
            ),
        ),
        migrations.AddConstraint(
            model_name="driver",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["PRIMARY", "SECONDARY", "IDEA"])),
                name="driver_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="driver",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("position", 1), _negated=True), ("kind", "PRIMARY"), _connector="OR"
                ),
                name="driver_first_is_primary",
                violation_error_message="A diagram begins with a primary driver.",
            ),
        ),
        migrations.AddConstraint(
            model_name="driver",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="headstart",
            constraint=models.UniqueConstraint(
                fields=("version",),
                name="head_start_one_at_a_time",
                violation_error_message="A document is being placed already. Finish it first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="headstartpiece",
            constraint=models.UniqueConstraint(
                fields=("head_start", "position"), name="piece_position_once_per_head_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="headstartpiece",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("placed_at", None), ("placed_in", "")),
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
        ),
        migrations.AddConstraint(
            model_name="learninggoal",
            constraint=models.UniqueConstraint(
                fields=("version", "position"), name="learning_goal_position_once_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="learninggoal",
            constraint=models.UniqueConstraint(
                fields=("version", "key"), name="learning_goal_key_once_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                fields=("version", "key"), name="milestone_key_once_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="milestonedone",
            constraint=models.UniqueConstraint(
                fields=("plan", "milestone_key"),
                name="milestone_done_once",
                violation_error_message="This milestone is done already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="partsaved",
            constraint=models.UniqueConstraint(
                condition=models.Q(("priority", None)),
                fields=("version", "part"),
                name="part_saved_once_per_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="partsaved",
            constraint=models.UniqueConstraint(
                fields=("priority", "part"), name="part_saved_once_per_priority"
            ),
        ),
        migrations.AddConstraint(
            model_name="partsaved",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="pdsacycle",
            constraint=models.UniqueConstraint(
                fields=("idea", "number"), name="cycle_number_once_per_idea"
            ),
        ),
        migrations.AddConstraint(
            model_name="pdsacycle",
            constraint=models.UniqueConstraint(
                fields=("idea", "key"), name="cycle_key_once_per_idea"
            ),
        ),
        migrations.AddConstraint(
            model_name="pdsacycle",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__in", ["", "ADOPT", "ADAPT", "ABANDON"])),
                name="cycle_decision_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="pdsacycle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("start_date", None),
                    ("end_date", None),
                    ("end_date__gte", models.F("start_date")),
                    _connector="OR",
                ),
                name="cycle_ends_after_it_starts",
                violation_error_message="A cycle cannot end before it starts.",
            ),
        ),
    ]
