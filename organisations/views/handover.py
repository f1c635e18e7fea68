"""Handing the lead over."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from core.views import FormView
from organisations import permissions
from organisations.forms_team import HandoverForm
from organisations.models import Handover
from organisations.services import handover as handovers
from organisations.services.membership import WrongState
from organisations.services.team import NotOnTheTeam
from organisations.views.base import MemberMixin
from organisations.views.team import TeamPageMixin, back_to_team


class HandOverView(TeamPageMixin, FormView):
    """To whom, from when, and what becomes of the lead."""

    template_name = "organisations/team_hand_over.html"
    form_class = HandoverForm
    allowed = permissions.can_lead

    def get_form_kwargs(self) -> dict[str, Any]:
        people = self.membership.representatives.for_team_page().filter(user__is_active=True)
        return super().get_form_kwargs() | {"colleagues": people.exclude(user=self.request.user.pk)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"is_alone": not context["form"].fields["to"].queryset.exists()}

    def form_valid(self, form: HandoverForm) -> HttpResponse:
        chosen = {**form.cleaned_data, "to": form.cleaned_data["to"].user}
        try:
            handovers.plan_handover(
                membership=self.membership,
                by=self.request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                today=timezone.localdate(),
                **chosen,
            )
        except (handovers.HandoverImpossible, NotOnTheTeam, WrongState) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, "The hand-over is saved. We have told everyone concerned.")
        return back_to_team(self)


class CancelHandoverView(MemberMixin):
    """Cancel a planned hand-over by POST."""

    allowed = permissions.can_lead
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        handover = get_object_or_404(Handover, membership=self.membership, pk=kwargs["handover"])
        try:
            handovers.cancel_handover(handover=handover, by=request.user, at=timezone.now())  # type: ignore[arg-type]
            messages.success(request, "The hand-over is cancelled. We have told both people.")
        except handovers.HandoverImpossible as error:
            messages.warning(request, str(error))
        return back_to_team(self)
