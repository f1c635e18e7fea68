"""The demo's queue of files, made safe for a reader that looks while a message is being written."""

import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem
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


TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
