"""A certificate as tagged PDF (PDF/UA-1), where Pango is installed."""

from contextlib import suppress
from ctypes.util import find_library
from functools import lru_cache
from hashlib import sha256
from threading import Lock

from django.core.cache import cache
from redis.exceptions import RedisError

SECONDS_KEPT = 24 * 3600
# It takes seconds of CPU to be attacked with: one page at a time in each process. Nor does
# WeasyPrint promise to be used by several threads at once.
_one_at_a_time = Lock()


@lru_cache
def is_available() -> bool:
    """Whether this machine has the library that draws the text, and all that it needs itself."""
    return find_library("pangoft2-1.0") is not None


def from_html(html: str) -> bytes:
    """The page as PDF, made once for the same page while the cache has it."""
    key = f"certificate-pdf:{sha256(html.encode()).hexdigest()}"
    with suppress(RedisError, OSError):
        if made := cache.get(key):
            return bytes(made)
    made = render(html)
    with suppress(RedisError, OSError):
        cache.set(key, made, SECONDS_KEPT)
    return made


def render(html: str) -> bytes:
    """The page as PDF. Nothing is fetched, whatever the page refers to."""
    # Only here: it takes half a second, which those who make no PDF need not wait.
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    with _one_at_a_time:
        document = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=()))
        return document.write_pdf(pdf_variant="pdf/ua-1")
