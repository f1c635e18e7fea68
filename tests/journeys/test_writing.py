"""Writing a pledge: saved as one types, shared with a colleague, pasted from a word processor."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys import steps
from tests.journeys.keyboard_visitor import KeyboardVisitor
from tests.journeys.people import Person
from tests.journeys.portal import Portal
from tests.journeys.visitor import Choice, Visitor

Arrives = Callable[..., Visitor]
SignUp = dict[str, Any]
LEAD = Person("Wanda Writer", "Head of quality", "wanda@writing.example")
TEXT = "What will your organisation do?"
PASTED = Path(__file__).parent / "pasted"
SECONDS_TO_SAVE = 20
SAVED = re.compile(r"^Saved at \d\d:\d\d$")
KEPT = (
    "We kept the words and the bullets, and made a line of each row of a table. "
    "Pictures and formatting were left out."
)


@pytest.fixture(scope="module")
def sign_up() -> SignUp:
    """Where the one sign-up of these tests is, once its lead has begun it."""
    return {}


def writer_at(
    portal: Portal, visitor: Visitor, sign_up: SignUp, number: int
) -> tuple[Locator, Locator]:
    """The box of one pledge, and the line that says what was saved."""
    if "path" in sign_up:
        visitor.context.add_cookies(sign_up["cookies"])
    else:
        trust = portal.trusts[4]
        steps.when_they_find_their_organisation(visitor, trust)
        steps.when_they_say_who_they_are(visitor, LEAD)
        steps.when_they_type_the_code_from_the_mail(portal, visitor, LEAD)
        steps.when_they_start_the_sign_up(visitor, trust, LEAD)
        sign_up["path"], sign_up["cookies"] = visitor.path, visitor.context.cookies()
    visitor.opens(f"{sign_up['path']}pledges/{number}/")
    return visitor.page.get_by_label(TEXT, exact=True), visitor.page.locator("[data-saved]")


def comes_back_to(visitor: Visitor, path: str, box: Locator, text: str) -> None:
    """The browser sends what was typed while the next page comes: a busy server may read that
    page's question first, so whoever comes back in the same second may have to come back again."""
    give_up_at = time.monotonic() + SECONDS_TO_SAVE
    visitor.opens(path)
    while box.input_value() != text and time.monotonic() < give_up_at:
        visitor.opens(path)
    expect(box).to_have_value(text)


def test_a_text_is_saved_while_it_is_typed(
    portal: Portal, arrives: Arrives, sign_up: SignUp
) -> None:
    visitor = arrives()
    box, status = writer_at(portal, visitor, sign_up, 1)
    box.press_sequentially("We will listen.\n- at night\n- by day")
    expect(status).to_have_attribute("role", "status")
    expect(status).to_have_text(SAVED)
    visitor.page.get_by_text("How it will look").click()
    expect(visitor.page.locator("[data-looks] li")).to_have_text(["at night", "by day"])
    visitor.look_over()
    visitor.page.reload()
    expect(box).to_have_value("We will listen.\n- at night\n- by day")
    visitor.submits("Save and continue", {"Is this new?": Choice("An extension")})
    visitor.sees_heading("Sign up to the pledges")


def test_what_was_typed_a_moment_ago_is_saved_when_the_page_is_left(
    portal: Portal, arrives: Arrives, sign_up: SignUp
) -> None:
    visitor = arrives()
    box, _ = writer_at(portal, visitor, sign_up, 2)
    box.press_sequentially("Left in a hurry.")
    visitor.follows("Back")
    comes_back_to(visitor, f"{sign_up['path']}pledges/2/", box, "Left in a hurry.")
    visitor.follows("Back")
    task = visitor.page.locator(".nhsuk-task-list__item").filter(has_text="Pledge 2")
    expect(task).to_contain_text("In progress")


def test_the_button_right_after_a_save_began_meets_no_conflict(
    portal: Portal, arrives: Arrives, sign_up: SignUp
) -> None:
    visitor = arrives()
    box, _ = writer_at(portal, visitor, sign_up, 1)
    with visitor.page.expect_request(lambda request: request.method == "POST"):
        box.press_sequentially(" And learn.")
    box.press_sequentially(" Always.")
    visitor.presses("Save and continue")
    visitor.sees_heading("Sign up to the pledges")


def test_two_windows_and_the_second_author_loses_nothing(
    portal: Portal, arrives: Arrives, sign_up: SignUp
) -> None:
    first, second = arrives(), arrives()
    box, status = writer_at(portal, first, sign_up, 3)
    other_box, other_status = writer_at(portal, second, sign_up, 3)
    box.press_sequentially("First words.")
    expect(status).to_have_text(SAVED)
    other_box.press_sequentially("Second words.")
    expect(other_status).to_contain_text("Not saved: You changed this on")
    second.look_over()
    second.answers("Is this new?", Choice("New because"))
    second.presses("Save and continue")
    second.sees("First words.", "Nothing is lost.")
    expect(other_box).to_have_value("Second words.")
    second.presses("Save and continue")
    second.sees("There is a problem")
    expect(other_box).to_have_value("Second words.")
    second.submits(
        "Save and continue",
        {
            f"{TEXT} – which do you want to keep?": Choice("Mine"),
            TEXT: "First words. Second words.",
        },
    )
    second.sees_heading("Sign up to the pledges")
    second.opens(f"{sign_up['path']}pledges/3/")
    expect(other_box).to_have_value("First words. Second words.")


def test_a_session_that_ended_is_said_and_loses_nothing(
    portal: Portal, arrives: Arrives, sign_up: SignUp
) -> None:
    visitor = arrives()
    box, status = writer_at(portal, visitor, sign_up, 4)
    visitor.context.clear_cookies(name="sessionid")
    box.press_sequentially("Typed at lunch.")
    expect(status).to_contain_text("Not saved: You are signed out.")
    visitor.presses("Save and continue")
    visitor.submits("Send me a code", {"Work email address": LEAD.email})
    steps.when_they_type_the_code_from_the_mail(portal, visitor, LEAD)
    expect(box).to_have_value("Typed at lunch.")
    expect(status).to_have_text(SAVED)


PASTE = """(box, html) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", "plain");
    const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
    return box.dispatchEvent(paste);
}"""
LIST = "Our promise is this:\n\n- We ask each family\n- We answer within a week\n\nThank you."
# There is a table in it.
FROM_WORD = LIST.replace("week\n", "week\n\nWard – 12\n")


def test_a_paste_keeps_paragraphs_and_bullets_alone(
    portal: Portal, arrives: Arrives, sign_up: SignUp
) -> None:
    visitor = arrives()
    box, _ = writer_at(portal, visitor, sign_up, 5)
    preview = visitor.page.get_by_role("region", name="What was pasted")
    status = visitor.page.get_by_role("status").filter(has_text="We kept")
    for program in ("word", "outlook", "outlook-web", "google-docs", "web-page"):
        box.fill("")
        box.evaluate(PASTE, (PASTED / f"{program}.html").read_text())
        pasted = FROM_WORD if program == "word" else LIST
        assert (program, box.input_value()) == (program, pasted)
        expect(status).to_have_text(KEPT)
        expect(preview.locator("li")).to_have_text(
            ["We ask each family", "We answer within a week"]
        )
    visitor.look_over()


def test_a_paste_is_taken_back_and_kept_by_keyboard(
    portal: Portal, arrives: Arrives, sign_up: SignUp
) -> None:
    visitor = arrives()
    box, _ = writer_at(portal, visitor, sign_up, 5)
    html = (PASTED / "word.html").read_text()
    undo, keep = (
        visitor.page.get_by_role("button", name=f"{name} what was pasted")
        for name in ("Undo", "Keep")
    )
    box.fill("Before. ")
    box.evaluate(PASTE, html)
    expect(box).to_have_value(f"Before. {FROM_WORD}")
    for _ in range(3):
        visitor.page.keyboard.press("Tab")
    expect(undo).to_be_focused()
    visitor.page.keyboard.press("Enter")
    expect(box).to_have_value("Before. ")
    expect(box).to_be_focused()
    box.evaluate(PASTE, html)
    for _ in range(2):
        visitor.page.keyboard.press("Tab")
    expect(keep).to_be_focused()
    visitor.page.keyboard.press("Space")
    expect(keep).to_have_count(0)
    expect(box).to_be_focused()
    expect(box).to_have_value(f"Before. {FROM_WORD}")


ODD_PASTES: list[tuple[str, str | None]] = [
    ("<p>Only a line</p>", None),
    ("<img src='x' onerror='alert(1)'><script>alert(2)</script>", None),
    ("<p>A &lt;b&gt; c style=x</p><p>d</p>", "A <b> c style=x\n\nd"),
    ("<table><tr><td>All of</td></tr><tr><td>a mail</td></tr></table>", "All of\n\na mail"),
    (
        "<p>Falls</p><table><tr><th>Ward</th><th>Now</th></tr>"
        "<tr><td><p>Elm\n ward</p></td><td>4.2</td></tr><tr><td></td></tr></table><p>After</p>",
        "Falls\n\nWard – Now\nElm ward – 4.2\n\nAfter",
    ),
    (
        "<table><tr><td><p>Dear all</p><p>Bye</p></td><td>"
        "<table><tr><td>a</td><td>b</td></tr></table></td></tr></table>",
        "Dear all\n\nBye\n\na – b",
    ),
    ("<ul><li>one<ul><li>two</li></ul></li></ul>", "- one\n- two"),
    ("<p>one<br>two</p>", "one\ntwo"),
]


def test_what_else_is_pasted(portal: Portal, arrives: Arrives, sign_up: SignUp) -> None:
    """Where there is nothing to keep but a line of words, the browser pastes as ever."""
    visitor = arrives()
    box, _ = writer_at(portal, visitor, sign_up, 5)
    for html, text in ODD_PASTES:
        box.fill("")
        left_to_the_browser = box.evaluate(PASTE, html)
        assert (html, left_to_the_browser, box.input_value()) == (html, text is None, text or "")


def test_without_a_script_an_error_loses_nothing_and_the_limit_is_said(
    portal: Portal, arrives: Arrives, sign_up: SignUp
) -> None:
    visitor = arrives(KeyboardVisitor)
    box, _ = writer_at(portal, visitor, sign_up, 4)
    visitor.sees("You can enter up to 3,000 characters")
    visitor.types(box, "Typed without a script.")
    visitor.presses("Save and continue")
    visitor.sees("There is a problem", "Choose whether this is new")
    visitor.opens(f"{sign_up['path']}pledges/4/")
    expect(box).to_have_value("Typed without a script.")
