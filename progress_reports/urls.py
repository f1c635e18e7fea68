"""Addresses of the progress reports."""

from django.urls import path

from progress_reports.views import public, publishing, writing

PLAN = "plans/<int:pk>/reports/"
DRAFT = f"{PLAN}draft/"
PUBLIC = "organisations/<slug:slug>/reports/"
VERSION = f"{PUBLIC}<int:number>/versions/<int:version>/"

urlpatterns = [
    path(PLAN, writing.ReportListView.as_view(), name="report_list"),
    path(f"{PLAN}start/", writing.StartReportView.as_view(), name="report_start"),
    path(f"{PLAN}nothing-new/", publishing.NothingNewView.as_view(), name="report_nothing_new"),
    path(
        f"{PLAN}<int:number>/correct/", writing.StartCorrectionView.as_view(), name="report_correct"
    ),
    path(
        f"{PLAN}<int:number>/versions/<int:version>/take-back/",
        publishing.UnpublishReportView.as_view(),
        name="report_unpublish",
    ),
    path(DRAFT, writing.ReportTasksView.as_view(), name="report_tasks"),
    path(f"{DRAFT}about/", writing.ReportAboutView.as_view(), name="report_about"),
    path(
        f"{DRAFT}priorities/<uuid:key>/",
        writing.ReportPriorityView.as_view(),
        name="report_priority",
    ),
    path(
        f"{DRAFT}up-to-date/", writing.BringUpToDateView.as_view(), name="report_bring_up_to_date"
    ),
    path(f"{DRAFT}delete/", writing.DiscardReportView.as_view(), name="report_discard"),
    path(f"{DRAFT}preview/", publishing.ReportPreviewView.as_view(), name="report_preview"),
    path(f"{DRAFT}publish/", publishing.PublishReportView.as_view(), name="report_publish"),
    path(PUBLIC, public.PublicReportsView.as_view(), name="reports_public"),
    path(f"{PUBLIC}<int:number>/", public.PublicReportView.as_view(), name="report_public"),
    path(VERSION, public.ReportVersionView.as_view(), name="report_version"),
    path(
        f"{VERSION}changes/<int:other>/",
        public.ReportDifferenceView.as_view(),
        name="report_difference",
    ),
]
