"""A difference on a page: it reads without colour, aloud, and does not run."""

import re

import pytest

from core.differences import difference
from core.marked import marked, marked_inline
from core.text import paragraphs


def shown(old: str, new: str) -> str:
    """The HTML, with what is struck through, underlined and said put short."""
    page = str(marked(difference(old, new)))
    hidden = '<span class="nhsuk-u-visually-hidden">'
    for tag, kind in (("del", "removed"), ("ins", "added")):
        page = page.replace(f'<{tag} class="portal-{kind}">{hidden}[{kind}: </span>', f"[{kind}: ")
        page = page.replace(f"{hidden}]</span></{tag}>", "]")
    return page.replace(' class="nhsuk-list nhsuk-list--bullet"', "")


@pytest.mark.parametrize(
    ("old", "new", "html"),
    [
        (
            "We will call families.",
            "We will visit families.",
            "<p>We will [removed: call] [added: visit] families.</p>",
        ),
        ("- one\n- three", "- one\n- two\n- three", "<ul><li>one</li><li>[added: two]</li><li>three</li></ul>"),
        ("- one\n- two", "- one", "<ul><li>one</li><li>[removed: two]</li></ul>"),
        ("One\nline", "One line", "<p>One <br>line</p>"),
        ("We listen.", "We listen.\n\nWe act.", "<p>We listen.</p>\n<p>[added: We act.]</p>"),
        ("- We listen", "We listen", "<ul><li>We listen</li></ul>"),
        ("by day.", "by night.", "<p>by [removed: day] [added: night].</p>"),
        ("", "", ""),
        ("a  b", "a b", "<p>a   b</p>"),
    ],
    ids=["words", "bullet in", "bullet out", "joined", "paragraph", "mark", "end", "nothing", "spaces"],
)  # fmt: skip
def test_a_change_is_marked_where_it_stands(old: str, new: str, html: str) -> None:
    assert shown(old, new) == html


@pytest.mark.parametrize("text", ["One.", "- a\n- b\n\nEnd", "A\nB\n\n• c\n* d\n", "  - spaced"])
def test_a_text_that_stayed_reads_as_on_its_own_page(text: str) -> None:
    assert str(marked(difference(text, text))) == str(paragraphs(text))


def test_each_change_is_struck_through_or_underlined_and_said_in_words() -> None:
    page = str(marked_inline(difference("day", "night")))
    assert page == (
        '<del class="portal-removed"><span class="nhsuk-u-visually-hidden">[removed: </span>day'
        '<span class="nhsuk-u-visually-hidden">]</span></del> '
        '<ins class="portal-added"><span class="nhsuk-u-visually-hidden">[added: </span>night'
        '<span class="nhsuk-u-visually-hidden">]</span></ins>'
    )


def test_what_people_typed_is_never_markup() -> None:
    nasty = '<script>alert(1)</script>{0} {tag} <b>"&'
    page = str(marked(difference(f"- {nasty}", f"{nasty}\n{nasty} more")))
    assert set(re.findall(r"<(\w+)", page)) == {"ul", "li", "p", "ins", "span"}
