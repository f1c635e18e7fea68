"""Every public page, for search engines: the fixed ones, the topics', and the members' own."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from improvement_plans.choices import Topic
from improvement_plans.models import PlanVersion
from organisations.choices import PUBLIC_STATES
from organisations.models import Membership
from pledges.models import Commitment
from progress_reports.models import Report

FIXED = (
    *("home", "directory", "individuals", "five_pledges", "no_league_table", "open_data"),
    *("topics", "certificate_check"),
    *("sign_up_start", "accessibility", "privacy", "cookies", "contact"),
)


class PortalSitemap(Sitemap):
    """Addresses by which pages are known for good, whichever host was asked."""

    limit = 10_000

    @property
    def protocol(self) -> str:  # type: ignore[override]
        return urlsplit(settings.PORTAL_BASE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.PORTAL_BASE_URL).netloc

    def get_latest_lastmod(self) -> datetime | None:
        """Not asked for: it would read every row to write the few lines of the index."""
        return None


class FixedPages(PortalSitemap):
    def items(self) -> list[str]:
        return list(FIXED)

    def location(self, item: str) -> str:
        return reverse(item)


class TopicPages(PortalSitemap):
    """Those that nobody works on yet, too: they say where else to look."""

    def items(self) -> list[str]:
        return [topic.slug for topic in Topic]

    def location(self, item: str) -> str:
        return reverse("topic", args=[item])


class OrganisationPages(PortalSitemap):
    """Without a date: the public reads only the month in which a member was last heard from."""

    def items(self) -> Any:
        members = Membership.objects.public().order_by("pk")
        return members.values_list("organisation__slug", flat=True)

    def location(self, item: str) -> str:
        return reverse("organisation", args=[item])


class PledgePages(PortalSitemap):
    """Each pledge of a member as it stands; its earlier versions are found from there."""

    def items(self) -> Any:
        pledges = Commitment.objects.published().filter(membership__state__in=PUBLIC_STATES)
        return pledges.order_by("pk").values_list(
            "membership__organisation__slug", "pledge__number", "published_at"
        )

    def location(self, item: tuple[str, int, datetime]) -> str:
        return reverse("pledge_public", args=item[:2])

    def lastmod(self, item: tuple[str, int, datetime]) -> datetime:
        return item[2]


class PlanPages(PortalSitemap):
    def items(self) -> Any:
        plans = PlanVersion.objects.published().filter(plan__membership__state__in=PUBLIC_STATES)
        return plans.order_by("pk").values_list(
            "plan__membership__organisation__slug", "published_at"
        )

    def location(self, item: tuple[str, datetime]) -> str:
        return reverse("plan_public", args=[item[0]])

    def lastmod(self, item: tuple[str, datetime]) -> datetime:
        return item[1]


class ReportPages(PortalSitemap):
    """Each report as it reads today; the earlier versions are found from there."""

    def items(self) -> Any:
        reports = Report.objects.published().filter(plan__membership__state__in=PUBLIC_STATES)
        return reports.order_by("pk").values_list(
            "plan__membership__organisation__slug", "number", "published_at"
        )

    def location(self, item: tuple[str, int, datetime]) -> str:
        return reverse("report_public", args=item[:2])

    def lastmod(self, item: tuple[str, int, datetime]) -> datetime:
        return item[2]


SITEMAPS: dict[str, Any] = {
    "pages": FixedPages,
    "topics": TopicPages,
    "organisations": OrganisationPages,
    "pledges": PledgePages,
    "plans": PlanPages,
    "reports": ReportPages,
}


@login_not_required
@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    return views.index(request, sitemaps=SITEMAPS, sitemap_url_name="sitemap_section")


@login_not_required
@require_safe
def sitemap_section(request: HttpRequest, section: str) -> HttpResponseBase:
    return views.sitemap(request, sitemaps=SITEMAPS, section=section)
