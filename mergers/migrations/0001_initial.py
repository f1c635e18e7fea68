import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.text


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("improvement_plans", "0001_initial"),
        ("organisations", "0001_initial"),
        ("pledges", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Merger",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "settled_reason",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=1000,
                        validators=[core.text.validate_plain_text],
                    ),
                ),
                ("passed_on_at", models.DateTimeField(blank=True, null=True)),
                ("successor_told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mergers",
                        to="organisations.membership",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mergers_settled",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "succession",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mergers",
                        to="organisations.succession",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("membership", "succession"), name="merger_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("settled_by", None)),
                            models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="merger_settled_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_reason", ""), ("settled_at__isnull", False), _connector="OR"
                        ),
                        name="merger_reason_when_settled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_at", None), ("passed_on_at", None), _connector="OR"
                        ),
                        name="merger_settled_or_passed_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("ADOPTED", "Carry it on: it is ours from today"),
                            ("ENDED", "End it: it stays readable, and we do not carry it on"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        blank=True, max_length=1000, validators=[core.text.validate_plain_text]
                    ),
                ),
                ("decided_at", models.DateTimeField()),
                ("decided_role", models.CharField(max_length=120)),
                (
                    "commitment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="pledges.commitment",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="improvement_plans.plan",
                    ),
                ),
                (
                    "merger",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="mergers.merger",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("merger", "commitment"), name="decision_once_per_commitment"
                    ),
                    models.UniqueConstraint(
                        fields=("merger", "plan"), name="decision_once_per_plan"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("commitment", None), ("plan__isnull", False)),
                            models.Q(("commitment__isnull", False), ("plan", None)),
                            _connector="OR",
                        ),
                        name="decision_is_about_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["ADOPTED", "ENDED"])),
                        name="decision_answer_is_known",
                    ),
                ],
            },
        ),
    ]
