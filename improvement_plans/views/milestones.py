"""What a plan will have done by when, and what of it was reached."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from core.views import FormView
from improvement_plans import permissions, services
from improvement_plans.choices import Part
from improvement_plans.forms.milestones import MilestoneForm, ReachedForm
from improvement_plans.models import Milestone
from improvement_plans.views.base import REFUSALS, PlanMixin
from improvement_plans.views.rows import (
    AddRowView,
    ChangeRowView,
    DeleteRowView,
    OneRowMixin,
    RowMixin,
)


class MilestonesView(PlanMixin, TemplateView):
    """The draft's milestones, or the published version's where there is no draft."""

    template_name = "improvement_plans/milestones.html"
    allowed = permissions.can_view_draft

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        published = self.plan.versions.published().first()
        version = self.draft or published
        before = published.milestones.values_list("key", "due_date") if published else ()
        return super().get_context_data(
            version=version,
            milestones=list(version.milestones.by_due_date()) if version else [],
            done=self.plan.milestones_done.days(),
            published_dates=dict(before),
            last=version.parts_saved.last_of(Part.MILESTONES) if version else None,
            can_edit=permissions.can_edit_plan(self.request.user, self.plan),  # type: ignore[arg-type]
            back_url=reverse("plan_tasks", args=[self.plan.pk]),
            **kwargs,
        )


class MilestoneMixin(RowMixin):
    list_url = "plan_milestones"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "draft": self.draft}  # type: ignore[misc]


class OneMilestoneMixin(MilestoneMixin, OneRowMixin):
    def row(self) -> Milestone | None:
        if self.draft is None:
            return None
        return self.draft.milestones.filter(pk=self.kwargs["row"]).first()


class MilestoneAddView(MilestoneMixin, AddRowView):
    """A new milestone."""

    template_name = "improvement_plans/milestone.html"
    form_class = MilestoneForm
    add = services.add_milestone


class MilestoneView(OneMilestoneMixin, ChangeRowView):
    """A milestone of the draft."""

    template_name = "improvement_plans/milestone.html"
    form_class = MilestoneForm
    change = services.change_milestone


class MilestoneDeleteView(OneMilestoneMixin, DeleteRowView):
    """Take a milestone out of the draft."""

    template_name = "improvement_plans/milestone_delete.html"
    delete_it = services.delete_milestone


class ReachedView(PlanMixin, FormView):
    """Say that a milestone was reached, and when. It needs no new version of the plan."""

    template_name = "improvement_plans/milestone_reached.html"
    form_class = ReachedForm
    milestone: Milestone

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        versions = [v for v in (self.draft, self.plan.versions.published().first()) if v]
        found = Milestone.objects.filter(version__in=versions, key=kwargs["key"]).first()
        if found is None:
            raise Http404
        self.milestone = found

    def get_initial(self) -> dict[str, Any]:
        day = self.plan.milestones_done.days().get(self.milestone.key)
        return {"done_date": day or timezone.localdate()}

    def form_valid(self, form: ReachedForm) -> HttpResponse:
        try:
            services.record_done(
                plan=self.plan,
                key=self.milestone.key,
                by=self.request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                today=timezone.localdate(),
                **form.cleaned_data,
            )
        except services.NotReachedYet as error:
            form.add_error("done_date", str(error))
        except REFUSALS as error:
            form.add_error(None, str(error))
        else:
            messages.success(self.request, f"Reached: {self.milestone.title}")
            return redirect("plan_milestones", self.plan.pk)
        return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back_url = reverse("plan_milestones", args=[self.plan.pk])
        return super().get_context_data(row=self.milestone, back_url=back_url, **kwargs)


class NotReachedView(PlanMixin):
    """Take back that a milestone was reached."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.take_back_done(
                plan=self.plan,
                key=kwargs["key"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except REFUSALS as error:
            messages.warning(request, str(error))
        return redirect("plan_milestones", self.plan.pk)
