"""The campaign team's pages about mail: the ledger, one mail, addresses, and the gate.

They stand here because the outbox knows neither people nor roles.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from accounts.permissions import can_work_queue
from accounts.views import CampaignTeamMixin
from core.paging import one_page
from core.views import FormView
from outbox import services
from outbox.models import Mail, SuppressedAddress
from outbox.presenters import Item, moment
from outbox.services.deciding import AlreadyDecided, NoWordsLeft
from safety_portal.forms import MailDecisionForm, MailFilterForm, ReleaseMailForm

DECISIONS: dict[str, Callable[..., Mail]] = {
    "AGAIN": services.send_again,
    "ARRIVED": services.it_arrived,
    "LEAVE": services.leave,
}
ADDRESSES_SHOWN = 200


class LedgerView(CampaignTeamMixin, TemplateView):
    """All mail, newest first, and what of it waits for a person."""

    template_name = "safety_portal/mail_ledger.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = MailFilterForm(self.request.GET)
        page = None
        if form.is_valid():
            asked = form.cleaned_data
            page = one_page(Mail.objects.matching(asked["q"], asked["state"]), self.request)
        to_decide = Mail.objects.to_decide()
        return super().get_context_data(
            section="campaign",
            form=form,
            page=page,
            items=[Item.of(mail) for mail in page.rows] if page else [],
            to_decide=[Item.of(mail) for mail in to_decide[:ADDRESSES_SHOWN]],
            suppressed=SuppressedAddress.objects.in_force().count(),
            is_held=services.is_held(),
            can_work_queue=can_work_queue(self.request.user),
            moment=moment,
            **kwargs,
        )


class MailView(CampaignTeamMixin, FormView):
    """One mail: its tries, what the server said, and a decision where one is needed."""

    template_name = "safety_portal/mail.html"
    form_class = MailDecisionForm
    allowed = can_work_queue

    def get_item(self) -> Item:
        return Item.of(get_object_or_404(Mail, pk=self.kwargs["pk"]))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "can_be_sent_again": self.get_item().can_be_sent_again,
        }

    def form_valid(self, form: MailDecisionForm) -> HttpResponse:
        decide = DECISIONS[form.cleaned_data["decision"]]
        try:
            decide(mail=self.get_item().mail, by=self.request.user, at=timezone.now())
        except (AlreadyDecided, NoWordsLeft):
            messages.info(self.request, "This was decided a moment ago.")
        else:
            messages.success(self.request, "Decided. It is in the record of changes.")
        return redirect("mail_ledger")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"item": self.get_item(), "section": "campaign", "moment": moment}
        return super().get_context_data(**kwargs | context, back_url=reverse("mail_ledger"))


class SuppressedView(CampaignTeamMixin, TemplateView):
    """Addresses that nothing but a code is sent to, and why."""

    template_name = "safety_portal/mail_addresses.html"
    allowed = can_work_queue

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        addresses = SuppressedAddress.objects.in_force().order_by("-since_at", "-pk")
        return super().get_context_data(
            section="campaign",
            page=one_page(addresses, self.request),
            back_url=reverse("mail_ledger"),
            **kwargs,
        )


class LiftSuppressionView(CampaignTeamMixin, View):
    """Write to an address again."""

    http_method_names = ["post"]
    allowed = can_work_queue

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        suppressed = get_object_or_404(SuppressedAddress, pk=pk)
        try:
            services.lift_suppression(
                suppressed=suppressed,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except AlreadyDecided:
            messages.info(request, "This was done a moment ago.")
        else:
            messages.success(request, f"Mail goes to {suppressed.address} again.")
        return redirect("mail_addresses")


class ReleaseMailView(CampaignTeamMixin, FormView):
    """Let mail go that is held after a restore."""

    template_name = "safety_portal/mail_release.html"
    form_class = ReleaseMailForm
    allowed = can_work_queue

    def form_valid(self, form: ReleaseMailForm) -> HttpResponse:
        at = timezone.now()
        if services.is_held():
            services.release_mail(
                by=self.request.user,  # type: ignore[arg-type]
                at=at,
                send_waiting=form.cleaned_data["waiting"] == "SEND",
            )
        messages.success(self.request, "Mail goes out again.")
        return redirect("mail_ledger")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        return super().get_context_data(
            **kwargs,
            section="campaign",
            is_held=services.is_held(),
            waiting=Mail.objects.ready(at).count(),
            back_url=reverse("mail_ledger"),
        )
