"""Ending a sign-up that no sponsor has confirmed: by one of its leads, or by the campaign team."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import can_work_queue
from accounts.views import CampaignTeamMixin
from core.views import FormView
from organisations import permissions
from organisations.choices import UNCONFIRMED_STATES
from organisations.forms import EndForm
from organisations.models import Membership
from organisations.services.ending import end_sign_up
from organisations.services.membership import WrongState
from organisations.views.base import MemberMixin


class EndMixin(FormView):
    """What ending means, and the reason for it."""

    template_name = "organisations/end_sign_up.html"
    form_class = EndForm
    membership: Membership
    back: str

    def form_valid(self, form: EndForm) -> HttpResponse:
        try:
            end_sign_up(
                membership=self.membership,
                by=self.request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                **form.cleaned_data,
            )
        except WrongState as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, f"The sign-up of {self.membership.organisation} has ended.")
        return redirect(self.back)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            membership=self.membership,
            organisation=self.membership.organisation,
            possible=self.membership.state in UNCONFIRMED_STATES,
            back_url=self.back,
            **kwargs,
        )


class EndSignUpView(MemberMixin, EndMixin):
    """A lead ends it."""

    allowed = permissions.can_lead

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.back = reverse("sign_up_tasks", args=[self.membership.pk])


class CampaignEndView(CampaignTeamMixin, EndMixin):
    """The campaign team ends it, and sees nothing of it but whose it is."""

    allowed = can_work_queue
    extra_context = {"section": "campaign"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        known = Membership.objects.select_related("organisation")
        self.membership = get_object_or_404(known, pk=kwargs["pk"])
        self.back = reverse("desk")
        return super().dispatch(request, *args, **kwargs)
