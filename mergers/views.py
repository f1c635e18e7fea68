"""What a predecessor leaves to a successor, for the successor's leads."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.permissions import can_work_queue
from accounts.views import CampaignTeamMixin
from core.views import FormView
from improvement_plans.models import Plan
from mergers.forms import DecisionForm, SettleForm
from mergers.models import Merger
from mergers.presenters import legacies
from mergers.services import decide, left, settle, settle_for_successor
from organisations import permissions
from organisations.services.membership import WrongState
from organisations.services.patient_data import PatientDataFound
from organisations.views.base import MemberMixin
from pledges.models import Commitment


class MergerMixin(MemberMixin):
    """Loads the merger in the address, one to the member in the address."""

    allowed = permissions.can_lead
    merger: Merger

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        to_us = Merger.objects.filter(succession__successor=self.membership.organisation_id)
        self.merger = get_object_or_404(to_us.with_parties(), pk=kwargs["merger"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The address's own `merger` is a number.
        context = kwargs | {"merger": self.merger, "predecessor": self.merger.predecessor}
        return super().get_context_data(  # type: ignore[misc]
            membership=self.membership, organisation=self.membership.organisation, **context
        )


class MergerView(MergerMixin, TemplateView):
    """Each commitment and the plan, with what was decided about it."""

    template_name = "mergers/merger.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = legacies(self.membership.organisation, timezone.localdate())
        return super().get_context_data(
            legacy=next((x for x in found if x.is_about(self.merger)), None),
            back_url=reverse("dashboard"),
            **kwargs,
        )


class DecideView(MergerMixin, FormView):
    """One thing that was left: carry it on, or end it."""

    template_name = "mergers/decide.html"
    form_class = DecisionForm
    shows_what_was_saved = True
    item: Commitment | Plan

    def get_initial(self) -> dict[str, Any]:
        decision = self.item.decisions.filter(merger=self.merger).first()
        return {"answer": decision.answer, "reason": decision.reason} if decision else {}

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        representative = self.membership.representatives.get(user=self.request.user)  # type: ignore[misc]
        try:
            decide(
                merger=self.merger,
                item=self.item,
                by=representative.user,
                role=representative.job_title,
                at=timezone.now(),
                today=timezone.localdate(),
                **form.cleaned_data,
            )
        except (WrongState, PatientDataFound) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect("merger", self.membership.pk, self.merger.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back_url = reverse("merger", args=[self.membership.pk, self.merger.pk])
        return super().get_context_data(back_url=back_url, **kwargs)


class DecideCommitmentView(DecideView):
    """What the predecessor promised under one pledge."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        commitments = left(merger=self.merger)[0].in_pledge_order()
        self.item = get_object_or_404(commitments, pledge__number=kwargs["number"])
        self.extra_context = {"commitment": self.item}


class DecidePlanView(DecideView):
    """The predecessor's published plan."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        version = get_object_or_404(left(merger=self.merger)[1].select_related("plan"))
        self.item = version.plan
        self.extra_context = {"version": version}


class SettleForSuccessorView(CampaignTeamMixin, FormView):
    """The campaign team settles what nobody is there to decide, with a reason."""

    template_name = "mergers/settle.html"
    form_class = SettleForm
    allowed = can_work_queue
    extra_context = {"section": "campaign"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.merger = get_object_or_404(Merger.objects.with_parties(), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: SettleForm) -> HttpResponse:
        try:
            settle_for_successor(
                merger=self.merger,
                by=self.request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                today=timezone.localdate(),
                **form.cleaned_data,
            )
        except WrongState as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, f"What {self.merger.predecessor} left is settled.")
        return redirect("desk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            merger=self.merger,
            predecessor=self.merger.predecessor,
            successor=self.merger.successor,
            back_url=reverse("desk"),
            **kwargs,
        )


class FinishView(MergerMixin):
    """“That is all”, by POST: what was not decided stays readable with the predecessor."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            settle(
                merger=self.merger,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                today=timezone.localdate(),
            )
            messages.success(request, f"Thank you. {self.merger.predecessor} is settled.")
        except WrongState as error:
            messages.warning(request, str(error))
        return redirect("merger", self.membership.pk, self.merger.pk)
