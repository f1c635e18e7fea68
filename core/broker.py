"""Two of kombu's queues, mended: the demo's files, and a Redis that goes away."""

import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem, redis
from kombu.utils.json import dumps

SCHEME = "atomic-filesystem"


class Channel(filesystem.Channel):
    """Writes a message aside and renames it into the queue.

    kombu's own writes in place: a worker that reads too soon finds half a message and ends.
    """

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        name = f"{time.time_ns()}_{uuid4()}.{queue}.msg"
        unfinished = folder / f".{name}"
        unfinished.write_text(dumps(payload))
        unfinished.rename(folder / name)


class Transport(filesystem.Transport):
    """kombu's filesystem transport with the channel above."""

    Channel = Channel


class RedisChannel(redis.Channel):
    """Gives nothing back when it is closed.

    kombu's own tries to, by a connection that is gone already, and the worker ends over that
    instead of waiting until Redis is back. Messages are hints here: what they ask for is in the
    database, and a sweep asks again.
    """

    do_restore = False


class RedisTransport(redis.Transport):
    """kombu's Redis transport with the channel above."""

    Channel = RedisChannel


TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
TRANSPORT_ALIASES["redis"] = TRANSPORT_ALIASES["rediss"] = f"{__name__}:RedisTransport"
