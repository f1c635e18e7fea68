"""A certificate as tagged PDF (PDF/UA-1), where Pango is installed."""

from ctypes.util import find_library
from functools import lru_cache
from threading import Lock

# WeasyPrint does not promise to be used by several threads at once. A page takes a twentieth of a
# second, so nothing is kept; nor can many who ask at once take more than one thread's time.
_one_at_a_time = Lock()


@lru_cache
def is_available() -> bool:
    """Whether this machine has the library that draws the text, and all that it needs itself."""
    return find_library("pangoft2-1.0") is not None


def from_html(html: str) -> bytes:
    """The page as PDF. Nothing is fetched, whatever the page refers to."""
    # Only here: it takes half a second, which those who make no PDF need not wait.
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    with _one_at_a_time:
        document = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=()))
        return document.write_pdf(pdf_variant="pdf/ua-1")
