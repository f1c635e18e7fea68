"""Somebody who makes every form complain."""

from collections.abc import Iterable

from playwright.sync_api import Browser, Locator, expect

from tests.journeys.visitor import Answers, Visitor


class HastyVisitor(Visitor):
    """Somebody who sends a form empty when they first meet it, before they fill it in."""

    def __init__(self, browser: Browser, url: str) -> None:
        super().__init__(browser, url)
        self.known_forms: set[tuple[str, ...]] = set()

    def submits(self, button: str, answers: Answers, *, may_be_empty: bool = False) -> None:
        form = (button, *answers)
        if form not in self.known_forms and not may_be_empty:
            self.known_forms.add(form)
            self.presses(button)
            self.is_told_what_to_do()
        super().submits(button, answers)

    def is_told_what_to_do(self) -> None:
        """The error summary has the focus, and each line in it leads to its field."""
        page = self.page
        assert page.title().startswith("Error: "), page.title()
        summary = page.locator(".nhsuk-error-summary")
        expect(summary).to_be_focused()
        for link in lines_of(summary):
            field = page.locator(link.get_attribute("href") or "none")
            link.click()
            expect(field).to_be_focused()
            # The field says the same, to those who see it and to those who hear it.
            message = link.inner_text()
            group = page.locator(".nhsuk-form-group--error").filter(has=field)
            expect(group.locator(".nhsuk-error-message").first).to_contain_text(message)


def lines_of(summary: Locator) -> Iterable[Locator]:
    links = summary.get_by_role("link").all()
    assert links, summary.inner_text()
    assert len(links) == summary.get_by_role("listitem").count()
    return links
