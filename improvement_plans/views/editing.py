"""Writing a plan: its task list, its parts, the preview, and publishing."""

from typing import Any, ClassVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from core.autosave import AutosaveFormView, RevisedForm
from core.revisions import Saved
from core.views import FormView
from improvement_plans import permissions, services
from improvement_plans.aims import plain_number
from improvement_plans.choices import Part
from improvement_plans.forms import AboutForm, PriorityForm, PublishForm, WhereWeAreNowForm
from improvement_plans.models import PlanVersion, Priority
from improvement_plans.presenters import PlanDesk, PlanPage, advice, look_again
from improvement_plans.views.base import DraftMixin, PlanMixin, save_and_return
from organisations.services.membership import WrongState
from organisations.services.patient_data import PatientDataFound
from organisations.views.base import MemberMixin
from pledges.models import PledgeWording


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


class WritingView(DraftMixin, FormView):
    """A page to write in, reached from the task list."""

    shows_what_was_saved = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back_url = reverse("plan_tasks", args=[self.plan.pk])
        return super().get_context_data(back_url=back_url, writes=True, **kwargs)


class PartView(DraftMixin, AutosaveFormView):
    """One part of the draft, saved on its own."""

    form_class: type[RevisedForm]
    part: ClassVar[Part]
    refusals = (WrongState, services.NothingToPublish)

    @property
    def asked(self) -> list[str]:
        """The fields of the part."""
        return [name for name in self.form_class.base_fields if name != "revision"]

    def saved(self) -> Saved:
        if self.draft is None:
            return PlanVersion().saved(self.asked)
        return self.draft.saved(self.asked, self.draft.parts_saved.last_of(self.part))

    def save(self, fields: dict[str, Any], *, revision: int, autosaved: bool) -> Saved | None:
        if not fields:
            return None
        self.draft = services.save_part(
            plan=self.plan,
            by=self.request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            part=self.part,
            seen=self.asked,
            revision=revision,
            autosaved=autosaved,
            **fields,
        )
        return self.saved()

    def get_success_url(self) -> str:
        return reverse("plan_tasks", args=[self.plan.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=self.get_success_url(), **kwargs)


class AboutView(PartView):
    """Title, dates, and who leads."""

    template_name = "improvement_plans/about.html"
    part = Part.ABOUT
    form_class = AboutForm


class NowView(PartView):
    """Where the organisation stands today, by its own data."""

    template_name = "improvement_plans/now.html"
    part = Part.NOW
    form_class = WhereWeAreNowForm


class PriorityAddView(WritingView):
    """A new priority of the draft, and its aim."""

    template_name = "improvement_plans/priority.html"
    form_class = PriorityForm
    shows_what_was_saved = False

    def get_form_kwargs(self) -> dict[str, Any]:
        wordings = PledgeWording.objects.in_force(timezone.localdate())
        return {**super().get_form_kwargs(), "wordings": list(wordings)}

    def form_valid(self, form: Form) -> HttpResponse:
        return save_and_return(
            self,
            form,
            services.save_priority,
            priority_pk=self.kwargs.get("priority"),
            **form.cleaned_data,
        )


class PriorityEditView(PriorityAddView):
    """A priority that the draft has already."""

    shows_what_was_saved = True
    priority: Priority

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.priority = get_object_or_404(Priority, version__plan=self.plan, pk=kwargs["priority"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.priority.version_id != getattr(self.draft, "pk", None):
            return redirect("plan_tasks", self.plan.pk)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        fields = {name: getattr(self.priority, name) for name in PriorityForm.base_fields}
        amount = self.priority.aim_amount
        fields["aim_amount"] = None if amount is None else plain_number(amount)
        return {**fields, "pledges": [p.number for p in self.priority.pledges.all()]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(priority=self.priority, **kwargs)


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
