"""The campaign team joins an organisation that was added by hand with the register's record."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.permissions import can_work_queue
from accounts.views import CampaignTeamMixin
from organisations.models import Organisation
from organisations.services.by_hand import CannotMerge, merge_organisations

MOST_SHOWN = 20


class MergeFindView(CampaignTeamMixin, TemplateView):
    """Which record of the register it is: likely ones at once, others by a search."""

    template_name = "organisations/merge_find.html"
    allowed = can_work_queue

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        added = get_object_or_404(
            Organisation, slug=self.kwargs["slug"], added_by_hand=True, merged_into=None
        )
        query = self.request.GET.get("q", "")[:120]
        register = Organisation.objects.filter(added_by_hand=False)
        found = (
            register.matching(query)
            if query.strip()
            else register.likely_duplicates(name=added.name, postcode=added.postcode)
        )
        return super().get_context_data(
            added=added,
            query=query,
            found=found[:MOST_SHOWN],
            section="campaign",
            back_url=reverse("desk"),
            **kwargs,
        )


class MergeView(CampaignTeamMixin, TemplateView):
    """Both records side by side, and one press that joins them."""

    template_name = "organisations/merge.html"
    allowed = can_work_queue

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        added, into = self.get_pair()
        back_url = reverse("merge_find", args=[added.slug])
        pair = {"added": added, "into": into}
        return super().get_context_data(section="campaign", back_url=back_url, **{**kwargs, **pair})

    def get_pair(self) -> tuple[Organisation, Organisation]:
        added = get_object_or_404(Organisation, slug=self.kwargs["slug"], added_by_hand=True)
        return added, get_object_or_404(Organisation, slug=self.kwargs["into"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        added, into = self.get_pair()
        try:
            merge_organisations(
                added=added,
                into=into,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                today=timezone.localdate(),
            )
        except CannotMerge as error:
            messages.warning(request, str(error))
            # One that was joined with another record before has no page to choose from.
            return redirect("desk") if added.merged_into_id else redirect("merge_find", added.slug)
        messages.success(request, f"{added} is now one record with {into}.")
        return redirect("desk")
