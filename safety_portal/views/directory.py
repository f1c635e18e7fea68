"""The public directory of members, A to Z."""

from functools import partial
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.views.generic import TemplateView

from core.paging import one_page
from core.public_pages import kept_part, public_page
from organisations.presenters import DirectoryEntry, DirectoryRow
from safety_portal import directory
from safety_portal.forms import DirectoryForm
from safety_portal.presenters import TOPICS, TYPES, Places, a_to_z, in_words


@method_decorator(public_page, name="dispatch")
class DirectoryView(TemplateView):
    """Members by name; filters in the address; never in order of any outcome."""

    template_name = "safety_portal/directory.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filters = DirectoryForm.filters_of(self.request.GET)
        is_narrowed = any(filters.values())
        places = kept_part(self.request, "places", directory.places)
        draw = partial(self.choices, filters, places)
        filter_form, letters = draw() if is_narrowed else kept_part(self.request, "directory", draw)
        page, today = one_page(directory.rows(filters), self.request), timezone.localdate()
        return super().get_context_data(
            section="directory",
            filters=filters,
            chosen=in_words(filters, places) if is_narrowed else [],
            page=page,
            entries=[DirectoryEntry.of(DirectoryRow(*row), today) for row in page.rows],
            similar=[] if page.rows else directory.similar(filters["q"]),
            filter_form=filter_form,
            letters=letters,
            **kwargs,
        )

    def choices(self, filters: dict[str, str], places: Places) -> tuple[SafeString, SafeString]:
        """The filters and the letters as the page shows them."""
        letters = a_to_z(kept_part(self.request, "letters", directory.letters), filters)
        lists = {"types": TYPES, "places": places, "topics": TOPICS}
        return (
            drawn("safety_portal/_directory_filters.html", filters=filters, **lists),
            drawn("safety_portal/_directory_letters.html", letters=letters),
        )


def drawn(template: str, **context: Any) -> SafeString:
    """A part of a page, which the template has escaped."""
    return SafeString(render_to_string(template, context))
