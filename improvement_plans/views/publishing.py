"""The preview, and publishing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from core.views import FormView
from improvement_plans import permissions, services
from improvement_plans.forms.publishing import PublishForm
from improvement_plans.presenters.advice import advice, look_again
from improvement_plans.presenters.page import PlanPage
from improvement_plans.views.base import DraftMixin
from organisations.services.membership import WrongState
from organisations.services.patient_data import PatientDataFound


class PreviewView(DraftMixin, TemplateView):
    """The draft exactly as the public will see it."""

    template_name = "improvement_plans/plan.html"
    allowed = permissions.can_view_draft

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = PlanPage.of(self.draft, timezone.localdate())  # type: ignore[arg-type]
        return super().get_context_data(
            page=page, back_url=reverse("plan_tasks", args=[self.plan.pk]), **kwargs
        )


class PublishView(DraftMixin, FormView):
    """Make the draft public, with a reason. Advice is shown; only a missing title stops it."""

    template_name = "improvement_plans/publish.html"
    is_for_good = True
    form_class = PublishForm
    allowed = permissions.can_publish_plan

    def get_initial(self) -> dict[str, Any]:
        day = self.plan.next_report_date
        to_come = day if day and day > timezone.localdate() else None
        return {"report_frequency": self.plan.report_frequency, "next_report_date": to_come}

    def form_valid(self, form: PublishForm) -> HttpResponse:
        representatives = self.plan.membership.representatives
        representative = representatives.get(user=self.request.user)  # type: ignore[misc]
        try:
            version = services.publish_plan(
                plan=self.plan,
                by=representative.user,
                role=representative.job_title,
                at=timezone.now(),
                today=timezone.localdate(),
                **form.cleaned_data,
            )
        except services.ReportDateHasPassed as error:
            form.add_error("next_report_date", str(error))
        except (WrongState, services.NothingToPublish, PatientDataFound) as error:
            form.add_error(None, str(error))
        else:
            messages.success(self.request, f"Version {version.number} of your plan is public.")
            return redirect("plan_public", self.plan.membership.organisation.slug)
        return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            advice=advice(self.plan, self.draft) if self.draft else [],
            look_again=look_again(self.plan, self.draft) if self.draft else [],
            back_url=reverse("plan_tasks", args=[self.plan.pk]),
            **kwargs,
        )
