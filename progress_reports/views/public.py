"""What everyone may read: a member's reports, each version of one, and what changed between."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core.public_pages import public_page
from core.text import nhs_date
from core.versions import TwoVersionsForm
from organisations.views.base import MergedAddressMixin
from progress_reports.models import Report, ReportQuerySet
from progress_reports.presenters.changes import report_changes
from progress_reports.presenters.page import ReportPage

GONE = 410


@method_decorator(public_page, name="dispatch")
class PublicReportsView(MergedAddressMixin, TemplateView):
    """Every report of one member as it reads today, newest first."""

    template_name = "progress_reports/public_list.html"
    extra_context = {"section": "directory"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ever = Report.objects.public_of(kwargs["slug"])
        newest = get_object_or_404(ever[:1])
        return super().get_context_data(
            reports=list(ever.published()),
            organisation=newest.membership.organisation,
            **kwargs,
        )


@method_decorator(public_page, name="dispatch")
class PublicReportView(MergedAddressMixin, TemplateView):
    """A report as it reads today. A draft is nobody's to read here."""

    template_name = "progress_reports/report.html"
    extra_context = {"section": "directory"}

    def versions(self) -> ReportQuerySet:
        number = self.kwargs["number"]
        return Report.objects.public_of(self.kwargs["slug"]).filter(number=number)

    def get_report(self) -> Report:
        """What is public; where all that was newest is taken back, the newest of that."""
        versions = self.versions()
        return versions.published().first() or get_object_or_404(versions[:1])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report = self.get_report()
        if not report.is_readable:
            return self.say_it_is_gone(report)
        context = self.get_context_data(report=report, **kwargs)
        compare: TwoVersionsForm | None = context["compare"]
        if compare and compare.is_valid():
            which = [kwargs["slug"], kwargs["number"], *compare.older_and_newer]
            return redirect("report_difference", *which)
        return self.render_to_response(context)

    def say_it_is_gone(self, report: Report) -> HttpResponse:
        """That it was taken back, when, by which role and why."""
        self.template_name = "progress_reports/taken_back.html"
        page = ReportPage.without_text(report)
        context = super().get_context_data(page=page, report=report, compare=None)
        return self.render_to_response(context, status=GONE)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = ReportPage.of(kwargs["report"], timezone.localdate())
        compare = self.form_to_compare(page.readable)
        return super().get_context_data(page=page, compare=compare, **kwargs)

    def form_to_compare(self, versions: list[Report]) -> TwoVersionsForm | None:
        """Choosing two versions, by GET; nothing to choose from where there is one."""
        named = [
            (v.version, f"Version {v.version}, {nhs_date(v.published_at)}")
            for v in versions
            if v.published_at
        ]
        sent = self.request.GET if "first" in self.request.GET else None
        return TwoVersionsForm(named, sent) if len(named) > 1 else None


class ReportVersionView(PublicReportView):
    """One version for good: the address to cite."""

    def get_report(self) -> Report:
        return get_object_or_404(self.versions(), version=self.kwargs["version"])


class ReportDifferenceView(PublicReportView):
    """What changed from one version to a later one, part by part, and why."""

    template_name = "progress_reports/difference.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        older, newer = kwargs["version"], kwargs["other"]
        if older > newer:
            turned = kwargs | {"version": newer, "other": older}
            return redirect("report_difference", permanent=True, **turned)
        if older == newer:
            raise Http404
        self.older = get_object_or_404(self.versions(), version=older)
        if not self.older.is_readable:
            return self.say_it_is_gone(self.older)
        return super().get(request, *args, **kwargs)

    def get_report(self) -> Report:
        return get_object_or_404(self.versions(), version=self.kwargs["other"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        older, newer = self.older, context["page"].report
        since = [v for v in context["page"].readable if older.version < v.version <= newer.version]
        return context | {
            "older": older,
            "newer": newer,
            "sections": report_changes(older, newer),
            "since": since,
        }
