"""Every address of the portal."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http.response import HttpResponseBase
from django.urls import include, path
from django.views.generic import TemplateView

from safety_portal.views import health, pages, personal_data, topics


def public_text(template: str) -> Callable[..., HttpResponseBase]:
    """A page of text that anyone may read."""
    return login_not_required(TemplateView.as_view(template_name=f"safety_portal/{template}"))


urlpatterns = [
    path("", pages.HomeView.as_view(), name="home"),
    path("dashboard/", pages.DashboardView.as_view(), name="dashboard"),
    path(
        "why-there-is-no-league-table/",
        public_text("no_league_table.html"),
        name="no_league_table",
    ),
    path("accessibility/", public_text("accessibility.html"), name="accessibility"),
    path("privacy/", public_text("privacy.html"), name="privacy"),
    path("account/data/", personal_data.ExportView.as_view(), name="export_my_data"),
    path("account/erase/", personal_data.EraseView.as_view(), name="erase_me"),
    path("erased/", public_text("erased.html"), name="account_erased"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("accounts.urls")),
    path("", include("organisations.urls")),
    path("", include("pledges.urls")),
    path("", include("improvement_plans.urls")),
    path("topics/", topics.TopicsView.as_view(), name="topics"),
    path("topics/<slug:slug>/", topics.TopicView.as_view(), name="topic"),
    path("organisations/<slug:slug>/plan/", topics.PlanView.as_view(), name="plan_public"),
    path(
        "organisations/<slug:slug>/plan/versions/<int:number>/",
        topics.PlanVersionView.as_view(),
        name="plan_version",
    ),
    path("", include("introductions.urls")),
    path("", include("mergers.urls")),
    path("", include("individuals.urls")),
    path("", include("reports.urls")),
    path("organisations/<slug:slug>/", pages.OrganisationView.as_view(), name="organisation"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("safety_portal.demo.urls")))

handler400 = "safety_portal.views.errors.bad_request"
handler403 = "safety_portal.views.errors.permission_denied"
handler404 = "safety_portal.views.errors.page_not_found"
# allauth's own convention, for its limits.
handler429 = "safety_portal.views.errors.too_many_requests"
handler500 = "safety_portal.views.errors.server_error"
