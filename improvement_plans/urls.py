"""Addresses of the safety improvement plans."""

from django.urls import path

from improvement_plans.views import advice, parts, priorities, public, publishing, start

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
    path(
        "plans/<int:pk>/versions/<int:number>/take-back/",
        publishing.UnpublishView.as_view(),
        name="plan_unpublish",
    ),
    path("plans/<int:pk>/versions/", publishing.VersionsView.as_view(), name="plan_versions"),
    path("plans/<int:pk>/advice/", advice.AskAdviceView.as_view(), name="plan_advice"),
    path("plans/<int:pk>/advice/end/", advice.EndAdviceView.as_view(), name="plan_advice_end"),
    # The campaign team's side of a conversation, which may be about a draft.
    path("campaign/advice/<int:pk>/", advice.AnswerOnDraftView.as_view(), name="advice_answer"),
    path("plans/<int:pk>/new-version/", start.NewVersionView.as_view(), name="plan_new_version"),
    # The other public pages offer an introduction too: `safety_portal.views.topics` composes them.
    path(
        "organisations/<slug:slug>/plan/versions/<int:number>/changes/<int:other>/",
        public.DifferenceView.as_view(),
        name="plan_difference",
    ),
    path(
        "organisations/<slug:slug>/plan/versions/<int:number>/plan.pdf",
        public.PdfView.as_view(),
        name="plan_pdf",
    ),
]
