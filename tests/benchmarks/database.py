"""A database for one benchmark: made, filled, and dropped at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection


@contextmanager
def own_database(folder: Path, members: int) -> Iterator[str]:
    """Migrate an empty database and drop it afterwards; gives its DATABASE_URL.

    With PostgreSQL it stands beside the one that DATABASE_URL names, called `<name>_bench_<members>`;
    one left behind by a run that was killed is replaced.
    """
    if connection.vendor == "sqlite":
        name = str(folder / f"bench_{members}.sqlite3")
        url = f"sqlite:///{name}"
    else:
        usual = urlsplit(os.environ["DATABASE_URL"])
        name = f"{usual.path.lstrip('/')}_bench_{members}"
        url = usual._replace(path=f"/{name}").geturl()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield url
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def bring_statistics_up_to_date() -> None:
    """What autovacuum does by itself within minutes of such growth."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def database_version() -> str:
    numbers = connection.get_database_version()
    return f"{connection.display_name} {'.'.join(map(str, numbers))}"
