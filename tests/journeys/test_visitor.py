"""The visitors themselves: they notice what nobody may meet, so that a quiet journey means something."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.journeys.hasty_visitor import HastyVisitor
from tests.journeys.keyboard_visitor import KeyboardVisitor
from tests.journeys.visitor import Answers, Visitor

HEAD = '<!DOCTYPE html><html lang="en"><head><title>Page</title></head>'
FORM = '<form><label>Name <input name="name"></label><button>Send</button></form>'
ANSWERS: Answers = {"Name": "Example"}
Shows = Callable[..., Visitor]


@pytest.fixture
def shows(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Shows:
    """A visitor to a portal of one page."""
    monkeypatch.setattr(Visitor, "looked_over", set())

    def show(
        body: str, kind: type[Visitor] = Visitor, *, status: int = 200, policy: str = ""
    ) -> Visitor:
        visitor = kind(browser, "http://127.0.0.1:1")
        visitor.context.set_default_timeout(2000)
        headers = {"Content-Security-Policy": policy} if policy else {}
        html = f"{HEAD}<body><main>{body}</main></body></html>"
        visitor.context.route(
            "http://127.0.0.1:1/**",
            lambda route: route.fulfill(
                status=status, headers=headers, content_type="text/html", body=html
            ),
        )
        return visitor

    return show


def test_page_without_fault(shows: Shows) -> None:
    visitor = shows(f"<h1>Page</h1>{FORM}")
    visitor.opens("/")
    visitor.submits("Send", ANSWERS)
    assert visitor.faults == []
    visitor.leaves()


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<script>console.error('a complaint')</script>", "a complaint"),
        ("<script>throw new Error('a failure')</script>", "a failure"),
        ('<img alt="" src="https://elsewhere.example/a.png">', "a request left the machine"),
        ("<h1>Page</h1><img src='data:,'>", "image-alt"),
        ('<input name="name">', "label"),
        ('<div style="width: 400px">Wide</div>', "scrolls sideways"),
    ],
)
def test_fault_is_noticed(shows: Shows, body: str, fault: str) -> None:
    visitor = shows(body)
    with pytest.raises(AssertionError, match=fault):
        visitor.opens("/")
    visitor.leaves()


def test_breach_of_the_content_policy_is_noticed(shows: Shows) -> None:
    visitor = shows('<p style="color: #111">Words</p>', policy="default-src 'self'")
    with pytest.raises(AssertionError, match="Content Security Policy"):
        visitor.opens("/")
    visitor.leaves()


def test_page_that_failed_is_noticed(shows: Shows) -> None:
    visitor = shows("<h1>Sorry</h1>", status=500)
    with pytest.raises(AssertionError, match="500 from"):
        visitor.opens("/")
    visitor.leaves()


def test_button_that_the_keyboard_cannot_reach_is_noticed(shows: Shows) -> None:
    skip_link = '<a class="nhsuk-skip-link" href="#name">Skip</a>'
    visitor = shows(f"{skip_link}{FORM.replace('<button', '<button tabindex=-1')}", KeyboardVisitor)
    visitor.opens("/")
    with pytest.raises(AssertionError, match="Tab never leads to"):
        visitor.submits("Send", ANSWERS)
    visitor.leaves()


def test_form_that_does_not_say_what_is_wrong_is_noticed(shows: Shows) -> None:
    visitor = shows(f"<h1>Page</h1>{FORM}", HastyVisitor)
    visitor.opens("/")
    with pytest.raises(AssertionError, match="Page"):
        visitor.submits("Send", ANSWERS)
    visitor.leaves()
