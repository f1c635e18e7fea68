"""Home, the signed-in person's own page, and the public page of a member."""

from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, TemplateView

from accounts.permissions import is_campaign_team
from core.public_pages import public_page
from improvement_plans.models import PlanVersion
from improvement_plans.presenters.page import serving
from individuals.models import Departure, Individual
from individuals.presenters import people_here
from introductions.models import Introduction
from introductions.presenters import can_be_asked
from mergers.models import Merger
from mergers.presenters import legacies
from organisations.models import JoinRequest, Membership, Organisation
from organisations.models.register import heirs
from organisations.views.base import MergedAddressMixin
from pledges.models import Commitment
from progress_reports.presenters.thread import reports_by_membership, speaking_of


@method_decorator(public_page, name="dispatch")
class HomeView(TemplateView):
    """What this is in one screen, how many have joined, and the latest pledges and plans."""

    template_name = "safety_portal/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plans = PlanVersion.objects.published().of_current_members()
        return super().get_context_data(
            members=Membership.objects.current().count(),
            plans=plans.count(),
            # Those who left too: what was pledged was pledged.
            shown_people=Individual.objects.shown().count(),
            people=Individual.objects.count() + Departure.objects.count(),
            commitments=Commitment.objects.newest_of(4),
            latest_plans=plans.select_related("plan__membership__organisation").order_by(
                "-published_at"
            )[:4],
            **kwargs,
        )


class DashboardView(TemplateView):
    """The memberships a person acts for, and the one next step for each."""

    template_name = "safety_portal/dashboard.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        if is_campaign_team(request.user) and not (
            context["memberships"] or context["has_own_pledges"] or context["join_requests"]
        ):
            return redirect("desk")  # where the campaign team's day begins
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        memberships = Membership.objects.represented_by(self.request.user).prefetch_related(  # type: ignore[arg-type]
            "plans"
        )
        waiting = Merger.objects.waiting(timezone.localdate()).with_parties()
        return super().get_context_data(
            memberships=memberships,
            mergers=waiting.to_lead(self.request.user).order_by("pk"),  # type: ignore[arg-type]
            introductions_to_answer=Introduction.objects.to_answer(self.request.user).count(),  # type: ignore[arg-type]
            has_own_pledges=Individual.objects.of(self.request.user).exists(),  # type: ignore[arg-type]
            join_requests=JoinRequest.objects.asked_by(self.request.user),  # type: ignore[arg-type]
            **kwargs,
        )


@method_decorator(public_page, name="dispatch")
class OrganisationView(MergedAddressMixin, DetailView):
    """A member's public page: its pledges, sponsor, plan, and when it was last heard from.

    What members that closed left to this organisation is here too, even before it is a member.
    """

    template_name = "safety_portal/organisation.html"
    queryset = Organisation.objects.prefetch_related("other_names")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = self.object.memberships.public().select_related("certificate")
        membership = members.with_rejoined_at().first()
        today = timezone.localdate()
        inherited = legacies(self.object, today)
        if membership is None:
            if not inherited:
                raise Http404
            self.template_name = "mergers/not_a_member.html"
        commitments = Commitment.objects.published().filter(membership=membership)
        plans = PlanVersion.objects.published().filter(plan__membership=membership)
        plan = plans.prefetch_related("priorities__pledges").first()
        whose = [each.membership.pk for each in inherited] + ([membership.pk] if membership else [])
        reports = reports_by_membership(whose)
        return super().get_context_data(
            organisation=self.object,
            membership=membership,
            commitments=commitments.in_pledge_order(),
            plan=plan,
            serving=serving(plan),
            reports=reports,
            reports_on=speaking_of(reports.get(membership.pk, []) if membership else []),
            legacies=inherited,
            is_closed=self.object.is_closed(today),
            predecessors=self.predecessors(today),
            successors=self.successors(today) if self.object.is_closed(today) else [],
            people_here=people_here(self.object),
            can_be_asked=can_be_asked([membership.pk], self.request.user, today)
            if membership
            else set(),
            section="directory",
            **kwargs,
        )

    def predecessors(self, today: date) -> list[Organisation]:
        """Whom this organisation continues, A to Z."""
        found = self.object.successions_to.in_effect(today).select_related("predecessor")
        return sorted((succession.predecessor for succession in found), key=str)

    def successors(self, today: date) -> list[Organisation]:
        """Who continues this organisation, A to Z."""
        prefetch_related_objects([self.object], *heirs())
        return sorted(self.object.continued_by(today), key=str)
