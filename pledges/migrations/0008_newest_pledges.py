"""The home page shows what was published last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pledges", "0007_full_text")]

    operations = [
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(
                condition=models.Q(("state", "PUBLISHED")),
                fields=["-published_at", "-id"],
                name="commitment_newest",
            ),
        ),
    ]
