"""A piece of a document can be set aside, and says which priority it went to."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("improvement_plans", "0004_priority_keys"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="headstartpiece",
            name="piece_placed_at_a_time",
        ),
        migrations.AddField(
            model_name="headstartpiece",
            name="priority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="pieces_placed",
                to="improvement_plans.priority",
            ),
        ),
        migrations.AddField(
            model_name="headstartpiece",
            name="placed_as",
            field=models.CharField(blank=True, db_default="", default="", max_length=50),
        ),
        migrations.AddConstraint(
            model_name="headstartpiece",
            constraint=models.CheckConstraint(
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
        ),
    ]
