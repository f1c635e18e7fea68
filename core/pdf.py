"""A page as tagged PDF (PDF/UA-1), where Pango is installed."""

import hashlib
import subprocess
import sys
from ctypes.util import find_library
from functools import lru_cache
from threading import Lock

import structlog
from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from core.pdf_process import make

log = structlog.get_logger(__name__)

# WeasyPrint does not promise to be used by several threads at once; nor can many who ask at once
# take more than one thread's time.
_one_at_a_time = Lock()
KEPT_FOR = 24 * 60 * 60
SECONDS = 60


@lru_cache
def is_available() -> bool:
    """Whether this machine has the library that draws the text, and all that it needs itself."""
    return find_library("pangoft2-1.0") is not None


def from_html(html: str) -> bytes:
    """A page that takes a twentieth of a second."""
    with _one_at_a_time:
        return make(html, settings.PORTAL_BASE_URL)


def of_document(html: str) -> bytes:
    """A document that takes seconds: made once, and kept by what it says.

    In a process of its own, so that those who read pages meanwhile do not wait for it.
    """
    key = f"pdf:{hashlib.sha256(html.encode()).hexdigest()}"
    if made := _kept(key):
        return made
    with _one_at_a_time:
        # Whoever waited may find it made by now.
        made = _kept(key) or _in_a_process(html)
    try:
        cache.set(key, made, timeout=KEPT_FOR)
    except (RedisError, OSError):
        log.warning("pdf_cache_away")
    return made


def _kept(key: str) -> bytes | None:
    try:
        found: bytes | None = cache.get(key)
    except (RedisError, OSError):
        log.warning("pdf_cache_away")
        return None
    return found


def _in_a_process(html: str) -> bytes:
    finished = subprocess.run(  # noqa: S603 - our own module; the page is data on its input
        [sys.executable, "-m", "core.pdf_process", settings.PORTAL_BASE_URL],
        input=html.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        timeout=SECONDS,
        check=True,
    )
    return finished.stdout
