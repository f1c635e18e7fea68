"""Addresses of the register and the sign-up."""

from django.urls import path

from organisations.views import (
    address,
    advice,
    appointments,
    denials,
    ending,
    handover,
    invitation,
    joining,
    lifecycle,
    merging,
    not_listed,
    search,
    sign_up,
    team,
)

TEAM = "members/<int:pk>/team/"

urlpatterns = [
    path("check-address/", address.AddressQuestionView.as_view(), name="address_question"),
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
    path("sign-up/<int:pk>/end/", ending.EndSignUpView.as_view(), name="sign_up_end"),
    path("campaign/members/<int:pk>/end/", ending.CampaignEndView.as_view(), name="campaign_end"),
    path("advice/<int:pk>/", advice.AdviceView.as_view(), name="advice"),
    path("campaign/advice/<int:pk>/read/", advice.MarkReadView.as_view(), name="advice_read"),
    path("members/<int:pk>/membership/", lifecycle.MembershipView.as_view(), name="membership"),
    path("members/<int:pk>/pause/", lifecycle.PauseView.as_view(), name="membership_pause"),
    path("members/<int:pk>/resume/", lifecycle.ResumeView.as_view(), name="membership_resume"),
    path(
        "members/<int:pk>/withdraw/", lifecycle.WithdrawView.as_view(), name="membership_withdraw"
    ),
    path("members/<int:pk>/rejoin/", lifecycle.RejoinView.as_view(), name="membership_rejoin"),
    path("ask-to-join/<slug:slug>/", joining.JoinView.as_view(), name="join"),
    path("ask-to-join/", joining.JoinBeginView.as_view(), name="join_begin"),
    path(TEAM, team.TeamView.as_view(), name="team"),
    path(f"{TEAM}invite/", team.InviteView.as_view(), name="team_invite"),
    path(
        f"{TEAM}invitations/<int:invitation>/resend/",
        team.ResendView.as_view(),
        name="team_resend",
    ),
    path(
        f"{TEAM}invitations/<int:invitation>/cancel/",
        team.CancelInvitationView.as_view(),
        name="team_cancel",
    ),
    path(f"{TEAM}people/<int:representative>/role/", team.RoleView.as_view(), name="team_role"),
    path(
        f"{TEAM}people/<int:representative>/remove/",
        team.RemoveView.as_view(),
        name="team_remove",
    ),
    path(f"{TEAM}leave/", team.LeaveView.as_view(), name="team_leave"),
    path(
        f"{TEAM}requests/<int:join_request>/",
        joining.TeamRequestView.as_view(),
        name="team_request",
    ),
    path(f"{TEAM}hand-over/", handover.HandOverView.as_view(), name="team_hand_over"),
    path(
        f"{TEAM}hand-over/<int:handover>/cancel/",
        handover.CancelHandoverView.as_view(),
        name="team_hand_over_cancel",
    ),
    path("invitation/<str:token>/", invitation.InvitationView.as_view(), name="invitation"),
    path(
        "invitation/<str:token>/sign-in/",
        invitation.InvitationSignInView.as_view(),
        name="invitation_sign_in",
    ),
    path(
        "campaign/requests/<int:join_request>/",
        joining.CampaignRequestView.as_view(),
        name="campaign_request",
    ),
    path(
        "campaign/denials/<int:sponsor_request>/dealt-with/",
        denials.DealtWithView.as_view(),
        name="denial_dealt_with",
    ),
    path("campaign/members/<int:pk>/lead/", appointments.AppointView.as_view(), name="appoint"),
    path(
        "campaign/members/<int:pk>/lead/ask-sponsor/",
        appointments.AskSponsorView.as_view(),
        name="appoint_ask_sponsor",
    ),
    path("lead-has-left/", appointments.LeadLeftView.as_view(), name="lead_left"),
    path(
        "appointment/<str:token>/",
        appointments.SponsorAppointsView.as_view(),
        name="appointment",
    ),
]
