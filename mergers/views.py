"""What a predecessor leaves to a successor, for the successor's leads."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from core.views import FormView
from improvement_plans.models import Plan, PlanVersion
from mergers.forms import DecisionForm
from mergers.models import Merger
from mergers.presenters import legacies
from mergers.services import decide, settle
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
            legacy=next((x for x in found if x.succession == self.merger.succession), None),
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
        left = Commitment.objects.published().filter(membership=self.merger.membership)
        self.item = get_object_or_404(left.in_pledge_order(), pledge__number=kwargs["number"])
        self.extra_context = {"commitment": self.item}


class DecidePlanView(DecideView):
    """The predecessor's published plan."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        published = PlanVersion.objects.published().select_related("plan")
        version = get_object_or_404(published, plan__membership=self.merger.membership)
        self.item = version.plan
        self.extra_context = {"version": version}


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
