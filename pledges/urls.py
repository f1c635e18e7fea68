"""Addresses of the pledges and of the sign-up steps around them."""

from django.urls import path

from pledges.views import changing, sign_up, sponsor, verification, versions

MEMBER = "members/<int:pk>/pledges/"
PUBLIC = "organisations/<slug:slug>/pledges/<int:number>/"

urlpatterns = [
    path("pledges/", sign_up.FivePledgesView.as_view(), name="five_pledges"),
    path("sign-up/<int:pk>/", sign_up.TaskListView.as_view(), name="sign_up_tasks"),
    path(
        "sign-up/<int:pk>/pledges/<int:number>/",
        sign_up.CommitmentView.as_view(),
        name="sign_up_pledge",
    ),
    path("sign-up/<int:pk>/ask-again/", sign_up.AskAgainView.as_view(), name="sign_up_ask_again"),
    path("sign-up/<int:pk>/take-back/", sign_up.TakeBackView.as_view(), name="sign_up_take_back"),
    path("sign-up/<int:pk>/check/", sign_up.CheckView.as_view(), name="sign_up_check"),
    path("sponsor/<str:token>/", sponsor.SponsorDecisionView.as_view(), name="sponsor_decision"),
    path("campaign/verify/<int:pk>/", verification.VerifyView.as_view(), name="verify"),
    path(
        "campaign/verify/<int:pk>/approve/",
        verification.ApproveView.as_view(),
        name="verify_approve",
    ),
    path("campaign/verify/<int:pk>/ask/", verification.AskForMoreView.as_view(), name="verify_ask"),
    path(MEMBER, changing.MemberPledgesView.as_view(), name="member_pledges"),
    path(f"{MEMBER}review/", changing.ReviewView.as_view(), name="pledges_review"),
    path(f"{MEMBER}<int:number>/", changing.EditPledgeView.as_view(), name="pledge_edit"),
    path(f"{MEMBER}<int:number>/discard/", changing.DiscardView.as_view(), name="pledge_discard"),
    # The pledge as it stands leads on to the plan: `safety_portal.views.thread` composes it.
    path(f"{PUBLIC}versions/<int:version>/", versions.VersionView.as_view(), name="pledge_version"),
    path(
        f"{PUBLIC}versions/<int:version>/changes/<int:other>/",
        versions.DifferenceView.as_view(),
        name="pledge_difference",
    ),
]
