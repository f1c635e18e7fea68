"""Signing up an organisation that the register does not hold. Nothing is saved on these pages."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core.views import FormView
from organisations.forms import NewOrganisationForm
from organisations.models import Organisation
from organisations.presenters import SearchResult
from organisations.views.sign_up import NEW, PersonView, new_organisation

MOST_SHOWN = 10


@method_decorator(login_not_required, name="dispatch")
class NotListedView(FormView):
    """What it is called, what it is, and where."""

    template_name = "organisations/not_listed.html"
    form_class = NewOrganisationForm

    def get_initial(self) -> dict[str, Any]:
        said = self.request.session.get(NEW)
        return said or {"name": self.request.GET.get("name", "")[:200]}

    def form_valid(self, form: NewOrganisationForm) -> HttpResponse:
        self.request.session[NEW] = form.cleaned_data
        return redirect("sign_up_duplicates")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=reverse("sign_up_find"), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class DuplicatesView(TemplateView):
    """“Is it one of these?”, before it is taken as new."""

    template_name = "organisations/duplicates.html"
    organisation: Organisation

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        organisation = new_organisation(request.session)
        if organisation is None:
            return redirect("sign_up_not_listed")
        found = Organisation.objects.likely_duplicates(
            name=organisation.name, postcode=organisation.postcode
        ).with_campaign_state()[:MOST_SHOWN]
        if not found:
            return redirect("sign_up_new_person")
        results = [SearchResult.of(known, timezone.localdate()) for known in found]
        back_url = reverse("sign_up_not_listed")
        return self.render_to_response(
            self.get_context_data(organisation=organisation, results=results, back_url=back_url)
        )


class NewPersonView(PersonView):
    """Who signs up the organisation that was just described."""

    def choose(self, request: HttpRequest, **kwargs: Any) -> Organisation | None:
        return new_organisation(request.session)
