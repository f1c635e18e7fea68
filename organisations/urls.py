"""Addresses of the register, sign-up and the directory."""

from django.urls import path

from organisations.views import (
    advice,
    directory,
    lifecycle,
    merging,
    not_listed,
    search,
    sign_up,
)

urlpatterns = [
    path("organisations/", directory.DirectoryView.as_view(), name="directory"),
    path("sign-up/", sign_up.StartView.as_view(), name="sign_up_start"),
    path("sign-up/", sign_up.StartView.as_view(), name="account_signup"),  # for allauth's mail
    path("sign-up/organisation/", search.FindOrganisationView.as_view(), name="sign_up_find"),
    path("sign-up/suggestions/", search.SuggestionsView.as_view(), name="sign_up_suggestions"),
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
    path("advice/<int:pk>/", advice.AdviceView.as_view(), name="advice"),
    path("campaign/advice/<int:pk>/", advice.AnswerView.as_view(), name="advice_answer"),
    path("campaign/advice/<int:pk>/read/", advice.MarkReadView.as_view(), name="advice_read"),
    path("members/<int:pk>/membership/", lifecycle.MembershipView.as_view(), name="membership"),
    path("members/<int:pk>/pause/", lifecycle.PauseView.as_view(), name="membership_pause"),
    path("members/<int:pk>/resume/", lifecycle.ResumeView.as_view(), name="membership_resume"),
    path(
        "members/<int:pk>/withdraw/", lifecycle.WithdrawView.as_view(), name="membership_withdraw"
    ),
    path("members/<int:pk>/rejoin/", lifecycle.RejoinView.as_view(), name="membership_rejoin"),
]
