"""A copy of a person's own data, and its end."""

from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.generic import View

from accounts.services import record_export
from accounts.views import FreshSignInMixin
from core.views import FormView
from organisations.models import Membership
from organisations.personal_data import OnlyLead, only_lead_of
from safety_portal.forms import EraseForm
from safety_portal.personal_data import erase_person, everything_about


class ExportView(View):
    """Everything the portal holds about the person, as one JSON file."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        record_export(user=user, by=user, at=timezone.now())  # type: ignore[arg-type]
        return JsonResponse(
            everything_about(user=user),  # type: ignore[arg-type]
            json_dumps_params={"indent": 2, "ensure_ascii": False},
            headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
        )


class EraseView(FreshSignInMixin, FormView):
    """What goes and what stays; then the box to tick, or what to do first."""

    template_name = "safety_portal/erase.html"
    form_class = EraseForm
    success_url = reverse_lazy("account_erased")

    def form_valid(self, form: EraseForm) -> HttpResponse:
        user = self.request.user
        try:
            erase_person(user=user, by=user, at=timezone.now())  # type: ignore[arg-type]
        except OnlyLead:
            return redirect("erase_me")
        logout(self.request)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            leads=only_lead_of(user),  # type: ignore[arg-type]
            acts_for=Membership.objects.represented_by(user),  # type: ignore[arg-type]
            **kwargs,
        )
