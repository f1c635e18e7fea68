"""Mail is neither lost nor repeated, whatever befalls the processes. In full: `run.py faults`.

On PostgreSQL and Redis only: there is nothing to be killed in files (`conftest.py`).
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import connection

from tests.faults import mail_faults as faults
from tests.faults.mail_rig import MailRig, mail_rig

# Whose schema is copied: quicker than to migrate once more.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def rig(django_db_setup: None) -> Iterator[MailRig]:
    def prepare(rig: MailRig) -> None:
        rig.postgres.copy_schema_of(connection.settings_dict)

    # Not pytest's folder, which no other user may enter: PostgreSQL runs as one.
    with TemporaryDirectory(prefix="faults-") as folder, mail_rig(Path(folder), prepare) as rig:
        rig.serve()
        yield rig


def test_a_worker_that_is_killed_and_a_redis_that_is_wiped_lose_and_repeat_nothing(
    rig: MailRig,
) -> None:
    found = [faults.workers_killed(rig, 150, 1), faults.redis_wiped(rig, 150, 1)]
    assert [each.lost + each.repeated for each in found] == [0, 0]


def test_a_mail_server_that_drops_the_line_leaves_mail_unknown(rig: MailRig) -> None:
    found = faults.smtp_fault(rig, 3, {"drop_after_data": True}, "dropped")
    assert (found.lost, found.repeated, found.unknown) == (0, 0, 3)


def test_a_database_that_is_restarted_and_a_redis_that_is_away_are_survived(rig: MailRig) -> None:
    found = [faults.database_restarted(rig, 60), faults.redis_away(rig)]
    assert [each.lost + each.repeated for each in found] == [0, 0]
