"""Addresses of introductions."""

from django.urls import path

from introductions.views import asking, conversation, team

OF_MEMBER = "members/<int:pk>/introductions/"
ONE = f"{OF_MEMBER}<int:introduction>/"
TEAM = "campaign/introductions/"

urlpatterns = [
    path(
        "organisations/<slug:slug>/introduction/",
        asking.AskView.as_view(),
        name="introduction_ask",
    ),
    path("introductions/", asking.ListView.as_view(), name="introductions"),
    path(f"{OF_MEMBER}switch/", conversation.SwitchView.as_view(), name="introductions_switch"),
    path(ONE, conversation.ConversationView.as_view(), name="introduction"),
    path(f"{ONE}decline/", conversation.DeclineView.as_view(), name="introduction_decline"),
    path(f"{ONE}close/", conversation.CloseView.as_view(), name="introduction_close"),
    path(
        f"{ONE}messages/<int:message>/report/",
        conversation.ReportView.as_view(),
        name="introduction_report_message",
    ),
    path(f"{TEAM}<int:report>/", team.DecideView.as_view(), name="introduction_report"),
    path(f"{TEAM}stops/", team.StopsView.as_view(), name="introduction_stops"),
    path(f"{TEAM}stops/<int:stop>/lift/", team.LiftView.as_view(), name="introduction_lift"),
]
