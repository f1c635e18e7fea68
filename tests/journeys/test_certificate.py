"""A member shows its badge on its own site, and whoever reads that site checks the certificate."""

import io
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from safety_portal.demo import people
from tests.journeys.people import Person
from tests.journeys.portal import Portal
from tests.journeys.steps import (
    when_they_ask_for_a_code,
    when_they_type_the_code_from_the_mail,
)
from tests.journeys.visitor import Visitor

ORGANISATION = "Harrowmere Hospitals NHS Foundation Trust"
STORE = (
    "from django.utils import timezone; from certificates.services import store_shown;"
    "store_shown(today=timezone.localdate())"
)


class OwnSite:
    """A member's own website, on another origin, with the strictest policies there are."""

    def __init__(self, portal_url: str) -> None:
        self.html = ""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200 if self.path == "/" else 204)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                policy = f"default-src 'none'; img-src {portal_url}"
                self.send_header("Content-Security-Policy", policy)
                # Nothing of another origin that does not say itself that it may be shown.
                self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
                self.end_headers()
                if self.path == "/":
                    self.wfile.write(site.html.encode())

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def own_site(portal: Portal) -> Iterator[OwnSite]:
    site = OwnSite(portal.url)
    yield site
    site.server.shutdown()
    site.server.server_close()


def test_a_badge_on_a_members_own_site(
    portal: Portal, arrives: Callable[..., Visitor], own_site: OwnSite
) -> None:
    lead = arrives()
    reader = arrives()
    when_a_lead_opens_the_page_of_the_certificate(portal, lead)
    when_they_copy_the_code_onto_their_site(lead, own_site)
    then_a_reader_of_that_site_sees_the_badge(reader, own_site)
    then_the_badge_leads_to_the_certificate(reader)
    then_the_certificate_prints_on_one_page(reader)
    then_the_lead_sees_that_it_was_shown(portal, lead)


def test_a_code_is_checked_from_paper(arrives: Callable[..., Visitor]) -> None:
    visitor = arrives()
    visitor.opens("/certificates/")
    visitor.submits("Check", {"Certificate code": "7K3"})
    visitor.sees("There is a problem", "A code has 10 or 12 letters and numbers")
    visitor.opens("/organisations/?q=harrowmere")
    visitor.follows(ORGANISATION)
    visitor.follows("Certificate")
    code = visitor.path.split("/")[2].lower().replace("-", " ")
    visitor.opens("/certificates/")
    visitor.submits("Check", {"Certificate code": code})
    visitor.sees("The Safety portal gave this certificate.")
    visitor.sees_heading(ORGANISATION)


def when_a_lead_opens_the_page_of_the_certificate(portal: Portal, lead: Visitor) -> None:
    person = Person(people.LEAD.full_name, "", people.LEAD.email)
    when_they_ask_for_a_code(lead, person)
    when_they_type_the_code_from_the_mail(portal, lead, person)
    lead.opens("/dashboard/")
    lead.follows(f"Certificate and badge of {ORGANISATION}")
    lead.sees("Not yet, as far as we know.")


def when_they_copy_the_code_onto_their_site(lead: Visitor, own_site: OwnSite) -> None:
    lead.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lead.page.get_by_role("button", name="Copy", exact=True).click()
    expect(lead.page.get_by_text("Copied", exact=True)).to_be_visible()
    copied = lead.page.evaluate("navigator.clipboard.readText()")
    own_site.html = (
        f'<!DOCTYPE html><html lang="en"><title>Our own site</title><main>{copied}</main>'
    )


def then_a_reader_of_that_site_sees_the_badge(reader: Visitor, own_site: OwnSite) -> None:
    reader.page.goto(own_site.url)
    name = f"{ORGANISATION} in the Safety portal: check our certificate"
    badge = reader.page.get_by_role("img", name=name)
    expect(badge).to_be_visible()
    expect(badge).to_have_js_property("complete", value=True)
    # Its own width: nothing when the picture was refused.
    expect(badge).to_have_js_property("naturalWidth", 320)
    reader.fails_on_faults()
    assert reader.context.cookies() == []


def then_the_badge_leads_to_the_certificate(reader: Visitor) -> None:
    with reader.page.expect_navigation():
        reader.page.get_by_role("link").click()
    reader.look_over()
    reader.sees("The Safety portal gave this certificate.")
    reader.sees_heading(ORGANISATION)


def then_the_certificate_prints_on_one_page(reader: Visitor) -> None:
    printed = PdfReader(io.BytesIO(reader.page.pdf(prefer_css_page_size=True)))
    text = " ".join(printed.pages[0].extract_text().split())
    assert (len(printed.pages), "Sign in" in text, "Put safety first" in text) == (1, False, True)


def then_the_lead_sees_that_it_was_shown(portal: Portal, lead: Visitor) -> None:
    portal.manage("shell", "--no-imports", "-c", STORE)
    lead.opens(lead.path)
    lead.sees("1 time in the last 30 days")
