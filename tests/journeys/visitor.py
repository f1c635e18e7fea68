"""Somebody in front of a browser, and what they must never meet there."""

import os
import re
import time
from datetime import date
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils.text import slugify
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
)

SCREENSHOTS = Path(settings.BASE_DIR) / "var" / "screenshots"
WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE_OPTIONS = {"runOnly": {"type": "tag", "values": WCAG_2_2_AA}, "resultTypes": ["violations"]}
DESK = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=320, height=640)
SECONDS_TO_SETTLE = 2.0
# The kinds of elements that a page is made of.
PARTS = """() => {
    const kinds = [...document.querySelectorAll("*")]
        .map(e => [e.tagName, e.getAttribute("class"), e.type, e.getAttribute("role")].join(" "));
    return [...new Set(kinds)].sort().join();
}"""
# What reaches over the right edge of a page that scrolls sideways.
TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.body.querySelectorAll("*")]
        .filter(e => e.getBoundingClientRect().right > width)
        .map(e => e.cloneNode(false).outerHTML);
}"""


class Choice(str):
    """A radio button or a checkbox, by how its label begins."""

    __slots__ = ()


class Option(str):
    """An entry of a select box."""

    __slots__ = ()


Answer = str | date | Choice | Option
Answers = dict[str, Answer]


class Visitor:
    """Somebody with a mouse and a browser of their own. Each page they come to is looked over."""

    javascript = True
    # What was looked over by anyone in this run.
    looked_over: ClassVar[set[tuple[str, str]]] = set()

    def __init__(self, browser: Browser, url: str) -> None:
        self.url = url
        # What nobody may ever see: errors in the console, scripts that fail, foreign requests.
        self.faults: list[str] = []
        self.context: BrowserContext = browser.new_context(
            base_url=url, viewport=DESK, java_script_enabled=self.javascript
        )
        self.context.set_default_timeout(20_000)
        self.context.on("request", self._note_request)
        self.context.on("response", self._note_response)
        self.context.on("console", self._note_console)
        self.context.on("weberror", lambda e: self._note(str(e.error)))
        self.page: Page = self.context.new_page()

    # --- What a visitor does ------------------------------------------------------------------

    def opens(self, address: str) -> None:
        """Type an address, or follow a link from a mail."""
        self.page.goto(address)
        self.look_over()

    def follows(self, link: str, *, within: Locator | None = None) -> None:
        self._goes_by((within or self.page).get_by_role("link", name=link, exact=True))

    def unfolds(self, summary: str) -> None:
        """Open what is folded away on a page."""
        target = self.main.locator("summary", has_text=summary)
        self.reaches(target)
        self.activates(target)

    def presses(self, button: str) -> None:
        self._goes_by(self.page.get_by_role("button", name=button, exact=True))

    def submits(self, button: str, answers: Answers, *, may_be_empty: bool = False) -> None:
        """Fill in the form of the page and send it. Most forms must not be sent empty."""
        for question, answer in answers.items():
            self.answers(question, answer)
        self.presses(button)

    def answers(self, question: str, answer: Answer) -> None:
        match answer:
            case Choice():
                group = self.page.get_by_role("group", name=question, exact=True)
                self.chooses(group.get_by_label(re.compile(rf"^\s*{re.escape(answer)}")))
            case Option():
                self.selects(self.page.get_by_label(question, exact=True), str(answer))
            case date():
                group = self.page.get_by_role("group", name=question, exact=True)
                for part, value in (("Day", answer.day), ("Month", answer.month)):
                    self.types(group.get_by_label(part, exact=True), str(value))
                self.types(group.get_by_label("Year", exact=True), str(answer.year))
            case str():
                self.types(self.page.get_by_label(question, exact=True), answer)

    def reaches(self, *targets: Locator) -> None:
        """Get to what is to be used next. A mouse is there at once."""

    def activates(self, target: Locator) -> None:
        target.click()

    def types(self, box: Locator, text: str) -> None:
        box.fill(text)

    def chooses(self, choice: Locator) -> None:
        choice.check()

    def selects(self, box: Locator, option: str) -> None:
        box.select_option(label=option)

    # --- What a visitor sees ------------------------------------------------------------------

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.main).to_contain_text(text)

    def sees_heading(self, heading: str) -> None:
        # A heading may begin with the organisation, as its caption.
        name = re.compile(rf"(^|\s){re.escape(heading)}$")
        expect(self.page.get_by_role("heading", level=1, name=name)).to_be_visible()

    def look_over(self) -> None:
        """Nothing on this page keeps anyone out. A page of the same parts is not done again."""
        self.fails_on_faults()
        if self.javascript:
            page = (re.sub(r"\d+", "0", self.path), self.page.evaluate(PARTS))
            if page not in self.looked_over:
                self.looked_over.add(page)
                self._has_no_barriers()
                self._fits_a_phone()

    def fails_on_faults(self) -> None:
        assert not self.faults, f"{self.page.url}: {self.faults}"

    def leaves(self) -> None:
        self.context.close()

    # --- How ----------------------------------------------------------------------------------

    def _goes_by(self, target: Locator) -> None:
        """Use a link or a button that leads to a page, and look that page over."""
        self.reaches(target)
        with self.page.expect_navigation():
            self.activates(target)
        self.look_over()

    def _has_no_barriers(self) -> None:
        found = Axe().run(self.page, options=AXE_OPTIONS)
        assert not found.violations_count, f"{self.page.url}\n{found.generate_report()}"

    def _fits_a_phone(self) -> None:
        self._photograph(DESK["width"])
        self.page.set_viewport_size(PHONE)
        # The menu makes room for itself in a moment.
        give_up_at = time.monotonic() + SECONDS_TO_SETTLE
        while too_wide := self.page.evaluate(TOO_WIDE):
            message = f"{self.page.url} scrolls sideways on a telephone: {too_wide}"
            assert time.monotonic() < give_up_at, message
        self._photograph(PHONE["width"])
        self.page.set_viewport_size(DESK)

    def _photograph(self, width: int) -> None:
        if os.environ.get("SCREENSHOTS") == "1":
            page = self.page.title().rpartition(" – ")[0]
            name = f"{slugify(page)[:80]}-{width}.png"
            self.page.screenshot(path=SCREENSHOTS / name, full_page=True)

    def _note(self, fault: str) -> None:
        self.faults.append(fault)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(message.text)

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme != "data" and address.hostname != "127.0.0.1":
            self._note(f"a request left the machine: {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400:
            self._note(f"{response.status} from {response.url}")
