"""Addresses of what predecessors leave."""

from django.urls import path

from mergers import views

MERGER = "members/<int:pk>/from/<int:merger>/"

urlpatterns = [
    path(MERGER, views.MergerView.as_view(), name="merger"),
    path(
        f"{MERGER}pledges/<int:number>/",
        views.DecideCommitmentView.as_view(),
        name="merger_pledge",
    ),
    path(f"{MERGER}plan/", views.DecidePlanView.as_view(), name="merger_plan"),
    path(
        "campaign/mergers/<int:pk>/settle/",
        views.SettleForSuccessorView.as_view(),
        name="merger_settle",
    ),
    path(f"{MERGER}finish/", views.FinishView.as_view(), name="merger_finish"),
]
