"""The pledges of people who let everyone read them."""

import re
from typing import Any

from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core.public_pages import public_page
from individuals.models import Individual
from individuals.presenters import PublicPledges

PAGE_SIZE = 25


@method_decorator(public_page, name="dispatch")
class IndividualsView(TemplateView):
    """Newest first. A page starts below a person, not at a number: the last costs no more."""

    template_name = "individuals/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown, before = Individual.objects.shown(), self.request.GET.get("before", "")
        if before:
            if not re.fullmatch("[1-9][0-9]{0,17}", before):
                raise Http404
            shown = shown.filter(pk__lt=int(before))
        people = [PublicPledges.of(individual) for individual in shown[: PAGE_SIZE + 1]]
        return super().get_context_data(
            people=people[:PAGE_SIZE],
            has_older=len(people) > PAGE_SIZE,
            is_first=not before,
            section="individuals",
            **kwargs,
        )
