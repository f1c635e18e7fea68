"""The public directory of members, A to Z."""

import re
from typing import Any

from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core.public_pages import public_page
from organisations.forms import DirectoryForm
from organisations.models import Membership
from organisations.presenters import REGIONS, TYPES, DirectoryEntry

PAGE_SIZE = 25


COLUMNS = (
    *(f"organisation__{name}" for name in ("name", "slug", "type", "town", "region_code")),
    *("state", "joined_at", "last_heard_at", "state_at", "state_reason"),
)


@method_decorator(public_page, name="dispatch")
class DirectoryView(TemplateView):
    """Members by name; filters in the address; never in order of any outcome.

    They are not counted, which with many members costs more than all else on the page. One more
    than is shown tells whether there is a next page.
    """

    template_name = "organisations/directory.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = DirectoryForm(self.request.GET)
        filters = form.cleaned_data if form.is_valid() else {}
        found = Membership.objects.for_directory(
            q=filters.get("q", ""),
            kind=filters.get("type", ""),
            region=filters.get("region", ""),
        )
        page = page_number(self.request.GET.get("page") or "1")
        start = (page - 1) * PAGE_SIZE
        rows = found.values_list(*COLUMNS)[start : start + PAGE_SIZE + 1]
        entries = [DirectoryEntry(*row) for row in rows]
        if page > 1 and not entries:
            raise Http404
        query = self.request.GET.copy()
        query.pop("page", None)
        return super().get_context_data(
            section="directory",
            filters=filters,
            filtered=any(filters.values()),
            types=TYPES,
            regions=REGIONS,
            entries=entries[:PAGE_SIZE],
            page=page,
            has_next=len(entries) > PAGE_SIZE,
            query_string=query.urlencode(),
            **kwargs,
        )


def page_number(text: str) -> int:
    """The page that an address asks for. Raises `Http404` for what is none, or far too high."""
    if not re.fullmatch("[1-9][0-9]{0,4}", text):
        raise Http404
    return int(text)
