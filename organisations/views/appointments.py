"""Naming a lead from outside the team: the campaign team, and the executive sponsor."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.limits import take_sponsor_request
from accounts.permissions import can_work_queue
from accounts.views import CampaignTeamMixin
from core.views import FormView
from organisations.choices import APPOINTABLE_STATES
from organisations.forms_team import AppointForm, LeadLeftForm, SponsorAppointsForm
from organisations.links import appointment_pk
from organisations.models import LeadAppointment, Membership
from organisations.services import appointments
from organisations.services.membership import WrongState
from organisations.views.address import AsksAboutAddressMixin


class AppointMixin(CampaignTeamMixin):
    """A member that may need a lead."""

    allowed = can_work_queue

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.membership = get_object_or_404(
            Membership.objects.filter(state__in=APPOINTABLE_STATES).select_related("organisation"),
            pk=kwargs["pk"],
        )
        return super().dispatch(request, *args, **kwargs)


class AppointView(AppointMixin, AsksAboutAddressMixin, FormView):
    """The campaign team names a lead, with a reason that everyone concerned reads."""

    template_name = "organisations/appoint.html"
    form_class = AppointForm

    def form_valid(self, form: AppointForm) -> HttpResponse:
        if question := self.question(form):
            return question
        try:
            appointments.appoint_lead(
                membership=self.membership,
                by=self.request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                **form.cleaned_data,
            )
        except WrongState as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(
            self.request, f"We have invited {form.cleaned_data['email']} and told the leads."
        )
        return redirect("desk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            membership=self.membership,
            organisation=self.membership.organisation,
            people=self.membership.representatives.for_team_page(),
            section="campaign",
            back_url=reverse("desk"),
            **kwargs,
        )


class AskSponsorView(AppointMixin):
    """Ask the sponsor on record by POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            appointments.ask_sponsor_to_appoint(
                membership=self.membership,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
            messages.success(request, "We have written to the executive sponsor.")
        except (appointments.NoSponsor, WrongState) as error:
            messages.warning(request, str(error))
        return redirect("appoint", self.membership.pk)


@method_decorator([login_not_required, never_cache], name="dispatch")
class LeadLeftView(AsksAboutAddressMixin, FormView):
    """A sponsor asks for the link to name a lead. The answer is the same whatever is typed."""

    template_name = "organisations/lead_left.html"
    form_class = LeadLeftForm

    def form_valid(self, form: LeadLeftForm) -> HttpResponse:
        if question := self.question(form):
            return question
        if not take_sponsor_request(self.request):
            return render(self.request, "errors/429.html", status=429)
        appointments.send_links_to_sponsor(at=timezone.now(), **form.cleaned_data)
        return redirect(f"{self.request.path}?asked=yes")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(asked="asked" in self.request.GET, **kwargs)


@method_decorator([login_not_required, never_cache], name="dispatch")
class SponsorAppointsView(AsksAboutAddressMixin, FormView):
    """The sponsor's page: shows who is asked on GET; only a POST names somebody, and only once."""

    template_name = "organisations/sponsor_appoints.html"
    form_class = SponsorAppointsForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        known = LeadAppointment.objects.select_related("membership__organisation")
        found = known.filter(pk=appointment_pk(kwargs["token"])).first()
        if found is None:
            raise Http404
        self.appointment = found

    def form_valid(self, form: SponsorAppointsForm) -> HttpResponse:
        if question := self.question(form):
            return question
        # The page that follows says what became of it, whatever that is.
        with suppress(appointments.AppointmentNoLongerWorks, WrongState):
            appointments.appoint_by_sponsor(
                appointment=self.appointment, at=timezone.now(), **form.cleaned_data
            )
        return redirect(self.request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        membership = self.appointment.membership
        ended = membership.state not in APPOINTABLE_STATES
        return super().get_context_data(
            appointment=self.appointment,
            organisation=membership.organisation,
            works=not ended and self.appointment.works(timezone.now()),
            **kwargs,
        )
