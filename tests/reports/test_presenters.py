"""Numbers in words, and growth as a drawing."""

from datetime import date, timedelta

import pytest

from reports.presenters import Chart, Label, Mark, in_words, share, who
from reports.queries import Count, CoverageRow, Filters, Growth, Point
from tests.reports.test_forms import EVERYTHING


def test_no_filter_has_no_words() -> None:
    assert in_words(Filters()) == []


def test_each_filter_has_its_words() -> None:
    assert in_words(EVERYTHING) == [
        "Charity",
        "No region recorded",
        "Paused",
        "members on 31 May 2026",
        "joined from 1 April 2025",
        "joined up to 31 March 2026",
        "plan not published yet",
        "plan published from 15 June 2026",
        "pledges published",
        "heard from since 15 June 2025",
        "open in the register",
    ]


def test_the_other_answers_have_words_too() -> None:
    filters = Filters(region="Y56", has_plan=True, has_pledges=False, standing="CLOSED")
    assert in_words(filters) == [
        "London",
        "plan published",
        "pledges not published yet",
        "closed in the register",
    ]


@pytest.mark.parametrize(
    ("filters", "name"), [(Filters(), "Members today"), (Filters(state="PAUSED"), "Paused")]
)
def test_members_are_called_by_their_state(filters: Filters, name: str) -> None:
    assert who(filters) == name


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 10, "0%"),
        (1, 1000, "under 1%"),
        (1, 3, "33%"),
        (999, 1000, "over 99%"),
        (10, 10, "100%"),
    ],
)
def test_rounding_never_makes_some_none_or_most_all(part: int, whole: int, text: str) -> None:
    row = CoverageRow("Charity", Count(part, Filters()), Count(whole, Filters()))
    assert share(row) == text


def growth(*numbers: int) -> Growth:
    """One point a day."""
    days = (date(2026, 1, 1) + timedelta(days=n) for n in range(len(numbers)))
    return Growth(
        "month",
        tuple(Point(d, Count(n, Filters(on=d))) for d, n in zip(days, numbers, strict=True)),
    )


def chart(*numbers: int) -> Chart:
    drawn = Chart.of(growth(*numbers))
    assert drawn is not None
    return drawn


def test_no_growth_has_no_chart() -> None:
    assert Chart.of(growth()) is None


def test_one_point_stands_at_the_left() -> None:
    drawn = chart(3)
    assert (drawn.marks, drawn.segments) == ((Mark("5.70%", "6.00%", "1 January 2026: 3"),), ())


def test_points_lie_between_the_axes_by_day_and_number() -> None:
    marks = chart(0, 2, 4).marks
    assert [(m.x, m.y) for m in marks] == [
        ("5.70%", "86.00%"),
        ("51.85%", "46.00%"),
        ("98.00%", "6.00%"),
    ]


def test_segments_join_one_point_to_the_next() -> None:
    drawn = chart(1, 2, 3)
    first, second, third = drawn.marks
    assert drawn.segments == ((first, second), (second, third))


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, ["0", "1"]),
        (1, ["0", "1"]),
        (4, ["0", "1", "2", "3", "4"]),
        (7, ["0", "2", "4", "6", "8"]),
        (12, ["0", "5", "10", "15"]),
        (285, ["0", "100", "200", "300"]),
        (1_000_000, ["0", "500,000", "1,000,000"]),
    ],
)
def test_the_axis_has_few_round_numbers_and_room_for_all(most: int, ticks: list[str]) -> None:
    assert [tick.text for tick in chart(most).ticks] == ticks


def test_long_numbers_get_more_room() -> None:
    assert (chart(4).left, chart(40_000).left) == ("5.70%", "19.20%")


@pytest.mark.parametrize(
    ("points", "texts"),
    [
        (1, [("Jan 2026", "start")]),
        (3, [("Jan 2026", "start"), ("Jan 2026", "end")]),
        (70, [("Jan 2026", "start"), ("Feb 2026", "middle"), ("Mar 2026", "end")]),
    ],
)
def test_dates_stand_at_both_ends_and_half_way(points: int, texts: list[tuple[str, str]]) -> None:
    assert [(label.text, label.anchor) for label in chart(*range(points)).dates] == texts


def test_a_tick_is_a_label_at_its_height() -> None:
    assert chart(1).ticks == (Label("0", "86.00%"), Label("1", "6.00%"))


@pytest.mark.parametrize(("points", "dots"), [(30, True), (31, False)])
def test_a_long_line_has_small_dots(points: int, dots: bool) -> None:  # noqa: FBT001
    assert chart(*range(points)).with_dots is dots
