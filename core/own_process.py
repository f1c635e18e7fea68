"""Work that takes seconds, in a process of its own: those who read pages do not wait for it.

One at a time in each web process, and one more waits: whoever comes then is asked to come again, so
that those who ask for many files leave room for all others.
"""

import hashlib
import subprocess
import sys
from threading import BoundedSemaphore, Lock

import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.template.loader import render_to_string
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

KEPT_FOR = 24 * 60 * 60
SECONDS = 60
_one_at_a_time = Lock()
_places = BoundedSemaphore(2)
# A file that somebody sent is read at once or not at all.
SECONDS_TO_READ = 20
_readers = BoundedSemaphore(2)


class Busy(Exception):
    """Others wait for such work already."""


class Failed(Exception):
    """The process came to no end, or to a bad one."""


def come_again() -> HttpResponse:
    """What whoever asked gets then."""
    page = render_to_string("errors/busy.html")
    return HttpResponse(page, status=503, headers={"Retry-After": str(SECONDS)})


def made_from(source: str, *, by: str, **options: str) -> bytes:
    """What a module makes of a text: made once, and kept for a day by what it says.

    The module reads the text on its input, its options as arguments, and writes what it made.
    Raises `Busy`.
    """
    said = repr((by, sorted(options.items()), source))
    key = f"made:{hashlib.sha256(said.encode()).hexdigest()}"
    if made := _kept(key):
        return made
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        with _one_at_a_time:
            # Whoever waited may find it made by now.
            made = _kept(key) or _run(by, list(options.values()), source)
    finally:
        _places.release()
    try:
        cache.set(key, made, timeout=KEPT_FOR)
    except (RedisError, OSError):
        log.warning("made_cache_away")
    return made


def read_by(module: str, data: bytes, *options: str) -> bytes:
    """What a module says of a file that somebody sent, which may be anything.

    The module limits its own memory; whatever becomes of it, this process goes on. Raises `Busy`
    and `Failed`.
    """
    if not _readers.acquire(timeout=SECONDS_TO_READ):
        raise Busy
    try:
        finished = subprocess.run(  # noqa: S603 - our own module; the file is data on its input
            [sys.executable, "-m", module, *options],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            timeout=SECONDS_TO_READ,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise Failed from error
    finally:
        _readers.release()
    return finished.stdout


def _kept(key: str) -> bytes | None:
    try:
        found: bytes | None = cache.get(key)
    except (RedisError, OSError):
        log.warning("made_cache_away")
        return None
    return found


def _run(module: str, options: list[str], source: str) -> bytes:
    finished = subprocess.run(  # noqa: S603 - our own module; the text is data on its input
        [sys.executable, "-m", module, *options],
        input=source.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        timeout=SECONDS,
        check=True,
    )
    return finished.stdout
