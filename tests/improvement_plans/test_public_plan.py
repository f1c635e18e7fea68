"""The public page of a whole plan: its parts, their order, its queries; the PDF; the preview."""

import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from accounts.models import User
from core import pdf
from improvement_plans import services
from improvement_plans.models import Plan
from improvement_plans.presenters.pictures import downloads
from tests.conftest import NOW, TODAY, publish_anew
from tests.improvement_plans.whole import publish_whole, write_whole

ADDRESS = "/organisations/harrowmere-test-nhs-trust-zza01/plan/"
MOST_QUERIES = 13


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def headings(html: str) -> list[str]:
    main = html.partition("<main")[2].partition("</main>")[0]
    return [plain(found) for found in re.findall(r"<h[1-3][^>]*>.*?</h[1-3]>", main, re.DOTALL)]


def test_a_whole_plan_is_read_from_its_dates_to_its_versions(
    published_plan: Plan, lead: User, client: Client
) -> None:
    publish_whole(published_plan, lead)
    page = client.get(ADDRESS).content.decode()
    contents = page[page.index("nhsuk-contents-list") : page.index('id="about"')]
    assert [h.removesuffix(" zanzibarquartz") for h in headings(page)] == [
        "Harrowmere Test NHS Trust Safer nights",
        "Contents",
        "About this plan",
        "Where we are now",
        "What worked over the last three years",
        "What we will do differently",
        "How patients and staff were involved",
        "Priorities",
        "Priority 1 Priority 1",
        "Milestones",
        "What we want to learn",
        "Versions",
        "How to cite this version",
    ]
    anchors = re.findall(r'href="#([\w-]+)"', contents)
    assert [f'id="{anchor}"' in page for anchor in anchors] == [True] * 10
    said = plain(page)
    assert "Patients and staff have not taken part in writing this plan yet. We will ask" in said
    assert "Led by Matron zanzibarquartz" in said
    parts = [
        *("Why this matters here", "Who is affected differently"),
        *("How patients and families take part", "What makes harm more likely here"),
        *("Stress and tiredness", "Foundations of safer care it builds"),
    ]
    assert [part for part in parts if part not in said] == []


def test_diagrams_milestones_and_goals_are_read_in_public_and_in_the_preview(
    published_plan: Plan, lead: User, client: Client, client_for: Callable[[User], Client]
) -> None:
    draft = write_whole(published_plan, lead, priorities=2)
    key = draft.milestones.earliest("due_date").key
    given: dict[str, Any] = {"plan": published_plan, "by": lead, "at": NOW}
    services.record_done(key=key, done_date=TODAY, today=TODAY, **given)
    preview = client_for(lead).get(f"/plans/{published_plan.pk}/preview/").content.decode()
    publish_anew(published_plan, lead)
    public = client.get(ADDRESS).content.decode()
    for page, file in ((preview, r"/plans/\d+/priorities/\d+/diagram"), (public, r"diagram")):
        assert len(re.findall(r'<figure class="portal-diagram"', page)) == 2
        assert len(re.findall(file + r"\.(?:svg|png)\"", page)) == 2 * len(downloads())
        listed = (
            "The diagram as a list Primary driver: Line 1 zanzibarquartz Secondary driver: Line 2 "
            "zanzibarquartz Change idea: Line 3 zanzibarquartz Testing PDSA cycle 1 Plan Try "
            "zanzibarquartz Study Seen zanzibarquartz"
        )
        assert plain(page).count(listed) == 2
        assert (
            plain(page).count(
                "1 January 2027 Step 1 zanzibarquartz A step of: Priority 1 zanzibarquartz "
                "Reached on 15 June 2026 2 January 2027 Step 2 zanzibarquartz A step of: "
                "Priority 2 zanzibarquartz What we want to learn What zanzibarquartz? "
                "How we will share it By zanzibarquartz"
            )
            == 1
        )


def test_a_plan_of_six_priorities_takes_the_queries_of_one_and_no_more_than_thirteen(
    published_plan: Plan, lead: User, client: Client
) -> None:
    counts = []
    for priorities, lines in ((1, 3), (6, 12)):
        publish_whole(published_plan, lead, priorities=priorities, lines=lines)
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(ADDRESS).status_code == 200
        counts.append(len(captured))
    assert (counts[0] == counts[1], counts[1] <= MOST_QUERIES) == (True, True)


def test_a_preview_is_the_public_page_with_a_banner(
    published_plan: Plan, lead: User, client: Client, client_for: Callable[[User], Client]
) -> None:
    write_whole(published_plan, lead, priorities=2)
    preview = client_for(lead).get(f"/plans/{published_plan.pk}/preview/").content.decode()
    publish_anew(published_plan, lead)
    public = client.get(ADDRESS).content.decode()

    def text(html: str) -> str:
        return plain(html[html.index('id="now"') : html.index('id="versions"')])

    # A topic is a link once the plan is public.
    assert text(preview) == text(public)
    assert "This is a preview." in plain(preview)
    # Whoever writes the plan finds back to it from what everyone reads.
    back = f'<a href="/plans/{published_plan.pk}/">Task list of your plan</a>'
    own = client_for(lead).get(ADDRESS).content.decode()
    assert (back in own, back in public) == (True, False)


@pytest.mark.skipif(not pdf.is_available(), reason="needs Pango; there in CI")
def test_a_version_is_a_tagged_pdf_that_says_the_same(
    published_plan: Plan, lead: User, client: Client
) -> None:
    publish_whole(published_plan, lead, priorities=2)
    answer = client.get(f"{ADDRESS}versions/2/plan.pdf")
    document = PdfReader(io.BytesIO(answer.content))
    said = " ".join(" ".join(page.extract_text() for page in document.pages).split())
    root = document.trailer["/Root"]
    assert (answer["Content-Type"], root["/MarkInfo"]["/Marked"], str(root["/Lang"])) == (  # type: ignore[index]
        "application/pdf",
        True,
        "en-GB",
    )
    assert "pdfuaid" in root["/Metadata"].get_data().decode()  # type: ignore[index]
    for words in ("version 2", "Priority 2", "Families zanzibarquartz", "Contents"):
        assert words in said
    # Each diagram lies on its side on pages of its own, as a picture and as a list.
    wide = [page for page in document.pages if page.mediabox.width > page.mediabox.height]
    lists = ["The diagram as a list" in page.extract_text() for page in wide]
    boxes = ["Secondary drivers" in page.extract_text() for page in wide]
    assert (lists.count(True), boxes.count(True)) == (2, 2)
    assert '="plan-harrowmere' in answer["Content-Disposition"]
    # The same bytes again, without making them.
    again = client.get(f"{ADDRESS}versions/2/plan.pdf")
    assert (again.content, again["Cache-Control"]) == (answer.content, "public, no-cache")


def test_without_pango_no_pdf_is_offered_or_there(
    published_plan: Plan, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    page = client.get(ADDRESS)
    assert b".pdf" not in page.content
    assert client.get(f"{ADDRESS}versions/1/plan.pdf").status_code == 404


def test_a_draft_is_no_pdf(published_plan: Plan, lead: User, client: Client) -> None:
    write_whole(published_plan, lead)
    assert client.get(f"{ADDRESS}versions/2/plan.pdf").status_code == 404
