"""Drawing a driver diagram by keyboard alone, with the script and without."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from safety_portal.demo import people
from tests.journeys.keyboard_visitor import KeyboardVisitor
from tests.journeys.portal import Portal
from tests.journeys.test_every_page import signs_in
from tests.journeys.visitor import Option, Visitor

LINES = ["Staff", "Nights", "Rounds", "Lights", "Floors", "Socks"]
READ = "lines => lines.map(l => `${l.querySelector('label').innerText.split(' ').pop()} ${l.querySelector('input').value}`)"
TREE = ["1 Staff", "1.1 Nights", "1.1.1 Rounds", "1.1.2 Lights", "2 Floors", "2.1 Socks"]
# Words that reach over the edge of their box, as this browser draws them.
TOO_WIDE = """pictures => pictures.flatMap(p => [...p.querySelectorAll('rect + text')]).filter(text => {
    const words = text.getBBox(), box = text.previousElementSibling.getBBox();
    return words.x < box.x || words.x + words.width > box.x + box.width;
}).map(text => text.textContent)"""


def opens_an_empty_diagram(visitor: Visitor, title: str) -> None:
    """A new priority of the demo's own draft."""
    visitor.opens("/dashboard/")
    plan = visitor.page.locator("main a[href^='/plans/']").first.get_attribute("href")
    visitor.opens(str(plan))
    if visitor.page.get_by_role("button", name="Start a new version").count():
        visitor.presses("Start a new version")
    visitor.follows("Add another priority")
    visitor.submits(
        "Save and continue", {"What will you work on?": title, "Topic": Option("Falls")}
    )
    visitor.opens(f"{visitor.path}diagram/")


def outline(visitor: Visitor) -> list[str]:
    found: list[str] = visitor.page.locator(".portal-outline__line:has(details)").evaluate_all(READ)
    return found


def test_a_diagram_is_drawn_with_the_keyboard(
    portal: Portal, arrives: Callable[..., Visitor]
) -> None:
    visitor = arrives()
    signs_in(portal, visitor, people.EDITOR)
    opens_an_empty_diagram(visitor, "Fair treatment after an error")
    keys, said = visitor.page.keyboard, visitor.page.locator("[data-said]")
    for number, text in enumerate(LINES, start=1):
        keys.type(text)
        keys.press("Enter")
        expect(visitor.page.get_by_label(f"New primary driver {number + 1}")).to_be_focused()
    for text, steps in (("Nights", 1), ("Rounds", 2), ("Lights", 2), ("Socks", 1)):
        box = visitor.page.locator(f".portal-outline__text[value='{text}']")
        box.focus()
        for _ in range(steps):
            keys.press("Alt+ArrowRight")
            expect(said).to_have_text(re.compile(f"Moved “{text}” in"))
            expect(said).to_have_text(re.compile("secondary" if steps == 1 else "driver|idea"))
            expect(box).to_be_focused()
    assert outline(visitor) == TREE
    keys.press("Alt+ArrowUp")
    expect(said).to_have_text("Moved “Socks” up. It is now secondary driver 1.2.")
    keys.press("Alt+ArrowUp")
    expect(said).to_have_text("Moved “Socks” up. It is now secondary driver 1.1.")
    visitor.page.get_by_role("button", name="Undo: moved “Socks” up").press("Enter")
    expect(said).to_have_text("Undone.")
    # Words are saved while they are typed, and Tab goes on as everywhere.
    visitor.page.locator(".portal-outline__text[value='Staff']").fill("W" * 100)
    keys.press("Tab")
    expect(said).to_have_text(re.compile("^Saved by you at"))
    visitor.look_over()
    visitor.page.reload()
    assert outline(visitor) == [
        f"1 {'W' * 100}", *TREE[1:4], "1.2 Socks", "2 Floors",
    ]  # fmt: skip
    pictures = visitor.page.locator(".portal-diagram__picture")
    assert pictures.evaluate_all(TOO_WIDE) == []
    visitor.follows("Idea stage and PDSA cycles of “Rounds”")
    visitor.presses("Add a PDSA cycle")
    visitor.sees_heading("PDSA cycle 1")


def test_a_diagram_is_drawn_without_the_script(
    portal: Portal, arrives: Callable[..., Visitor]
) -> None:
    visitor = arrives(KeyboardVisitor)
    signs_in(portal, visitor, people.EDITOR)
    opens_an_empty_diagram(visitor, "Right medicines on the day of leaving")
    for text in LINES[:3]:
        expect(visitor.page.locator("[name=new_text]")).to_be_focused()
        visitor.page.keyboard.type(text)
        with visitor.page.expect_navigation():
            visitor.page.keyboard.press("Enter")
    for text, button in (
        ("Nights", "Make it a secondary driver"),
        ("Rounds", "Make it a secondary driver"),
        ("Rounds", "Make it a change idea"),
    ):
        menu = visitor.page.locator("summary", has_text=f"Change “{text}”")
        if not menu.evaluate("menu => menu.parentElement.open"):
            menu.press("Enter")
        with visitor.page.expect_navigation():
            visitor.page.get_by_role("button", name=f"{button} “{text}”", exact=True).press("Enter")
    visitor.look_over()
    assert outline(visitor) == ["1 Staff", "1.1 Nights", "1.1.1 Rounds"]
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name="Undo: moved “Rounds” in").press("Enter")
    assert outline(visitor) == ["1 Staff", "1.1 Nights", "1.2 Rounds"]
