"""One box over the register: the page, and suggestions while somebody types."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.generic import TemplateView, View

from organisations.forms import FindOrganisationForm
from organisations.presenters import SearchResult, known_as
from organisations.queries import Hit, search_register

RESULTS, SUGGESTIONS = 20, 8


@method_decorator(login_not_required, name="dispatch")
class FindOrganisationView(TemplateView):
    """One box over the register; a plain form that works without JavaScript."""

    template_name = "organisations/find.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = FindOrganisationForm(self.request.GET if "q" in self.request.GET else None)
        query = form.cleaned_data["q"] if form.is_valid() else ""
        today = timezone.localdate()
        hits = search_register(query=query, limit=RESULTS)
        results = [
            (SearchResult.of(hit.organisation, today), known_as(hit.other_name), hit.is_similar)
            for hit in hits
        ]
        return super().get_context_data(
            form=form,
            query=query,
            results=[result for result in results if not result[2]],
            similar=[result for result in results if result[2]],
            most=RESULTS,
            section="sign_up_start",
            back_url=reverse("sign_up_start"),
            **kwargs,
        )


@method_decorator(login_not_required, name="dispatch")
class SuggestionsView(View):
    """The first few results, for the box to offer while somebody types. Nonsense finds nothing."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> JsonResponse:
        form = FindOrganisationForm(request.GET)
        query = form.cleaned_data["q"] if form.is_valid() else ""
        hits = search_register(query=query, limit=SUGGESTIONS)
        # A minute spares the server who types, deletes and types again.
        return JsonResponse(
            {"suggestions": [suggestion(hit) for hit in hits]},
            headers={"Cache-Control": "private, max-age=60"},
        )


def suggestion(hit: Hit) -> dict[str, str]:
    """One result as text; its address is the next step, or the page that says why there is none."""
    organisation = hit.organisation
    result = SearchResult.of(organisation, timezone.localdate())
    about = (result.what_and_where, known_as(hit.other_name), result.standing)
    query = urlencode({"q": organisation.ods_code or str(organisation)})
    return {
        "name": str(organisation),
        "about": " – ".join(filter(None, about)),
        "url": reverse("sign_up_person", args=[organisation.slug])
        if result.can_sign_up
        else f"{reverse('sign_up_find')}?{query}",
    }
