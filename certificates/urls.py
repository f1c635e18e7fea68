"""Addresses of certificates and badges."""

from django.urls import path

from certificates.views import badge, pages

urlpatterns = [
    path("certificates/", pages.CheckView.as_view(), name="certificate_check"),
    path("certificates/<str:code>/", pages.CertificateView.as_view(), name="certificate"),
    path(
        "certificates/<str:code>/certificate.pdf", pages.PdfView.as_view(), name="certificate_pdf"
    ),
    path("organisations/<slug:slug>/badge.svg", badge.BadgeView.as_view(), name="badge"),
    path(
        "members/<int:pk>/certificate/",
        pages.MemberCertificateView.as_view(),
        name="member_certificate",
    ),
    path(
        "members/<int:pk>/certificate/issue/",
        pages.IssueView.as_view(),
        name="member_certificate_issue",
    ),
]
