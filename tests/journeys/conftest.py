"""A portal of real processes for the whole run, and people with browsers for each test."""

import logging
import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.db import connections
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.mailbox import Mailbox
from tests.journeys.portal import Portal, running_portal
from tests.journeys.visitor import Visitor

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SECONDS_TO_SHOW = 10
# It is to do what the page asks for and nothing else, on machines of every sort.
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys come first. A parallel run deals out its tests in long stretches, so that one
    process takes all of them, with one portal; the others take from the end of what it has left."""
    items.sort(key=lambda item: "tests/journeys/" not in item.nodeid)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        reason = "No Chromium on this machine. To run the journeys: apt install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    expect.set_options(timeout=SECONDS_TO_SHOW * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()
        # While the event loop of Playwright runs, Django keeps other connections than before and
        # after it. Left open, they would hold the test database when it is to be dropped.
        connections.close_all()


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    mailbox = Mailbox()
    mailbox.controller.start()
    yield mailbox
    mailbox.controller.stop()


@pytest.fixture(scope="session")
def portal(
    browser: Browser, mailbox: Mailbox, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    """Asks for the browser first: without one there is no journey, and nothing need be started."""
    with running_portal(tmp_path_factory.mktemp("portal"), mailbox) as portal:
        yield portal


@pytest.fixture
def arrives(portal: Portal, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """A visitor arrives, in a browser of their own. In the end nobody may have met a fault."""
    visitors: list[Visitor] = []
    troubles_before = len(portal.troubles())

    def arrive(kind: type[Visitor] = Visitor) -> Visitor:
        visitors.append(kind(browser, portal.url))
        return visitors[-1]

    yield arrive
    for visitor in visitors:
        visitor.leaves()
    faults = [fault for visitor in visitors for fault in visitor.faults]
    assert not faults + portal.troubles()[troubles_before:]
