"""Addresses of the register, sign-up and the directory."""

from django.urls import path

from organisations.views import directory, merging, not_listed, sign_up

urlpatterns = [
    path("organisations/", directory.DirectoryView.as_view(), name="directory"),
    path("sign-up/", sign_up.StartView.as_view(), name="sign_up_start"),
    path("sign-up/", sign_up.StartView.as_view(), name="account_signup"),  # for allauth's mail
    path("sign-up/organisation/", sign_up.FindOrganisationView.as_view(), name="sign_up_find"),
    path("sign-up/organisation/<slug:slug>/", sign_up.PersonView.as_view(), name="sign_up_person"),
    path("sign-up/not-listed/", not_listed.NotListedView.as_view(), name="sign_up_not_listed"),
    path(
        "sign-up/not-listed/check/",
        not_listed.DuplicatesView.as_view(),
        name="sign_up_duplicates",
    ),
    path("sign-up/not-listed/you/", not_listed.NewPersonView.as_view(), name="sign_up_new_person"),
    path(
        "campaign/organisations/<slug:slug>/merge/",
        merging.MergeFindView.as_view(),
        name="merge_find",
    ),
    path(
        "campaign/organisations/<slug:slug>/merge/<slug:into>/",
        merging.MergeView.as_view(),
        name="merge",
    ),
    path("sign-up/begin/", sign_up.BeginView.as_view(), name="sign_up_begin"),
    path("sign-up/<int:pk>/sponsor/", sign_up.SponsorView.as_view(), name="sign_up_sponsor"),
    path("sign-up/<int:pk>/plan/", sign_up.PlanIntentionView.as_view(), name="sign_up_plan"),
]
