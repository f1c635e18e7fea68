"""Every address of the portal."""

from collections.abc import Callable

from django.conf import settings
from django.http.response import HttpResponseBase
from django.urls import include, path

from safety_portal import feeds, sitemaps
from safety_portal.views import (
    address,
    directory,
    find,
    health,
    mail,
    open_data,
    pages,
    personal_data,
    texts,
    thread,
    topics,
)


def text_page(name: str) -> Callable[..., HttpResponseBase]:
    return texts.TextView.as_view(template_name=f"safety_portal/{name}.html")


urlpatterns = [
    path("", pages.HomeView.as_view(), name="home"),
    # Read most, so looked at first.
    path("organisations/", directory.DirectoryView.as_view(), name="directory"),
    path("organisations/<slug:slug>/", pages.OrganisationView.as_view(), name="organisation"),
    path("dashboard/", pages.DashboardView.as_view(), name="dashboard"),
    path("find/", find.FindView.as_view(), name="find"),
    path("why-there-is-no-league-table/", text_page("no_league_table"), name="no_league_table"),
    path("accessibility/", text_page("accessibility"), name="accessibility"),
    path("privacy/", text_page("privacy"), name="privacy"),
    path("cookies/", texts.CookiesView.as_view(), name="cookies"),
    path("contact/", text_page("contact"), name="contact"),
    path("open-data/", open_data.OpenDataView.as_view(), name="open_data"),
    path(
        "open-data/<slug:dataset>.<slug:form>",
        open_data.OpenDataFileView.as_view(),
        name="open_data_file",
    ),
    path("feed/", feeds.feed, name="feed"),
    path("robots.txt", texts.RobotsView.as_view(), name="robots"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap_section, name="sitemap_section"),
    # One page, under both names that allauth reverses.
    path("sign-in/", address.SignInView.as_view(), name="account_login"),
    path("sign-in/", address.SignInView.as_view(), name="account_request_login_code"),
    path("account/email/", address.ChangeAddressView.as_view(), name="account_email"),
    path("account/data/", personal_data.ExportView.as_view(), name="export_my_data"),
    path("account/erase/", personal_data.EraseView.as_view(), name="erase_me"),
    path("erased/", text_page("erased"), name="account_erased"),
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
    # Pages that lead on to a plan or to reports, which their own apps do not know.
    path(
        "organisations/<slug:slug>/pledges/<int:number>/",
        thread.PledgeOnThreadView.as_view(),
        name="pledge_public",
    ),
    path(
        "organisations/<slug:slug>/plan/measures/<int:measure>/",
        thread.MeasureOnThreadView.as_view(),
        name="measure_public",
    ),
    path("", include("progress_reports.urls")),
    path("", include("introductions.urls")),
    path("", include("mergers.urls")),
    path("", include("individuals.urls")),
    path("", include("certificates.urls")),
    path("", include("reports.urls")),
    path("", include("reminders.urls")),
    path("campaign/mail/", mail.LedgerView.as_view(), name="mail_ledger"),
    path("campaign/mail/<int:pk>/", mail.MailView.as_view(), name="mail"),
    path("campaign/mail/addresses/", mail.SuppressedView.as_view(), name="mail_addresses"),
    path(
        "campaign/mail/addresses/<int:pk>/lift/",
        mail.LiftSuppressionView.as_view(),
        name="mail_lift",
    ),
    path("campaign/mail/release/", mail.ReleaseMailView.as_view(), name="mail_release"),
    path("", include("outbox.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("safety_portal.demo.urls")))

handler400 = "safety_portal.views.errors.bad_request"
handler403 = "safety_portal.views.errors.permission_denied"
handler404 = "safety_portal.views.errors.page_not_found"
# allauth's own convention, for its limits.
handler429 = "safety_portal.views.errors.too_many_requests"
handler500 = "safety_portal.views.errors.server_error"
