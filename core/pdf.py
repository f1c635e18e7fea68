"""A page as tagged PDF (PDF/UA-1), where Pango is installed."""

from ctypes.util import find_library
from functools import lru_cache
from threading import Lock

from django.conf import settings

from core import own_process
from core.pdf_process import make

# WeasyPrint does not promise to be used by several threads at once; nor can many who ask at once
# take more than one thread's time.
_one_at_a_time = Lock()


@lru_cache
def is_available() -> bool:
    """Whether this machine has the library that draws the text, and all that it needs itself."""
    return find_library("pangoft2-1.0") is not None


def from_html(html: str) -> bytes:
    """A page that takes a twentieth of a second."""
    with _one_at_a_time:
        return make(html, settings.PORTAL_BASE_URL)


def of_document(html: str) -> bytes:
    """A document that takes seconds. Raises `Busy`."""
    return own_process.made_from(html, by="core.pdf_process", base_url=settings.PORTAL_BASE_URL)
