"""What a query asks for, and how the words that were found are shown."""

import pytest

from core.full_text import MOST_TERMS, PASSAGE, Wanted, marked, passage


@pytest.mark.parametrize(
    ("query", "terms", "unwanted"),
    [
        ("falls at night", ("falls", "at", "night"), ()),
        ('"night shift" falls', ("night shift", "falls"), ()),
        ("falls -night", ("falls",), ("night",)),
        ('falls -"night shift"', ("falls",), ("night shift",)),
        ("re-admission", ("re admission",), ()),
        ('"never closed', ("never closed",), ()),
        ("family's", ("family's",), ()),
        ("falls falls", ("falls",), ()),
        ("a & b | !c:* (d)", ("a", "b", "c", "d"), ()),
        ('- -- "" " \\ <>', (), ()),
        ("", (), ()),
    ],
)
def test_words_quotes_and_minus_are_read(
    query: str, terms: tuple[str, ...], unwanted: tuple[str, ...]
) -> None:
    wanted = Wanted.of(query)
    assert (wanted.terms, wanted.unwanted) == (terms, unwanted)


def test_a_query_of_many_words_is_cut() -> None:
    assert len(Wanted.of(" ".join(f"w{n}" for n in range(50))).terms) == MOST_TERMS


@pytest.mark.parametrize(
    ("query", "asks"),
    [("falls", True), ("the falls", True), ("the", False), ("-falls", False), ("?!", False)],
)
def test_common_words_and_a_minus_alone_ask_for_nothing(query: str, *, asks: bool) -> None:
    assert Wanted.of(query).asks is asks


@pytest.mark.parametrize("query", ["falls or night", 'a" or "b', "falls -night", "x:* & !y"])
def test_every_term_goes_to_the_database_in_quotes(query: str) -> None:
    outside = Wanted.of(query).as_query.split('"')[::2]
    assert set(outside) <= {"", " ", " -"}


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("learning", "We learn, learned, LEARNS.", ["learn", "learned", "LEARNS"]),
        ("learn", "Learning lessons", ["Learning"]),
        ("family", "families and family’s", ["families", "family’s"]),
        ("families", "A family", ["family"]),
        ("planning", "plans, planned, plants", ["plans", "planned"]),
        ("call", "calls recall called", ["calls", "called"]),
        ("call each", "Call. Each calls", ["Call", "Each", "calls"]),
        ('"call each"', "Call each; each call", ["Call each"]),
        ("St George's", "St George’s", ["St", "George’s"]),
        ("O'Neill", "O’Neill", ["O’Neill"]),
        ("ICU", "ICU, icus", ["ICU", "icus"]),
        ("A1 B2", "A1 and A11", ["A1"]),
        ("we will fall", "We will not fall", ["fall"]),
        ("*", "any", []),
    ],
)
def test_words_are_marked_with_other_endings_too(query: str, text: str, shown: list[str]) -> None:
    marks = marked(text, Wanted.of(query)).split("<mark>")[1:]
    assert [mark.partition("</mark>")[0] for mark in marks] == shown


def test_what_people_typed_is_escaped_around_the_marks_and_in_them() -> None:
    text = '<b>falls</b> & "falls" <mark>'
    assert marked(text, Wanted.of("falls")) == (
        "&lt;b&gt;<mark>falls</mark>&lt;/b&gt; &amp; &quot;<mark>falls</mark>&quot; &lt;mark&gt;"
    )


def test_a_short_text_is_shown_whole_on_one_line() -> None:
    assert passage("One:\n- two\n* three\n\nfour", Wanted.of("x")) == "One: • two • three  four"


def test_the_passage_is_around_the_first_word_found() -> None:
    text = f"{'before ' * 100}falls {'after ' * 100}"
    shown = passage(text, Wanted.of("falls"))
    assert (shown[:8], shown[-7:], shown.count("<mark>falls</mark>")) == ("… before", "after …", 1)
    assert len(shown) <= PASSAGE + len("… <mark></mark> …")


def test_without_a_word_to_mark_the_passage_is_the_beginning() -> None:
    shown = passage("word " * 100, Wanted.of("dying"))
    assert (shown[:4], shown[-6:], "mark" in shown) == ("word", "word …", False)


def test_near_the_end_the_passage_reaches_back() -> None:
    shown = passage(f"{'before ' * 100}falls", Wanted.of("falls"))
    assert (shown[-18:], len(shown) > PASSAGE - 10) == ("<mark>falls</mark>", True)


@pytest.mark.parametrize("text", ["x" * 1000, f"{'x' * 1000} falls", f"falls{'y' * 1000}"])
def test_a_text_without_spaces_is_cut_all_the_same(text: str) -> None:
    assert len(passage(text, Wanted.of("falls"))) <= PASSAGE + 20
