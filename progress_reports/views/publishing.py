"""The preview, publishing, a report of no change, and taking back."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.generic import TemplateView

from core.views import FormView
from improvement_plans import permissions
from improvement_plans.choices import ReportFrequency
from improvement_plans.forms.publishing import UnpublishForm
from improvement_plans.services import ReportDateHasPassed, following_report
from organisations.services.membership import WrongState
from organisations.services.patient_data import PatientDataFound
from progress_reports import services
from progress_reports.choices import ReportState
from progress_reports.forms import LOOK_AGAIN, NothingNewForm, PublishReportForm
from progress_reports.models import Report
from progress_reports.presenters.desk import last_changes, look_again, unanswered
from progress_reports.presenters.page import ReportPage
from progress_reports.views.base import (
    NOT_BEGUN,
    REFUSALS,
    ReportDraftMixin,
    ReportMixin,
    representative_in,
)


class ReportPreviewView(ReportDraftMixin, TemplateView):
    """The draft exactly as the public will see it."""

    template_name = "progress_reports/report.html"
    allowed = permissions.can_view_draft

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = ReportPage.of(self.report, timezone.localdate())  # type: ignore[arg-type]
        back = reverse("report_tasks", args=[self.plan.pk])
        return super().get_context_data(page=page, back_url=back, **kwargs)


class PublishReportView(ReportDraftMixin, FormView):
    """Make the draft public, with a reason."""

    template_name = "progress_reports/publish.html"
    is_for_good = True
    form_class = PublishReportForm
    allowed = permissions.can_publish_plan

    def get_form_kwargs(self) -> dict[str, Any]:
        is_correction = bool(self.report and self.report.is_correction)
        shown = {"is_correction": is_correction, "following": self.following()}
        return {**super().get_form_kwargs(), **shown}

    def following(self) -> dict[str, date]:
        """The day of the next report if nothing else is said, by how often there is one."""
        today = timezone.localdate()
        return {often: following_report(self.plan, often, today) for often in ReportFrequency}

    def get_initial(self) -> dict[str, Any]:
        report = self.report
        read = services.fingerprint_of(report, services.charts_of(report)) if report else ""
        return {"report_frequency": self.plan.report_frequency, "read": read}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.report is None and (theirs := self.published_as_read(request.POST.get("read", ""))):
            by = "You" if theirs.published_by == request.user else str(theirs.published_by)
            text = f"{by} published this report a moment ago, as you read it."
            messages.success(request, f"{text} Nothing was published twice.")
            return redirect(theirs)
        return super().post(request, *args, **kwargs)

    def published_as_read(self, read: str) -> Report | None:
        """The report that was published last, if it says what this person has read."""
        reports = self.plan.progress_reports.published().select_related("published_by")
        last = reports.order_by("-published_at").first()
        if last is None or services.fingerprint_of(last, services.charts_of(last)) != read:
            return None
        last.plan = self.plan
        return last

    def form_valid(self, form: PublishReportForm) -> HttpResponse:
        representative = representative_in(self.plan, self.request)
        given = {"report_frequency": self.plan.report_frequency, "next_report_date": None}
        try:
            report = services.publish_report(
                today=timezone.localdate(),
                role=representative.job_title,
                **self.who_and_when(),
                **{**given, **form.cleaned_data},
            )
        except ReportDateHasPassed as error:
            form.add_error("next_report_date", str(error))
        except services.ReportChangedSinceRead:
            form.add_error(None, LOOK_AGAIN)
        except (*REFUSALS, services.NotAnswered, PatientDataFound) as error:
            form.add_error(None, str(error))
        else:
            messages.success(self.request, published_words(report))
            return redirect(report)
        return self.form_invalid(form)

    def form_invalid(self, form: PublishReportForm) -> HttpResponse:
        # The next press is about the draft as it is now, which the page asks to read.
        form.show_as_read(self.get_initial()["read"])
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.report
        return super().get_context_data(
            unanswered=unanswered(report) if report else [],
            look_again=look_again(self.plan, report) if report else [],
            last_changes=last_changes(report) if report else [],
            back_url=reverse("report_tasks", args=[self.plan.pk]),
            **kwargs,
        )


class NothingNewView(ReportMixin, FormView):
    """A whole report in one sentence: there is nothing to report this time, and why."""

    template_name = "progress_reports/nothing_new.html"
    is_for_good = True
    form_class = NothingNewForm
    allowed = permissions.can_publish_plan

    def form_valid(self, form: NothingNewForm) -> HttpResponse:
        try:
            report = services.report_nothing_new(
                why=form.cleaned_data["why"],
                role=representative_in(self.plan, self.request).job_title,
                today=timezone.localdate(),
                **self.who_and_when(),
            )
        except (*NOT_BEGUN, PatientDataFound) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, published_words(report))
        return redirect(report)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        return super().get_context_data(
            following=following_report(self.plan, self.plan.report_frequency, today),
            has_plan=self.plan.versions.published().exists(),
            back_url=reverse("report_list", args=[self.plan.pk]),
            **kwargs,
        )


class UnpublishReportView(ReportMixin, FormView):
    """Take a version back, with a reason; the page says what happens then."""

    template_name = "progress_reports/unpublish.html"
    is_for_good = True
    form_class = UnpublishForm
    allowed = permissions.can_publish_plan
    version: Report

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        published = self.plan.progress_reports.ever_published()
        which = {"number": kwargs["number"], "version": kwargs["version"]}
        self.version = get_object_or_404(published, **which)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.version.state == ReportState.UNPUBLISHED:
            return redirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: UnpublishForm) -> HttpResponse:
        try:
            services.unpublish_report(
                number=self.version.number,
                version=self.version.version,
                reason=form.cleaned_data["reason"],
                role=representative_in(self.plan, self.request).job_title,
                **self.who_and_when(),
            )
        except (WrongState, PatientDataFound) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, f"Version {self.version.version} is taken back.")
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        slug = self.plan.membership.organisation.slug
        return reverse("report_version", args=[slug, self.version.number, self.version.version])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("report_list", args=[self.plan.pk])
        return super().get_context_data(version=self.version, back_url=back, **kwargs)


def published_words(report: Report) -> str:
    """What is said once a report is public."""
    return format_html(
        'Your report is public. Thank you for telling how it goes. <a class="'
        'nhsuk-notification-banner__link" href="{}">Go back to your reports</a>',
        reverse("report_list", args=[report.plan_id]),
    )
