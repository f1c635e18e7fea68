"""A person's own pledges: read, change, print, leave. Nobody else gets any further."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from django.views.generic.base import View

from individuals.forms import PledgesForm
from individuals.models import Individual
from individuals.presenters import texts
from individuals.services import HasLeft, change, leave
from individuals.views import stash
from individuals.views.joining import PledgesFormMixin
from organisations.links import absolute
from organisations.services.patient_data import PatientDataFound


class OwnMixin(View):
    """Loads what the signed-in person wrote; who wrote nothing is led to where they can."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        own = Individual.objects.of(request.user).first()  # type: ignore[arg-type]
        if own is None:
            return redirect("individual_join")
        self.individual = own
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(  # type: ignore[misc]
            individual=self.individual, **kwargs
        )
        return context


class MyPledgesView(OwnMixin, TemplateView):
    """What I wrote, and what everyone may read of it."""

    template_name = "individuals/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pledges = self.individual.pledges.in_pledge_order()
        return super().get_context_data(pledges=pledges, **kwargs)


class CertificateView(MyPledgesView):
    """My pledges on one sheet, to print."""

    template_name = "individuals/certificate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(check_address=absolute("certificate_check"), **kwargs)


class ChangeView(OwnMixin, PledgesFormMixin):
    """Change anything, on the page that I filled in."""

    template_name = "individuals/change.html"

    def get_initial(self) -> dict[str, Any]:
        typed = stash.initial(self.request, timezone.now()) if "typed" in self.request.GET else {}
        names = ("first_name", "last_name", "role", "organisation", "visibility")
        saved = {name: getattr(self.individual, name) for name in names}
        return typed or {**saved, **texts(self.individual.pledges.in_pledge_order())}

    def form_valid(self, form: PledgesForm) -> HttpResponse:
        try:
            change(
                individual=self.individual,
                by=self.request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                today=timezone.localdate(),
                **form.details(),
            )
        except PatientDataFound as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        except HasLeft:  # in another tab
            stash.put(self.request, form, timezone.now())
            self.put_aside = True
            return redirect("individual_join")
        stash.drop(self.request)
        messages.success(self.request, "Your changes are saved.")
        return redirect("my_pledges")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=reverse("my_pledges"), **kwargs)


class LeaveView(OwnMixin, TemplateView):
    """Asks whether to leave; a POST does it."""

    template_name = "individuals/leave.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=reverse("my_pledges"), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with suppress(HasLeft):  # a double click
            leave(
                individual=self.individual,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        messages.success(
            request,
            "You have left. Nobody sees what you wrote any more, and it is erased within 24 hours.",
        )
        return redirect("home")
