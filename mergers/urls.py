"""Addresses of what predecessors leave."""

from django.urls import path

from mergers import views

HANDOVER = "members/<int:pk>/from/<int:handover>/"

urlpatterns = [
    path(HANDOVER, views.HandoverView.as_view(), name="handover"),
    path(
        f"{HANDOVER}pledges/<int:number>/",
        views.DecideCommitmentView.as_view(),
        name="handover_pledge",
    ),
    path(f"{HANDOVER}plan/", views.DecidePlanView.as_view(), name="handover_plan"),
    path(f"{HANDOVER}finish/", views.FinishView.as_view(), name="handover_finish"),
]
