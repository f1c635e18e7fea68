"""A portal of real processes for people in a hurry, and how many of them there are."""

import logging
import os
from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.faults.crowd import Crowd, CrowdedPortal
from tests.journeys.mailbox import Mailbox
from tests.journeys.portal import running_portal

# By hand, the whole of it: FAULT_ROUNDS=20 pytest tests/faults
# Its servers are PostgreSQL and Redis; files have nothing that could be killed.
collect_ignore = [] if "postgresql" in settings.DATABASES["default"]["ENGINE"] else ["test_mail.py"]
PEOPLE = int(os.environ.get("FAULT_PEOPLE", "50"))
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """People who are signed in, each on a machine of their own, and the portal they came to."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    mailbox = Mailbox()
    mailbox.controller.start()
    with pytest.MonkeyPatch.context() as patch:
        # Each person has an address on the network: the limits on codes are for each of them.
        patch.setenv("TRUSTED_PROXIES", "1")
        folder = tmp_path_factory.mktemp("crowded")
        with running_portal(folder, mailbox, CrowdedPortal) as portal:
            yield Crowd.gathered(portal, PEOPLE)
    mailbox.controller.stop()


@pytest.fixture(params=range(ROUNDS), ids=lambda number: f"round {number + 1}")
def organisation(request: pytest.FixtureRequest) -> int:
    """The number of an organisation that nobody has signed up yet."""
    return int(request.param)
