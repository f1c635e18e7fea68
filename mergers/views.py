"""What a predecessor leaves to a successor, for the successor's leads."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView

from improvement_plans.models import Plan, PlanVersion
from mergers.forms import DecisionForm
from mergers.models import Handover
from mergers.presenters import legacies
from mergers.services import decide, settle
from organisations import permissions
from organisations.services.membership import WrongState
from organisations.views.base import MemberMixin
from pledges.models import Commitment


class HandoverMixin(MemberMixin):
    """Loads the handover in the address, one to the member in the address."""

    allowed = permissions.can_lead
    handover: Handover

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        to_us = Handover.objects.filter(succession__successor=self.membership.organisation_id)
        self.handover = get_object_or_404(to_us.with_parties(), pk=kwargs["handover"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The address's own `handover` is a number.
        context = kwargs | {"handover": self.handover, "predecessor": self.handover.predecessor}
        return super().get_context_data(  # type: ignore[misc]
            membership=self.membership, organisation=self.membership.organisation, **context
        )


class HandoverView(HandoverMixin, TemplateView):
    """Each commitment and the plan, with what was decided about it."""

    template_name = "mergers/handover.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = legacies(self.membership.organisation, timezone.localdate())
        return super().get_context_data(
            legacy=next((x for x in found if x.succession == self.handover.succession), None),
            back_url=reverse("dashboard"),
            **kwargs,
        )


class DecideView(HandoverMixin, FormView):
    """One thing that was left: carry it on, or end it."""

    template_name = "mergers/decide.html"
    form_class = DecisionForm
    item: Commitment | Plan

    def get_initial(self) -> dict[str, Any]:
        decision = self.item.decisions.filter(handover=self.handover).first()
        return {"answer": decision.answer, "reason": decision.reason} if decision else {}

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        representative = self.membership.representatives.get(user=self.request.user)  # type: ignore[misc]
        try:
            decide(
                handover=self.handover,
                item=self.item,
                by=representative.user,
                role=representative.job_title,
                at=timezone.now(),
                today=timezone.localdate(),
                **form.cleaned_data,
            )
        except WrongState as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect("handover", self.membership.pk, self.handover.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back_url = reverse("handover", args=[self.membership.pk, self.handover.pk])
        return super().get_context_data(back_url=back_url, **kwargs)


class DecideCommitmentView(DecideView):
    """What the predecessor promised under one pledge."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        left = Commitment.objects.published().filter(membership=self.handover.membership)
        self.item = get_object_or_404(left.in_pledge_order(), pledge__number=kwargs["number"])
        self.extra_context = {"commitment": self.item}


class DecidePlanView(DecideView):
    """The predecessor's published plan."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        published = PlanVersion.objects.published().select_related("plan")
        version = get_object_or_404(published, plan__membership=self.handover.membership)
        self.item = version.plan
        self.extra_context = {"version": version}


class FinishView(HandoverMixin):
    """“That is all”, by POST: what was not decided stays readable with the predecessor."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            settle(
                handover=self.handover,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                today=timezone.localdate(),
            )
            messages.success(request, f"Thank you. {self.handover.predecessor} is settled.")
        except WrongState as error:
            messages.warning(request, str(error))
        return redirect("handover", self.membership.pk, self.handover.pk)
