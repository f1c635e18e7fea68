"""Mail servers that keep nothing: one that answers at once, and one that thinks for 50 ms."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from socket import create_connection
from typing import Any

from tests.journeys.mailbox import free_port

SECONDS_TO_START = 30.0


class Quick:
    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        return "250 OK"


class Slow:
    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(0.05)
        return "250 OK"


@contextmanager
def own_sink(kind: type[Quick] | type[Slow]) -> Iterator[int]:
    """The port of a server in a process of its own: its work must not be ours."""
    port = free_port()
    name = f"{__name__}.{kind.__name__}"
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-c", name, "-l", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        give_up_at = time.monotonic() + SECONDS_TO_START
        while not _answers(port):
            assert time.monotonic() < give_up_at, "The sink does not answer"
            time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    try:
        with closing(create_connection(("127.0.0.1", port), 1)):
            return True
    except OSError:
        return False
