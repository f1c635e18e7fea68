"""Suggestions while somebody types: by keyboard, by mouse, and without getting in the way."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.journeys.portal import Portal
from tests.journeys.visitor import Visitor

Arrives = Callable[..., Visitor]


def somebody_types(visitor: Visitor, text: str) -> tuple[Locator, Locator]:
    """The box with this text, and the suggestions under it."""
    visitor.opens("/sign-up/organisation/")
    box = visitor.page.get_by_role("combobox", name="Name, former name, ODS code or postcode")
    box.press_sequentially(text)
    return box, visitor.page.get_by_role("option")


def test_suggestion_chosen_by_keyboard(portal: Portal, arrives: Arrives) -> None:
    visitor, trust = arrives(), portal.trusts[3]
    box, options = somebody_types(visitor, trust.ods_code)
    expect(options).to_have_count(1)
    expect(options).to_contain_text(f"{trust.type},")
    expect(visitor.page.get_by_role("status")).to_have_text(
        "1 suggestion. Use up and down arrow keys to choose."
    )
    visitor.look_over()
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "id_q-list-0")
    expect(options).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    visitor.sees_heading("About you")
    visitor.sees(trust.name)


def test_arrow_keys_go_round_and_escape_leaves_what_was_typed(
    portal: Portal, arrives: Arrives
) -> None:
    visitor = arrives()
    box, options = somebody_types(visitor, "trust")
    expect(options.nth(1)).to_be_visible()
    last = f"id_q-list-{options.count() - 1}"
    for key, active in (("ArrowUp", last), ("ArrowDown", None), ("ArrowDown", "id_q-list-0")):
        box.press(key)
        assert box.get_attribute("aria-activedescendant") == active, key
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("trust")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Tab")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_suggestion_chosen_by_mouse_and_the_button_beside_them(
    portal: Portal, arrives: Arrives
) -> None:
    visitor, trust = arrives(), portal.trusts[3]
    _, options = somebody_types(visitor, trust.search)
    expect(options.first).to_be_visible()
    visitor.presses("Search")
    visitor.sees(f"({trust.ods_code})")
    _, options = somebody_types(visitor, trust.search)
    options.filter(has_text=f"({trust.ods_code})").click()
    visitor.sees_heading("About you")


def test_nothing_to_suggest_is_said(portal: Portal, arrives: Arrives) -> None:
    visitor = arrives()
    box, options = somebody_types(visitor, "xqzv")
    expect(visitor.page.get_by_role("status")).to_have_text("No suggestions.")
    expect(options).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
