"""Makes a PDF: HTML in, bytes out. As a process of its own it is `python -m core.pdf_process`."""

import sys
from typing import BinaryIO


def make(html: str, base_url: str) -> bytes:
    """The page as tagged PDF (PDF/UA-1). Nothing is fetched, whatever the page refers to."""
    # Only here: it takes half a second, which those who make no PDF need not wait.
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=())
    document = HTML(string=html, base_url=base_url, url_fetcher=fetcher)
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1"))


def main(base_url: str, source: BinaryIO, target: BinaryIO) -> None:
    target.write(make(source.read().decode(), base_url))


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
