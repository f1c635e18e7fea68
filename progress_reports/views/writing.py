"""The list of a plan's reports, the task list of the draft, and its pages."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from core.autosave import AutosaveFormView, RevisedForm
from core.revisions import Saved
from improvement_plans import permissions
from progress_reports import services
from progress_reports.forms import PriorityForm, ReportForm
from progress_reports.models import Report, ReportedPriority
from progress_reports.presenters.desk import DraftDesk, ReportsDesk
from progress_reports.views.base import NOT_BEGUN, REFUSALS, ReportDraftMixin, ReportMixin


class ReportListView(ReportMixin, TemplateView):
    """What was reported, and where a report begins."""

    template_name = "progress_reports/list.html"
    allowed = permissions.can_view_draft

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        desk = ReportsDesk.of(self.plan, self.report, self.request.user)  # type: ignore[arg-type]
        back = reverse("plan_tasks", args=[self.plan.pk])
        return super().get_context_data(desk=desk, back_url=back, **kwargs)


class StartReportView(ReportMixin):
    """Begin a report about the time since the last one; it takes a press."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.start_report(today=timezone.localdate(), **self.who_and_when())
        except NOT_BEGUN as error:
            messages.warning(request, str(error))
            return redirect("report_list", self.plan.pk)
        return redirect("report_tasks", self.plan.pk)


class StartCorrectionView(ReportMixin):
    """Begin the next version of a report that is public."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.plan.progress_reports.ever_published().filter(number=kwargs["number"]).exists():
            try:
                services.start_correction(number=kwargs["number"], **self.who_and_when())
            except NOT_BEGUN as error:
                messages.warning(request, str(error))
                return redirect("report_list", self.plan.pk)
        return redirect("report_tasks", self.plan.pk)


class ReportTasksView(ReportDraftMixin, TemplateView):
    """What is written and what is still to write; the page to come back to."""

    template_name = "progress_reports/tasks.html"
    allowed = permissions.can_view_draft

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        desk = DraftDesk.of(self.plan, self.report, self.request.user)  # type: ignore[arg-type]
        back = reverse("report_list", args=[self.plan.pk])
        return super().get_context_data(desk=desk, back_url=back, **kwargs)


class BringUpToDateView(ReportMixin):
    """Let the draft speak of the plan as it was published meanwhile."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.bring_up_to_date(**self.who_and_when())
        except (*NOT_BEGUN, *REFUSALS) as error:
            messages.warning(request, str(error))
        return redirect("report_tasks", self.plan.pk)


class DiscardReportView(ReportDraftMixin, TemplateView):
    """Ask first, then delete the draft."""

    template_name = "progress_reports/discard.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.discard_report(**self.who_and_when())
        except REFUSALS as error:
            messages.warning(request, str(error))
        return redirect("report_list", self.plan.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("report_tasks", args=[self.plan.pk])
        return super().get_context_data(back_url=back, **kwargs)


class ReportPartView(ReportDraftMixin, AutosaveFormView):
    """One page of the draft, saved on its own. Two authors see both texts."""

    form_class: type[RevisedForm]
    refusals = REFUSALS

    @property
    def asked(self) -> list[str]:
        """The fields of the page."""
        return [name for name in self.form_class.base_fields if name != "revision"]

    def row(self) -> Report | ReportedPriority:
        """What is stored; an empty row where it is gone."""
        raise NotImplementedError

    def saved(self) -> Saved:
        return services.saved_of(self.row(), self.asked)

    def get_success_url(self) -> str:
        return reverse("report_tasks", args=[self.plan.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=self.get_success_url(), **kwargs)


class ReportAboutView(ReportPartView):
    """The period, and whom the report thanks."""

    template_name = "progress_reports/about.html"
    form_class = ReportForm

    @property
    def is_correction(self) -> bool:
        return bool(self.report and self.report.is_correction)

    @property
    def asked(self) -> list[str]:
        names = super().asked
        return names if self.is_correction else [name for name in names if name != "charts"]

    def row(self) -> Report:
        return self.report or Report()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "is_correction": self.is_correction}

    def save(self, fields: dict[str, Any], *, revision: int, autosaved: bool) -> Saved | None:
        if not fields:
            return None
        seen: dict[str, Any] = {"seen": self.asked, "revision": revision, "autosaved": autosaved}
        self.report = services.save_report(**self.who_and_when(), **seen, **fields)
        return self.saved()


class ReportPriorityView(ReportPartView):
    """What the report says of one priority, beside the charts as they stand today."""

    template_name = "progress_reports/priority.html"
    form_class = PriorityForm
    priority: ReportedPriority | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.report:
            rows = self.report.priorities.select_related("saved_by")
            self.priority = rows.filter(key=kwargs["key"]).first()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.priority is None:
            return redirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def row(self) -> ReportedPriority:
        return self.priority or ReportedPriority()

    def save(self, fields: dict[str, Any], *, revision: int, autosaved: bool) -> Saved | None:
        if not fields:
            return None
        seen: dict[str, Any] = {"seen": self.asked, "revision": revision, "autosaved": autosaved}
        key = self.kwargs["key"]
        self.priority = services.save_priority(key=key, **self.who_and_when(), **seen, **fields)
        return self.saved()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        charts = services.charts_of(self.report) if self.report else {}
        shown = charts.get(self.kwargs["key"], [])
        context = super().get_context_data(priority=self.priority, charts=shown, **kwargs)
        # Seven texts one after the other: the preview shows them better.
        return context | {"looks": {}}
