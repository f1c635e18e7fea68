"""What the campaign team does: read a conversation that was reported, decide, and lift a stop."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.permissions import can_work_queue
from accounts.views import CampaignTeamMixin
from core.views import FormView
from introductions.forms import DecideForm, LiftForm
from introductions.models import IntroductionReport, Stop
from introductions.services.common import CannotWrite
from introductions.services.safeguards import decide, lift


class DecideView(CampaignTeamMixin, FormView):
    """One reported conversation. Once decided, the campaign team reads it no more."""

    template_name = "introductions/decide.html"
    form_class = DecideForm
    allowed = can_work_queue

    def get_report(self) -> IntroductionReport:
        reports = IntroductionReport.objects.select_related(
            "introduction__sender__organisation",
            "introduction__recipient__organisation",
            "message__author",
            "message__membership__organisation",
            "reported_by",
        )
        return get_object_or_404(reports, pk=self.kwargs["report"])

    def form_valid(self, form: DecideForm) -> HttpResponse:
        try:
            decide(
                report=self.get_report(),
                by=self.request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                **form.cleaned_data,
            )
        except CannotWrite as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, "Decided. We have told both members.")
        return redirect("desk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.get_report()
        conversation = report.introduction.messages.select_related(
            "author", "membership__organisation"
        )
        return super().get_context_data(
            **kwargs
            | {
                "report": report,
                "conversation": [] if report.decided_at else conversation.order_by("pk"),
                "section": "campaign",
                "back_url": reverse("desk"),
            }
        )


class StopsView(CampaignTeamMixin, TemplateView):
    """Who writes no introductions at present, since when and why."""

    template_name = "introductions/stops.html"
    allowed = can_work_queue
    extra_context = {"section": "campaign"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            stops=Stop.objects.for_list(), back_url=reverse("desk"), **kwargs
        )


class LiftView(CampaignTeamMixin, FormView):
    """Let somebody write again, with a word to them."""

    template_name = "introductions/lift.html"
    form_class = LiftForm
    allowed = can_work_queue

    def get_stop(self) -> Stop:
        return get_object_or_404(Stop.objects.for_list(), pk=self.kwargs["stop"])

    def form_valid(self, form: LiftForm) -> HttpResponse:
        lift(
            stop=self.get_stop(),
            reason=form.cleaned_data["reason"],
            by=self.request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        messages.success(self.request, "They can write introductions again. We have told them.")
        return redirect("introduction_stops")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"stop": self.get_stop(), "section": "campaign"}
        back_url = reverse("introduction_stops")
        return super().get_context_data(**kwargs | context, back_url=back_url)
