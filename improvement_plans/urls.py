"""Addresses of the safety improvement plans."""

from django.urls import path

from improvement_plans.views import editing, public

urlpatterns = [
    path("members/<int:pk>/plan/", editing.StartPlanView.as_view(), name="plan_start"),
    path("plans/<int:pk>/", editing.PlanTasksView.as_view(), name="plan_tasks"),
    path("plans/<int:pk>/about/", editing.AboutView.as_view(), name="plan_about"),
    path("plans/<int:pk>/now/", editing.NowView.as_view(), name="plan_now"),
    path(
        "plans/<int:pk>/priorities/add/",
        editing.PriorityAddView.as_view(),
        name="plan_priority_add",
    ),
    path(
        "plans/<int:pk>/priorities/<int:priority>/",
        editing.PriorityEditView.as_view(),
        name="plan_priority",
    ),
    path("plans/<int:pk>/preview/", editing.PreviewView.as_view(), name="plan_preview"),
    path("plans/<int:pk>/publish/", editing.PublishView.as_view(), name="plan_publish"),
    path("plans/<int:pk>/new-version/", editing.NewVersionView.as_view(), name="plan_new_version"),
    # The other public pages offer an introduction too: `safety_portal.views.topics` composes them.
    path(
        "organisations/<slug:slug>/plan/versions/<int:number>/changes/<int:other>/",
        public.DifferenceView.as_view(),
        name="plan_difference",
    ),
]
