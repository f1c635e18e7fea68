"""What the campaign team does about a sponsor who said “this is not my organisation”."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.permissions import can_work_queue
from accounts.views import CampaignTeamMixin
from organisations.choices import SponsorAnswer
from organisations.models import SponsorRequest
from organisations.services.sponsorship import deal_with_denial


class DealtWithView(CampaignTeamMixin):
    """Off the desk, by POST."""

    allowed = can_work_queue
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        denied = SponsorRequest.objects.filter(answer=SponsorAnswer.NOT_MINE)
        found = get_object_or_404(
            denied.select_related("membership__organisation"), pk=kwargs["sponsor_request"]
        )
        deal_with_denial(sponsor_request=found, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        messages.success(
            request,
            f"{found.membership.organisation} is off the list. The record shows who and when.",
        )
        return redirect("desk")
