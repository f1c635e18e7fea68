"""Home, the signed-in person's own page, and the public page of a member."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, TemplateView

from improvement_plans.models import PlanVersion
from organisations.models import JoinRequest, Membership, Organisation
from pledges.models import Commitment


@method_decorator(login_not_required, name="dispatch")
class HomeView(TemplateView):
    """What this is in one screen, how many have joined, and the latest pledges and plans."""

    template_name = "safety_portal/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = Membership.objects.current().select_related("organisation").order_by("-joined_at")
        plans = PlanVersion.objects.published().of_current_members()
        return super().get_context_data(
            members=Membership.objects.current().count(),
            plans=plans.count(),
            newest=newest[:4],
            latest_plans=plans.select_related("plan__membership__organisation").order_by(
                "-published_at"
            )[:4],
            **kwargs,
        )


class DashboardView(TemplateView):
    """The memberships a person acts for, and the one next step for each."""

    template_name = "safety_portal/dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        memberships = Membership.objects.represented_by(self.request.user).prefetch_related(  # type: ignore[arg-type]
            "plans"
        )
        return super().get_context_data(
            memberships=memberships,
            join_requests=JoinRequest.objects.asked_by(self.request.user),  # type: ignore[arg-type]
            **kwargs,
        )


@method_decorator(login_not_required, name="dispatch")
class OrganisationView(DetailView):
    """A member's public page: its pledges, sponsor, plan, and when it was last heard from."""

    template_name = "safety_portal/organisation.html"
    queryset = Organisation.objects.prefetch_related("other_names")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        membership = self.object.memberships.public().first()
        if membership is None:
            raise Http404
        commitments = Commitment.objects.published().filter(membership=membership)
        return super().get_context_data(
            organisation=self.object,
            membership=membership,
            commitments=commitments.in_pledge_order(),
            plan=PlanVersion.objects.published()
            .filter(plan__membership=membership)
            .prefetch_related("priorities__pledges")
            .first(),
            section="directory",
            **kwargs,
        )
