"""Addresses of the register, sign-up and the directory."""

from django.urls import path

from organisations.views import directory, lifecycle, sign_up

urlpatterns = [
    path("organisations/", directory.DirectoryView.as_view(), name="directory"),
    path("sign-up/", sign_up.StartView.as_view(), name="sign_up_start"),
    path("sign-up/", sign_up.StartView.as_view(), name="account_signup"),  # for allauth's mail
    path("sign-up/organisation/", sign_up.FindOrganisationView.as_view(), name="sign_up_find"),
    path("sign-up/organisation/<slug:slug>/", sign_up.PersonView.as_view(), name="sign_up_person"),
    path("sign-up/begin/", sign_up.BeginView.as_view(), name="sign_up_begin"),
    path("sign-up/<int:pk>/sponsor/", sign_up.SponsorView.as_view(), name="sign_up_sponsor"),
    path("sign-up/<int:pk>/plan/", sign_up.PlanIntentionView.as_view(), name="sign_up_plan"),
    path("members/<int:pk>/membership/", lifecycle.MembershipView.as_view(), name="membership"),
    path("members/<int:pk>/pause/", lifecycle.PauseView.as_view(), name="membership_pause"),
    path("members/<int:pk>/resume/", lifecycle.ResumeView.as_view(), name="membership_resume"),
    path(
        "members/<int:pk>/withdraw/", lifecycle.WithdrawView.as_view(), name="membership_withdraw"
    ),
    path("members/<int:pk>/rejoin/", lifecycle.RejoinView.as_view(), name="membership_rejoin"),
]
