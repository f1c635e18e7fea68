"""What a page weighs over the wire: heads and compressed bodies of everything it loads."""

import gzip
from contextlib import closing
from dataclasses import dataclass
from html.parser import HTMLParser

from tests.benchmarks.client import Connection

LOADS = {"link": "href", "script": "src", "img": "src"}


@dataclass(frozen=True, slots=True)
class Weight:
    page: int
    requests: int
    total: int


class Files(HTMLParser):
    """Collects the addresses of the files that a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        address = known.get(LOADS.get(tag, ""))
        if known.get("rel") in {"canonical", "alternate"}:
            return  # where the page is, and the feed: nothing that it loads
        if address and not address.startswith("data:"):
            self.found.append(address)


def weigh(port: int, path: str) -> Weight:
    with closing(Connection(port)) as connection:
        page = connection.get(path)
        files = Files()
        files.feed(gzip.decompress(page.partition(b"\r\n\r\n")[2]).decode())
        sizes = [len(connection.get(address)) for address in files.found]
    return Weight(page=len(page), requests=1 + len(sizes), total=len(page) + sum(sizes))
