"""Long lists, a page at a time, without counting them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

PAGE_SIZE = 25


class Sliceable(Protocol):
    """A queryset, or what gives rows as one does."""

    def __getitem__(self, wanted: slice, /) -> Iterable[Any]: ...


@dataclass(frozen=True)
class Page:
    """One page of a list, and how to get to its neighbours.

    `query` is what the list is narrowed to: its own parts of the address without the page's number.
    """

    rows: Sequence[Any]
    number: int
    has_next: bool
    query: Mapping[str, str]

    def link(self, **changed: object) -> str:
        """The list's address with these parts changed, on its first page unless one is named."""
        return f"?{urlencode({**self.query, **changed})}"

    @property
    def is_only(self) -> bool:
        return self.number == 1 and not self.has_next


def one_page(found: Sliceable, request: HttpRequest) -> Page:
    """The page that the request asks for. Raises `Http404` for a page that is not there.

    The list is not counted, which in a long one costs more than all else on the page: one row more
    than is shown tells whether there is a next page.
    """
    number = page_number(request.GET.get("page") or "1")
    start = (number - 1) * PAGE_SIZE
    rows = list(found[start : start + PAGE_SIZE + 1])
    if number > 1 and not rows:
        raise Http404
    # Forms send their empty boxes too; addresses are shorter and fewer without.
    query = {name: str(value) for name, value in request.GET.items() if value and name != "page"}
    return Page(rows[:PAGE_SIZE], number, len(rows) > PAGE_SIZE, query)


def page_number(text: str) -> int:
    """The page that an address asks for. Raises `Http404` for what is none, or far too high."""
    if not re.fullmatch("[1-9][0-9]{0,4}", text):
        raise Http404
    return int(text)
