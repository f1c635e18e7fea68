import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
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
            name="Introduction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "state",
                    models.CharField(
                        choices=[
                            ("SENT", "Waiting for an answer"),
                            ("ANSWERED", "Answered"),
                            ("DECLINED", "Not taken up"),
                            ("CLOSED", "Closed"),
                            ("REPORTED", "With the campaign team"),
                            ("STOPPED", "Ended by the campaign team"),
                        ],
                        default="SENT",
                        max_length=10,
                    ),
                ),
                ("state_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField()),
                ("asked_date", models.DateField()),
                ("number_that_day", models.PositiveSmallIntegerField()),
                ("asked_month", models.DateField()),
                ("number_that_month", models.PositiveSmallIntegerField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="introductions_asked",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="introductions_received",
                        to="organisations.membership",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="introductions_sent",
                        to="organisations.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sender", models.F("recipient")), _negated=True),
                        name="introduction_between_two_members",
                        violation_error_message="Choose another organisation.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["SENT", "ANSWERED", "DECLINED", "CLOSED", "REPORTED", "STOPPED"],
                            )
                        ),
                        name="introduction_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "topic__in",
                                [
                                    "FALLS",
                                    "PRESSURE_ULCERS",
                                    "SEPSIS",
                                    "DETERIORATION",
                                    "MEDICATION",
                                    "AKI",
                                    "VTE",
                                    "MATERNITY",
                                    "NUTRITION",
                                    "SUICIDE_SELF_HARM",
                                    "VIOLENCE_RESTRAINT",
                                    "INFECTION",
                                    "DISCHARGE",
                                    "CULTURE",
                                    "OTHER",
                                ],
                            )
                        ),
                        name="introduction_topic_is_known",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Least("sender", "recipient"),
                        django.db.models.functions.comparison.Greatest("sender", "recipient"),
                        models.F("topic"),
                        condition=models.Q(("state__in", frozenset(["ANSWERED", "SENT"]))),
                        name="introduction_one_open_per_pair_and_topic",
                        violation_error_message="You have an open introduction on this topic already.",
                    ),
                    models.UniqueConstraint(
                        fields=("asked_by", "asked_date", "number_that_day"),
                        name="introduction_numbered_by_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number_that_day__range", (1, 5))),
                        name="introduction_so_many_a_day",
                    ),
                    models.UniqueConstraint(
                        fields=("sender", "asked_month", "number_that_month"),
                        name="introduction_numbered_by_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number_that_month__range", (1, 20))),
                        name="introduction_so_many_a_month",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IntroductionMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("author_role", models.CharField(max_length=120)),
                (
                    "text",
                    models.TextField(
                        validators=[
                            django.core.validators.MaxLengthValidator(1500),
                            core.text.validate_plain_text,
                        ]
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="introduction_messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "introduction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="introductions.introduction",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="introduction_messages",
                        to="organisations.membership",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IntroductionReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reported_at", models.DateTimeField()),
                (
                    "reason",
                    models.TextField(
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(1000),
                        ]
                    ),
                ),
                (
                    "state_before",
                    models.CharField(
                        choices=[
                            ("SENT", "Waiting for an answer"),
                            ("ANSWERED", "Answered"),
                            ("DECLINED", "Not taken up"),
                            ("CLOSED", "Closed"),
                            ("REPORTED", "With the campaign team"),
                            ("STOPPED", "Ended by the campaign team"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NOTHING_WRONG", "Nothing is wrong: the conversation goes on"),
                            (
                                "PERSON_STOPPED",
                                "This person writes no introductions until we lift it",
                            ),
                            (
                                "MEMBER_STOPPED",
                                "This organisation writes no introductions until we lift it",
                            ),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "decision",
                    models.TextField(
                        blank=True,
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(1000),
                        ],
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="introduction_reports_decided",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "introduction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="introductions.introduction",
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report",
                        to="introductions.introductionmessage",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="introductions_reported",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("introduction",),
                        name="introduction_report_one_undecided",
                        violation_error_message="The campaign team is reading this conversation already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at", None),
                                ("decided_by", None),
                                ("decision", ""),
                                ("outcome", ""),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                (
                                    "outcome__in",
                                    ["NOTHING_WRONG", "PERSON_STOPPED", "MEMBER_STOPPED"],
                                ),
                                models.Q(("decision", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="introduction_report_decided_by_someone_for_a_reason",
                        violation_error_message="Say why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state_before__in",
                                ["SENT", "ANSWERED", "DECLINED", "CLOSED", "REPORTED", "STOPPED"],
                            )
                        ),
                        name="introduction_report_state_before_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        validators=[
                            core.text.validate_plain_text,
                            django.core.validators.MaxLengthValidator(1000),
                        ]
                    ),
                ),
                ("stopped_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="introduction_stops",
                        to="organisations.membership",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="introductions.introductionreport",
                    ),
                ),
                (
                    "stopped_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="introduction_stops",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("membership__isnull", False), ("user", None)),
                            models.Q(("membership", None), ("user__isnull", False)),
                            _connector="OR",
                        ),
                        name="introduction_stop_is_about_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at", None), ("lifted_by", None)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="introduction_stop_lifted_by_someone",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("user",),
                        name="introduction_stop_once_per_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("membership",),
                        name="introduction_stop_once_per_member",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SwitchedOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="introductions_switched_off",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="introductions_off",
                        to="organisations.membership",
                    ),
                ),
            ],
        ),
    ]
