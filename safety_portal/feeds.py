"""What is new, for feed readers: who joined, and what was published."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import conditional_page, require_safe

from improvement_plans.models import PlanVersion
from organisations.models import Membership
from pledges.models import Commitment
from progress_reports.models import Report
from safety_portal.open_data import absolute

MOST = 30


@dataclass(frozen=True)
class News:
    """One thing that happened. Its id is the same for as long as the portal has this name."""

    id: str
    at: datetime
    organisation: str
    title: str
    text: str
    path: str

    @property
    def tag(self) -> str:
        host = urlsplit(settings.PORTAL_BASE_URL).hostname
        return f"tag:{host},{timezone.localdate(self.at).isoformat()}:{self.id}"


def news() -> list[News]:
    """The newest of everything that members of today made public, newest first."""
    newest = [*_joined(), *_plans(), *_pledges(), *_reports()]
    return sorted(newest, key=lambda one: (one.at, one.id), reverse=True)[:MOST]


def _joined() -> list[News]:
    members = Membership.objects.current().select_related("organisation").order_by("-joined_at")
    return [
        News(
            id=f"member-{member.pk}",
            at=member.joined_at,
            organisation=str(member.organisation),
            title=f"{member.organisation} joined",
            text="Read what it has pledged to do, in its own words.",
            path=member.organisation.get_absolute_url(),
        )
        for member in members[:MOST]
        if member.joined_at
    ]


def _plans() -> list[News]:
    versions = (
        PlanVersion.objects.published()
        .of_current_members()
        .select_related("plan__membership__organisation")
        .order_by("-published_at")
    )
    return [
        News(
            id=f"plan-{version.plan_id}-{version.number}",
            at=version.published_at,
            organisation=str(organisation),
            title=f"{organisation} published {'its plan' if first else 'its plan anew'}: {version}",
            text=version.reason,
            path=reverse("plan_version", args=[organisation.slug, version.number]),
        )
        for version in versions[:MOST]
        for organisation in [version.plan.membership.organisation]
        for first in [version.number == 1]
        if version.published_at
    ]


def _pledges() -> list[News]:
    """Later versions only: the first five are what joining is."""
    commitments = Commitment.objects.changed_by_current_members().order_by("-published_at")
    return [
        News(
            id=f"pledge-{commitment.membership_id}-{commitment.pledge.number}-{commitment.version}",
            at=commitment.published_at,
            organisation=str(organisation),
            title=f"{organisation} wrote pledge {commitment.pledge.number} anew",
            text=commitment.reason,
            path=reverse(
                "pledge_version",
                args=[organisation.slug, commitment.pledge.number, commitment.version],
            ),
        )
        for commitment in commitments[:MOST]
        for organisation in [commitment.membership.organisation]
        if commitment.published_at
    ]


def _reports() -> list[News]:
    return [
        News(
            id=f"report-{report.plan_id}-{report.number}-{report.version}",
            at=report.published_at,
            organisation=str(organisation),
            title=f"{organisation} {verb}: {report}",
            text=report.nothing_new or report.reason,
            path=reverse("report_version", args=[organisation.slug, report.number, report.version]),
        )
        for report in Report.objects.news()[:MOST]
        for organisation in [report.membership.organisation]
        for verb in ["corrected" if report.is_correction else "published"]
        if report.published_at
    ]


class NewsFeed(Feed):
    """Atom, with the addresses by which the pages are known for good."""

    feed_type = Atom1Feed
    title = f"{settings.PORTAL_NAME}: what is new"
    subtitle = "Organisations that joined, and the plans, reports and pledges they published"
    author_name = settings.PORTAL_NAME
    language = "en-GB"

    def link(self) -> str:
        return absolute(reverse("home"))

    def feed_url(self) -> str:
        return absolute(reverse("feed"))

    def feed_guid(self) -> str:
        return self.feed_url()

    def items(self) -> list[News]:
        return news()

    def item_title(self, item: News) -> str:
        return item.title

    def item_description(self, item: News) -> str:
        # Atom calls it HTML; what members typed is text.
        return escape(item.text)

    def item_link(self, item: News) -> str:
        return absolute(item.path)

    def item_guid(self, item: News) -> str:
        return item.tag

    def item_author_name(self, item: News) -> str:
        return item.organisation

    def item_pubdate(self, item: News) -> datetime:
        return item.at

    def item_updateddate(self, item: News) -> datetime:
        return item.at


as_atom: Callable[..., HttpResponse] = NewsFeed()


@login_not_required
@require_safe
@conditional_page
def feed(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """The same feed is not sent twice to a reader that has it."""
    return as_atom(request, **kwargs)
