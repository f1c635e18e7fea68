"""Starting a plan or a version of it, and its task list."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from improvement_plans import permissions, services
from improvement_plans.presenters.desk import PlanDesk
from improvement_plans.views.base import PlanMixin
from organisations.services.membership import WrongState
from organisations.views.base import MemberMixin


class StartPlanView(MemberMixin, TemplateView):
    """What a plan is and what it asks for; starting one takes a press."""

    template_name = "improvement_plans/start.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            membership=self.membership,
            organisation=self.membership.organisation,
            back_url=reverse("dashboard"),
            **kwargs,
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if plan := self.membership.plans.first():
            return redirect("plan_tasks", plan.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            plan = services.start_plan(
                membership=self.membership,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except WrongState:
            # The page itself says when a plan can be started.
            return redirect("plan_start", self.membership.pk)
        return redirect("plan_tasks", plan.pk)


class PlanTasksView(PlanMixin, TemplateView):
    """What is written and what is still to write; the page to come back to."""

    template_name = "improvement_plans/tasks.html"
    allowed = permissions.can_view_draft

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        desk = PlanDesk.of(self.plan, self.draft, self.request.user)  # type: ignore[arg-type]
        return super().get_context_data(desk=desk, back_url=reverse("dashboard"), **kwargs)


class NewVersionView(PlanMixin):
    """A new draft that begins as what is public."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.start_new_version(
                plan=self.plan,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except WrongState as error:
            messages.warning(request, str(error))
        return redirect("plan_tasks", self.plan.pk)
