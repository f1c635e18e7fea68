"""Addresses of the safety improvement plans."""

from django.urls import include, path

from improvement_plans.views import (
    measure_data,
    measures,
    parts,
    priorities,
    public,
    public_measures,
    publishing,
    rebases,
    start,
)

MEASURE = [
    path("", measures.MeasureView.as_view(), name="plan_measure"),
    path("change/", measures.MeasureChangeView.as_view(), name="plan_measure_change"),
    path("sharing/", measures.MeasureSharingView.as_view(), name="plan_measure_sharing"),
    path("retire/", measures.MeasureRetireView.as_view(), name="plan_measure_retire"),
    path("resume/", measures.MeasureResumeView.as_view(), name="plan_measure_resume"),
    path("data/", measure_data.MeasureDataView.as_view(), name="plan_measure_data"),
    path("values/", measure_data.MeasureValuesView.as_view(), name="plan_measure_values"),
    path("data.csv", measure_data.MeasureFileView.as_view(), name="plan_measure_csv"),
    path("template.csv", measure_data.MeasureTemplateView.as_view(), name="plan_measure_template"),
    path("chart.csv", measure_data.MeasureChartFileView.as_view(), name="plan_measure_chart"),
    path("rebase/", rebases.RebaseView.as_view(), name="plan_measure_rebase"),
    path(
        "rebase/<int:rebase>/remove/",
        rebases.RebaseRemoveView.as_view(),
        name="plan_measure_rebase_remove",
    ),
]

urlpatterns = [
    path("members/<int:pk>/plan/", start.StartPlanView.as_view(), name="plan_start"),
    path("plans/<int:pk>/", start.PlanTasksView.as_view(), name="plan_tasks"),
    path("plans/<int:pk>/about/", parts.AboutView.as_view(), name="plan_about"),
    path("plans/<int:pk>/now/", parts.NowView.as_view(), name="plan_now"),
    path(
        "plans/<int:pk>/priorities/add/",
        priorities.PriorityAddView.as_view(),
        name="plan_priority_add",
    ),
    path(
        "plans/<int:pk>/priorities/<int:priority>/",
        priorities.PriorityEditView.as_view(),
        name="plan_priority",
    ),
    path("plans/<int:pk>/preview/", publishing.PreviewView.as_view(), name="plan_preview"),
    path("plans/<int:pk>/publish/", publishing.PublishView.as_view(), name="plan_publish"),
    path("plans/<int:pk>/new-version/", start.NewVersionView.as_view(), name="plan_new_version"),
    path("plans/<int:pk>/measures/", measures.MeasuresView.as_view(), name="plan_measures"),
    path(
        "plans/<int:pk>/measures/add/", measures.MeasureAddView.as_view(), name="plan_measure_add"
    ),
    path("plans/<int:pk>/measures/<int:measure>/", include(MEASURE)),
    path(
        "organisations/<slug:slug>/plan/measures/<int:measure>/",
        public_measures.PublicMeasureView.as_view(),
        name="measure_public",
    ),
    path(
        "organisations/<slug:slug>/plan/measures/<int:measure>/chart.csv",
        public_measures.PublicChartFileView.as_view(),
        name="measure_chart",
    ),
    # The other public pages offer an introduction too: `safety_portal.views.topics` composes them.
    path(
        "organisations/<slug:slug>/plan/versions/<int:number>/changes/<int:other>/",
        public.DifferenceView.as_view(),
        name="plan_difference",
    ),
]
