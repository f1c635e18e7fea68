"""Addresses of people's own pledges."""

from django.urls import path

from individuals.views import joining, own, public

urlpatterns = [
    path("people/", public.IndividualsView.as_view(), name="individuals"),
    path("people/join/", joining.JoinView.as_view(), name="individual_join"),
    path("people/join/code/", joining.JoinCodeView.as_view(), name="individual_code"),
    path("my-pledges/", own.MyPledgesView.as_view(), name="my_pledges"),
    path("my-pledges/certificate/", own.CertificateView.as_view(), name="my_certificate"),
    path("my-pledges/change/", own.ChangeView.as_view(), name="my_pledges_change"),
    path("my-pledges/leave/", own.LeaveView.as_view(), name="my_pledges_leave"),
]
