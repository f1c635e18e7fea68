"""The campaign team's check by hand."""

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
from organisations.forms import DeclineForm
from organisations.models import Membership
from organisations.services.membership import WrongState
from pledges.services import approve_sign_up, decline_sign_up


class QueueMixin(CampaignTeamMixin):
    """A sign-up that waits for a person of the campaign team."""

    allowed = can_work_queue

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        sent = Membership.objects.select_related("organisation")
        # A POST that comes after a colleague's is told so; a GET shows only what still waits.
        posted = request.method == "POST"
        waiting = sent.sent_to_campaign() if posted else sent.awaiting_verification()
        self.membership = get_object_or_404(waiting, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)


class VerifyView(QueueMixin, FormView):
    """Who signed up, and the choice to decline with a reason."""

    template_name = "pledges/verify.html"
    form_class = DeclineForm

    def form_valid(self, form: DeclineForm) -> HttpResponse:
        return decide(
            self, decline_sign_up, "Declined. The applicant has been told why.", **form.cleaned_data
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            membership=self.membership,
            organisation=self.membership.organisation,
            representatives=self.membership.representatives.select_related("user").order_by("pk"),
            commitments=self.membership.commitments.drafts().in_pledge_order(),
            section="campaign",
            back_url=reverse("desk"),
            **kwargs,
        )


class ApproveView(QueueMixin):
    """Approve by POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return decide(self, approve_sign_up, f"{self.membership.organisation} is a member now.")


def decide(view: QueueMixin, service: Any, done: str, **arguments: Any) -> HttpResponse:
    """Call a service for the view's membership and go back to the desk with what happened."""
    try:
        service(membership=view.membership, by=view.request.user, at=timezone.now(), **arguments)
        messages.success(view.request, done)
    except WrongState as error:  # a colleague was quicker
        messages.warning(view.request, str(error))
    return redirect("desk")
