from typing import Any

from django.core.management import call_command
from django.db import migrations

# Where guesses are counted while Redis is away (`core.redis_cache`).
TABLE = "limits_without_redis"


def create(apps: Any, editor: Any) -> None:
    call_command("createcachetable", TABLE, database=editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunPython(create, migrations.RunPython.noop),
    ]
