"""Addresses of the safety improvement plans."""

from django.urls import include, path

from improvement_plans.views import (
    advice,
    annotations,
    drivers,
    head_start,
    ideas,
    learning,
    measure_data,
    measures,
    milestones,
    parts,
    pictures,
    priorities,
    priority_parts,
    public,
    public_measures,
    publishing,
    rebases,
    start,
    starting,
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
    path("data.xlsx", measure_data.MeasureFileView.as_view(form="xlsx"), name="plan_measure_xlsx"),
    path(
        "template.xlsx",
        measure_data.MeasureTemplateView.as_view(form="xlsx"),
        name="plan_measure_template_xlsx",
    ),
    path("chart.csv", measure_data.MeasureChartFileView.as_view(), name="plan_measure_chart"),
    path("chart.<slug:form>", measures.MeasurePictureView.as_view(), name="plan_measure_picture"),
    path("notes/add/", annotations.AnnotationAddView.as_view(), name="plan_measure_note_add"),
    path(
        "notes/<int:annotation>/",
        annotations.AnnotationChangeView.as_view(),
        name="plan_measure_note",
    ),
    path(
        "notes/<int:annotation>/remove/",
        annotations.AnnotationRemoveView.as_view(),
        name="plan_measure_note_remove",
    ),
    path("rebase/", rebases.RebaseView.as_view(), name="plan_measure_rebase"),
    path(
        "rebase/<int:rebase>/remove/",
        rebases.RebaseRemoveView.as_view(),
        name="plan_measure_rebase_remove",
    ),
]

PRIORITY = [
    path("", priorities.PriorityView.as_view(), name="plan_priority"),
    path("about/", priority_parts.WhatView.as_view(), name="plan_priority_about"),
    path("why/", priority_parts.WhyView.as_view(), name="plan_priority_why"),
    path("people/", priority_parts.PeopleView.as_view(), name="plan_priority_people"),
    path("causes/", priority_parts.CausesView.as_view(), name="plan_priority_causes"),
    path("aim/", priority_parts.AimView.as_view(), name="plan_priority_aim"),
    path("delete/", priorities.PriorityDeleteView.as_view(), name="plan_priority_delete"),
    path("diagram/", drivers.DiagramView.as_view(), name="plan_diagram"),
    path("diagram.<slug:form>", pictures.DraftPictureView.as_view(), name="plan_diagram_file"),
    path("ideas/<uuid:key>/", ideas.IdeaView.as_view(), name="plan_idea"),
    path("ideas/<uuid:key>/cycles/add/", ideas.AddCycleView.as_view(), name="plan_cycle_add"),
    path("ideas/<uuid:key>/cycles/<uuid:cycle>/", ideas.CycleView.as_view(), name="plan_cycle"),
    path(
        "ideas/<uuid:key>/cycles/<uuid:cycle>/delete/",
        ideas.DeleteCycleView.as_view(),
        name="plan_cycle_delete",
    ),
]

urlpatterns = [
    path("members/<int:pk>/plan/", start.StartPlanView.as_view(), name="plan_start"),
    path("plans/<int:pk>/", start.PlanTasksView.as_view(), name="plan_tasks"),
    path("plans/<int:pk>/about/", parts.AboutView.as_view(), name="plan_about"),
    path("plans/<int:pk>/now/", parts.NowView.as_view(), name="plan_now"),
    path("plans/<int:pk>/what-worked/", parts.WorkedView.as_view(), name="plan_worked"),
    path("plans/<int:pk>/differently/", parts.DifferentlyView.as_view(), name="plan_differently"),
    path("plans/<int:pk>/involvement/", parts.InvolvementView.as_view(), name="plan_involvement"),
    path(
        "plans/<int:pk>/priorities/add/",
        priorities.PriorityAddView.as_view(),
        name="plan_priority_add",
    ),
    path(
        "plans/<int:pk>/priorities/order/",
        priorities.OrderView.as_view(),
        name="plan_priority_order",
    ),
    path("plans/<int:pk>/priorities/<int:priority>/", include(PRIORITY)),
    path("plans/<int:pk>/milestones/", milestones.MilestonesView.as_view(), name="plan_milestones"),
    path(
        "plans/<int:pk>/milestones/add/",
        milestones.MilestoneAddView.as_view(),
        name="plan_milestone_add",
    ),
    path(
        "plans/<int:pk>/milestones/<int:row>/",
        milestones.MilestoneView.as_view(),
        name="plan_milestone",
    ),
    path(
        "plans/<int:pk>/milestones/<int:row>/delete/",
        milestones.MilestoneDeleteView.as_view(),
        name="plan_milestone_delete",
    ),
    path(
        "plans/<int:pk>/milestones/<uuid:key>/reached/",
        milestones.ReachedView.as_view(),
        name="plan_milestone_reached",
    ),
    path(
        "plans/<int:pk>/milestones/<uuid:key>/not-reached/",
        milestones.NotReachedView.as_view(),
        name="plan_milestone_not_reached",
    ),
    path("plans/<int:pk>/learning/", learning.LearningView.as_view(), name="plan_learning"),
    path("plans/<int:pk>/learning/add/", learning.GoalAddView.as_view(), name="plan_goal_add"),
    path("plans/<int:pk>/learning/<int:row>/", learning.GoalView.as_view(), name="plan_goal"),
    path(
        "plans/<int:pk>/learning/<int:row>/delete/",
        learning.GoalDeleteView.as_view(),
        name="plan_goal_delete",
    ),
    path(
        "plans/<int:pk>/learning/<int:row>/move/",
        learning.GoalMoveView.as_view(),
        name="plan_goal_move",
    ),
    path("plans/<int:pk>/head-start/", head_start.BringView.as_view(), name="plan_head_start"),
    path("plans/<int:pk>/head-start/pieces/", head_start.PiecesView.as_view(), name="plan_pieces"),
    path(
        "plans/<int:pk>/head-start/pieces/<int:piece>/",
        head_start.PieceView.as_view(),
        name="plan_piece",
    ),
    path("plans/<int:pk>/head-start/end/", head_start.EndView.as_view(), name="plan_pieces_end"),
    path("plans/<int:pk>/start-from/", starting.StartFromView.as_view(), name="plan_start_from"),
    path(
        "plans/<int:pk>/start-from/version/<int:number>/",
        starting.FromVersionView.as_view(),
        name="plan_start_from_version",
    ),
    path(
        "plans/<int:pk>/start-from/template/",
        starting.FromTemplateView.as_view(),
        name="plan_start_from_template",
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
    path("plans/<int:pk>/measures/", measures.MeasuresView.as_view(), name="plan_measures"),
    path(
        "plans/<int:pk>/measures/add/", measures.MeasureAddView.as_view(), name="plan_measure_add"
    ),
    path("plans/<int:pk>/measures/<int:measure>/", include(MEASURE)),
    # The page of a measure leads on to reports: `safety_portal.views.thread` composes it.
    path(
        "organisations/<slug:slug>/plan/measures/<int:measure>/chart.csv",
        public_measures.PublicChartFileView.as_view(),
        name="measure_chart",
    ),
    path(
        "organisations/<slug:slug>/plan/measures/<int:measure>/chart.<slug:form>",
        public_measures.PublicChartPictureView.as_view(),
        name="measure_picture",
    ),
    # The other public pages offer an introduction too: `safety_portal.views.topics` composes them.
    path(
        "organisations/<slug:slug>/plan/versions/<int:number>/changes/<int:other>/",
        public.DifferenceView.as_view(),
        name="plan_difference",
    ),
    path(
        "organisations/<slug:slug>/plan/versions/<int:number>/priorities/<int:position>"
        "/diagram.<slug:form>",
        pictures.PictureView.as_view(),
        name="plan_version_diagram",
    ),
    path(
        "organisations/<slug:slug>/plan/versions/<int:number>/plan.pdf",
        public.PdfView.as_view(),
        name="plan_pdf",
    ),
]
