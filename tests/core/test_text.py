"""What is refused, and how typed text, dates and counts are shown."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from core.text import (
    month,
    nhs_date,
    opening,
    paragraphs,
    plural,
    validate_name,
    validate_plain_text,
    validate_single_line,
)

SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "- <script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}",
    "&lt;script&gt;",
]


def refusal(text: str) -> str:
    with pytest.raises(ValidationError) as refused:
        validate_plain_text(text)
    return str(refused.value.code)


def test_lines_without_a_mark_are_one_paragraph() -> None:
    assert paragraphs("First line\nsecond line") == "<p>First line<br>second line</p>"


def test_an_empty_line_begins_a_new_paragraph() -> None:
    assert paragraphs("One\n\n \nTwo") == "<p>One</p>\n<p>Two</p>"


@pytest.mark.parametrize("mark", ["-", "*", "•", "–"])
def test_lines_with_a_bullet_mark_are_a_list(mark: str) -> None:
    assert paragraphs(f"{mark} one\n  {mark} two") == (
        '<ul class="nhsuk-list nhsuk-list--bullet"><li>one</li><li>two</li></ul>'
    )


def test_a_list_follows_a_paragraph_without_an_empty_line() -> None:
    assert paragraphs("We will:\r\n- listen\r\nand learn") == (
        "<p>We will:</p>\n"
        '<ul class="nhsuk-list nhsuk-list--bullet"><li>listen</li></ul>\n'
        "<p>and learn</p>"
    )


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("One line.", "One line."),
        ("We will:\r\n- listen\n\n  • learn", "We will: listen; learn"),
        ("abcd efgh ijkl mnop qrst", "abcd efgh ijkl mnop qrst"),
        ("abcd efgh ijkl mnop, qrstu", "abcd efgh ijkl mnop …"),
        ("", ""),
    ],
)
def test_an_opening_is_one_line_cut_between_words(typed: str, shown: str) -> None:
    assert opening(typed, longest=24) == shown


def test_an_empty_line_parts_two_lists() -> None:
    assert paragraphs("- one\n\n- two").count("<ul") == 2


def test_a_hyphen_without_a_space_is_no_bullet() -> None:
    assert paragraphs("-5 degrees") == "<p>-5 degrees</p>"


def test_nothing_typed_is_nothing_shown() -> None:
    assert paragraphs(" \n\n") == ""


@pytest.mark.parametrize("typed", SCRIPTS)
def test_typed_markup_is_escaped(typed: str) -> None:
    shown = paragraphs(typed)
    for ours in (
        "<p>",
        "</p>",
        "<li>",
        "</li>",
        "</ul>",
        '<ul class="nhsuk-list nhsuk-list--bullet">',
    ):
        shown = shown.replace(ours, "")  # type: ignore[assignment]
    assert ("<" in shown, ">" in shown) == (False, False)


def test_an_ampersand_is_escaped_once() -> None:
    assert paragraphs("Care & <b>kindness</b>") == ("<p>Care &amp; &lt;b&gt;kindness&lt;/b&gt;</p>")


def test_a_date_reads_as_on_nhs_uk() -> None:
    assert nhs_date(date(2026, 3, 3)) == "3 March 2026"


@pytest.mark.parametrize(
    ("utc", "london"),
    [
        (datetime(2026, 6, 14, 22, 59, tzinfo=UTC), "14 June 2026"),
        (datetime(2026, 6, 14, 23, 0, tzinfo=UTC), "15 June 2026"),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "31 December 2026"),
        (datetime(2027, 1, 1, 0, 0, tzinfo=UTC), "1 January 2027"),
    ],
)
def test_a_time_is_shown_as_the_date_in_london(utc: datetime, london: str) -> None:
    assert nhs_date(utc) == london


def test_a_month_is_the_month_in_london() -> None:
    assert month(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "July 2026"


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 plans"), (1, "1 plan"), (2, "2 plans"), (1204, "1,204 plans")],
)
def test_a_count_comes_with_its_noun(count: int, shown: str) -> None:
    assert plural(count, "plan") == shown


def test_a_noun_may_have_a_plural_of_its_own() -> None:
    assert (plural(1, "body", "bodies"), plural(3, "body", "bodies")) == ("1 body", "3 bodies")


@pytest.mark.parametrize("number", [0x00, 0x07, 0x1B, 0x7F, 0x85, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF])
def test_what_no_file_of_text_can_hold_is_refused(number: int) -> None:
    assert refusal(f"before{chr(number)}after") == "control_character"


@pytest.mark.parametrize("mark", [chr(n) for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))])
def test_marks_that_reorder_text_are_refused(mark: str) -> None:
    assert refusal(f"Harrow{mark}mere") == "direction_override"


@pytest.mark.parametrize(
    "text", ["\u200b", "\u200b\u200d\ufeff", "\u00ad", " \n\t", "\u2060 \u200c"]
)
def test_text_with_nothing_visible_is_refused(text: str) -> None:
    assert refusal(text) == "invisible"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "O’Neill",
        "عربي",
        "日本",
        "👩‍⚕️ care",
        "two\nlines\tand\r\na tab",
        "Zoe\u0308",
        "2 > 1 & £5",
    ],
)
def test_text_that_people_write_is_accepted(text: str) -> None:
    validate_plain_text(text)


@pytest.mark.parametrize("text", ["Lena\nBcc: all@example.org", "Lena\rLead", "\n"])
def test_a_line_break_in_a_single_line_is_refused(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_single_line(text)
    assert refused.value.messages == ["Enter this on one line."]


def test_a_single_line_is_accepted() -> None:
    validate_single_line("Lena Lead")


@pytest.mark.parametrize("name", ["Win at https://evil.example", "see WWW.evil.example", "a://b"])
def test_a_web_address_in_a_name_is_refused(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_name(name)
    assert refused.value.messages == ["Enter a name without a web address."]


def test_a_name_with_a_full_stop_is_accepted() -> None:
    validate_name("Dr. J. O'Neill-Smith, R.N.")
