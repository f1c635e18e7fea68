"""Somebody without a mouse, in a browser that runs no script."""

from playwright.sync_api import Locator, expect

from tests.journeys.visitor import Visitor

MOST_TABS = 150


class KeyboardVisitor(Visitor):
    """Somebody without a mouse, in a browser that runs no script."""

    javascript = False
    has_just_arrived = True

    def look_over(self) -> None:
        super().look_over()
        self.has_just_arrived = True

    def reaches(self, *targets: Locator) -> None:
        """Tab, after the skip link where that helps. A page after a form may begin behind it."""
        is_ahead = targets[0].locator("xpath=ancestor::main").count() and "#" not in self.page.url
        if self.has_just_arrived and is_ahead:
            self._moves_to("Tab", self.page.locator(".nhsuk-skip-link"), at_most=1)
            self.page.keyboard.press("Enter")
        self.has_just_arrived = False
        self._moves_to("Tab", *targets)

    def activates(self, target: Locator) -> None:
        self.page.keyboard.press("Enter")

    def types(self, box: Locator, text: str) -> None:
        self.reaches(box)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def chooses(self, choice: Locator) -> None:
        """Tab reaches a group of radio buttons; arrows move within it. A checkbox takes Space."""
        if choice.get_attribute("type") == "radio":
            name = choice.get_attribute("name")
            self.reaches(*self.page.locator(f"input[name='{name}']").all())
            self._moves_to("ArrowDown", choice)
        else:
            self.reaches(choice)
        self.page.keyboard.press("Space")
        expect(choice).to_be_checked()

    def selects(self, box: Locator, option: str) -> None:
        self.reaches(box)
        self.page.keyboard.type(option)
        expect(box.locator("option:checked")).to_have_text(option)

    def _moves_to(self, key: str, *targets: Locator, at_most: int = MOST_TABS) -> None:
        """Press the key until one of the targets has the focus."""
        places = [target.element_handle() for target in targets]
        for _ in range(at_most + 1):
            if any(place.evaluate("place => place === document.activeElement") for place in places):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{key} never leads to {targets} on {self.page.url}")
