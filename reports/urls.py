"""Addresses of the campaign team's pages."""

from django.urls import path

from reports import views

urlpatterns = [
    path("campaign/", views.DeskView.as_view(), name="desk"),
    path(
        "campaign/membership-report/",
        views.MembershipReportView.as_view(),
        name="membership_report",
    ),
    path("campaign/members/", views.MemberListView.as_view(), name="member_list"),
    path("campaign/members.csv", views.MemberCsvView.as_view(), name="member_csv"),
    path("campaign/register/", views.RegisterListView.as_view(), name="register_list"),
]
