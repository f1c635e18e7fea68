import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("REPORT_DUE", "A progress report is due")], max_length=20
                    ),
                ),
                ("period_date", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DUE", "Waiting to be sent"),
                            ("SENDING", "Handed to the mail server"),
                            ("SENT", "Sent"),
                            ("FAILED", "Failed"),
                            ("SUPPRESSED", "Not wanted or no longer needed"),
                            ("MISSED", "Too old to send"),
                            ("UNKNOWN", "Handed over, outcome unknown"),
                        ],
                        default="DUE",
                        max_length=12,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="organisations.membership",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "DUE")),
                        fields=["next_try_at"],
                        name="reminder_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "SENDING")),
                        fields=["claimed_at"],
                        name="reminder_sending",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("membership", "user", "kind", "period_date"),
                        name="reminder_once_per_member_person_kind_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "DUE",
                                    "SENDING",
                                    "SENT",
                                    "FAILED",
                                    "SUPPRESSED",
                                    "MISSED",
                                    "UNKNOWN",
                                ],
                            )
                        ),
                        name="reminder_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "SENDING"), _negated=True),
                            ("claimed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="reminder_sending_was_claimed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state__in", ["DUE", "SENDING"])),
                            models.Q(
                                models.Q(("state__in", ["DUE", "SENDING"]), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reminder_ended_has_a_time",
                    ),
                ],
            },
        ),
    ]
