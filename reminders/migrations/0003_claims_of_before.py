"""Reminders were mails of their own. A claim of then that nobody wrote an outcome for is unknown.

A worker of the release before that is still at it writes down what it knows: from there it may.
"""

from django.db import migrations
from django.db.models import F

STOPPED = "Claimed by the release before, which wrote no outcome down."


def end_claims(apps, schema_editor):
    reminders = apps.get_model("reminders", "Reminder").objects
    reminders.filter(state="SENDING").update(
        state="UNKNOWN", ended_at=F("claimed_at"), answer=STOPPED
    )


class Migration(migrations.Migration):
    dependencies = [("reminders", "0002_digests")]

    operations = [migrations.RunPython(end_claims, migrations.RunPython.noop)]
