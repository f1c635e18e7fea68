"""A chart as shapes: where everything stands, and the words around it."""

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from django.template import engines

from improvement_plans.amounts import Measured
from improvement_plans.chart import Figure, Note, draw
from improvement_plans.chart.drawing import letter, shape
from improvement_plans.chart.scales import scale_of
from improvement_plans.chart.shapes import LetteredNote, Row
from improvement_plans.chart.time_axis import TimeAxis
from improvement_plans.periods import Period, named, read_period
from improvement_plans.spc import Observation, Value, Variation, Wanted, run_chart, xmr_chart
from tests.improvement_plans.spc.series import month_number, monthly

FALLS = Measured("Falls with harm", "per 1,000 bed days")
BASELINE: list[Value | None] = [9, 11] * 6


def figure_of(*values: Value | None, **options: Any) -> Figure:
    drawn = {name: options.pop(name) for name in ("notes", "from_zero") if name in options}
    measured = options.pop("measured", FALLS)
    options.setdefault("wanted", Wanted.LOWER)
    return draw(xmr_chart(monthly(values), **options), measured, **drawn)


def heights(path: str) -> list[float]:
    """The upright places of a path's points."""
    return [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", path)]


# --- The upright axis -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "from_zero", "highest", "labels"),
    [
        ([4.68, 15.32], True, None, ["0", "5", "10", "15", "20"]),
        ([82, 97], False, 100, ["80", "85", "90", "95", "100"]),
        ([82, 97], True, 100, ["0", "20", "40", "60", "80", "100"]),
        ([-3, 8], True, None, ["−5", "−2.5", "0", "2.5", "5", "7.5", "10"]),
        ([0.02, 0.11], True, None, ["0", "0.025", "0.05", "0.075", "0.1", "0.125"]),
        ([900, 2400], False, None, ["500", "1,000", "1,500", "2,000", "2,500"]),
        ([5, 5], False, None, ["4", "4.5", "5", "5.5", "6"]),
        ([100, 100], False, 100, ["99", "99.2", "99.4", "99.6", "99.8", "100"]),
        ([0], True, None, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ([7, 7], True, None, ["0", "2", "4", "6", "8"]),
    ],
)
def test_the_axis_counts_as_people_do_and_begins_at_nought(
    numbers: list[float], highest: float | None, labels: list[str], *, from_zero: bool
) -> None:
    scale = scale_of(numbers, from_zero=from_zero, top=20, bottom=260, highest=highest)
    assert [text for _, text in scale.ticks()] == labels
    assert all(20 <= scale.y(number) <= 260 for number in numbers)
    assert (scale.y(scale.low), scale.y(scale.high)) == (260, 20)


def test_an_axis_that_does_not_begin_at_nought_says_so() -> None:
    audits = Measured("Audits passed", "%", 0, 100)
    assert figure_of(*[90, 92] * 6, measured=audits).axis_note == ""
    assert figure_of(*[90, 92] * 6, measured=audits, from_zero=False).axis_note == (
        "The upright axis begins at 85, not at 0."
    )


def test_limits_that_a_measure_cannot_reach_are_not_drawn() -> None:
    assert len(figure_of(*[0, 4] * 6).wide.limits) == 1
    assert len(figure_of(*[0, 4] * 6, measured=Measured("Change", lowest=None)).wide.limits) == 2
    assert len(figure_of(*[90, 99] * 6, measured=Measured("Audits", "%", 0, 100)).wide.limits) == 1


# --- The axis of periods --------------------------------------------------------------------


def named_on_axis(periods: list[Period], width: float = 560) -> list[tuple[str, str]]:
    ticks = TimeAxis(periods, 0, width).ticks()
    places = [tick.at for tick in ticks]
    assert places == sorted(places)
    for before, after in pairwise(ticks):
        widest = max(len(before.label), len(after.label), 4 if after.second_line else 0)
        assert after.at - before.at >= widest * 7.2
    return [(tick.label, tick.second_line) for tick in ticks]


def every_day(first: date, count: int) -> list[Period]:
    labels = (str(first + timedelta(days=n)) for n in range(count))
    return [period for label in labels if (period := read_period(label))]


def read_all(labels: str) -> list[Period]:
    return [period for label in labels.split() if (period := read_period(label))]


def test_months_are_named_as_there_is_room() -> None:
    months = [month_number(n) for n in range(10, 140)]
    assert named_on_axis(months[:4]) == [("Nov", "2024"), ("Dec", ""), ("Jan", "2025"), ("Feb", "")]
    assert named_on_axis(months[:36])[:3] == [("Jan", "2025"), ("Apr", ""), ("Jul", "")]
    assert [label for label, _ in named_on_axis(months)] == [str(y) for y in range(2025, 2036)]
    assert [label for label, _ in named_on_axis(months, 240)] == [
        str(y) for y in range(2026, 2036, 2)
    ]
    assert named_on_axis(months[:1]) == [("Nov", "2024")]
    assert named_on_axis([]) == []


def test_quarters_are_named_where_the_points_are() -> None:
    quarters = read_all("2025-Q3 2025-Q4 2026-Q1 2026-Q2")
    assert named_on_axis(quarters) == [("Q3", "2025"), ("Q4", ""), ("Q1", "2026"), ("Q2", "")]
    by_month = read_all("2025-03 2025-06 2025-09 2026-03")
    assert named_on_axis(by_month) == [
        ("Mar", "2025"),
        ("Jun", ""),
        ("Sep", ""),
        ("Dec", ""),
        ("Mar", "2026"),
    ]


def test_days_and_weeks_are_named_by_date_or_by_month() -> None:
    assert named_on_axis(every_day(date(2026, 3, 1), 8))[:2] == [("1 Mar", "2026"), ("2 Mar", "")]
    assert named_on_axis(every_day(date(2026, 3, 1), 28))[1] == ("8 Mar", "")
    assert named_on_axis(every_day(date(2025, 11, 5), 143)) == [
        ("5 Nov", "2025"),
        *((day, "") for day in ("19 Nov", "3 Dec", "17 Dec", "31 Dec")),
        ("14 Jan", "2026"),
        *((day, "") for day in ("28 Jan", "11 Feb", "25 Feb", "11 Mar", "25 Mar")),
    ]
    weeks = [p for n in range(104) for p in every_day(date(2024, 1, 1) + timedelta(weeks=n), 1)]
    assert named_on_axis(weeks)[:2] == [("Jan", "2024"), ("Mar", "")]
    labelled = read_all(" ".join(f"{y}-W{w:02}" for y in (2024, 2025) for w in range(1, 53)))
    assert named_on_axis(labelled)[1:3] == [("Mar", ""), ("May", "")]
    assert named_on_axis(labelled[:4])[1] == ("8 Jan", "")
    assert named_on_axis(every_day(date(2001, 2, 3), 9000))[:2] == [("2002", ""), ("2004", "")]


def test_numbers_and_names_are_named_as_they_are() -> None:
    assert named_on_axis(read_all(" ".join(map(str, range(3, 61)))))[:2] == [("5", ""), ("10", "")]
    assert named_on_axis(read_all("3 4 5")) == [("3", ""), ("4", ""), ("5", "")]
    wards = [named("A very long name of a ward", 0), named("Ash", 1)]
    assert named_on_axis(wards) == [("A very long…", ""), ("Ash", "")]


# --- Points, lines and gaps -----------------------------------------------------------------


def test_points_stand_where_their_values_are() -> None:
    drawing = draw(run_chart(monthly([0, 10, 5])), FALLS).wide
    assert drawing.values == "M38.4 296L324.6 36L610.8 166"
    assert [(tick.at, tick.label) for tick in drawing.y_ticks] == [
        (296, "0"),
        (244, "2"),
        (192, "4"),
        (140, "6"),
        (88, "8"),
        (36, "10"),
    ]
    (median,) = drawing.centres
    assert (median.y, median.x1, median.x2) == (166, 26.4, 622.8)


def test_a_gap_breaks_the_line_whether_told_or_left_out() -> None:
    told = figure_of(9, 11, None, 9, 11, 9)
    series = [o for o in monthly([9, 11, None, 9, 11, 9]) if o.value is not None]
    left_out = draw(xmr_chart(series, wanted=Wanted.LOWER), FALLS)
    assert told.wide.values == left_out.wide.values
    assert re.findall("[ML]", told.wide.values) == list("MLMLL")


def test_meanings_have_shapes_of_their_own() -> None:
    figure = figure_of(*BASELINE, 17, 10, 3, 10, baseline=12)
    assert [(m.variation, m.path.count("M")) for m in figure.wide.marks] == [
        (Variation.COMMON_CAUSE, 14),
        (Variation.CONCERN, 1),
        (Variation.IMPROVEMENT, 1),
    ]
    assert len({shape(variation, 50, 50, 4) for variation in Variation}) == 4
    assert [(key.sample, key.text) for key in figure.legend] == [
        ("improvement", "Sign of improvement"),
        ("concern", "Sign of concern"),
        ("common cause", "Usual variation"),
        ("mean", "Average"),
        ("limit", "Limits"),
    ]


def test_each_segment_has_its_lines() -> None:
    figure = figure_of(*BASELINE, *[5, 6] * 6, rebases=[month_number(12)], target=4)
    first, second = figure.wide.centres
    assert first.x2 == second.x1
    assert first.y < second.y
    assert len(figure.wide.limits) == 4
    assert figure.wide.target == figure.wide.labels[2].y
    assert [(label.text, label.line) for label in figure.wide.labels] == [
        ("8.2", "limit"),
        ("5.5", "mean"),
        ("4", "target"),
        ("2.8", "limit"),
    ]
    assert figure.lines == (
        "From January 2024: average 10, lower limit 4.7, upper limit 15.3.",
        "From January 2025: average 5.5, lower limit 2.8, upper limit 8.2.",
    )


def test_numbers_at_the_ends_of_lines_do_not_cover_each_other() -> None:
    close = figure_of(*BASELINE, *[10, 10.1] * 6, rebases=[month_number(12)], target=10)
    places = [label.y for label in close.wide.labels]
    assert all(b - a >= 15 for a, b in pairwise(places))
    assert [label.text for label in figure_of(*[4] * 12).wide.labels] == ["4"]


def test_letters_above_the_plot_do_not_cover_each_other() -> None:
    notes = [
        Note(month_number(12), "Bay watch on every ward.", is_rebase=True),
        Note(month_number(2), "New falls assessment."),
        Note(month_number(3), "Short of staff."),
    ]
    figure = figure_of(*BASELINE, *[5, 6] * 6, rebases=[month_number(12)], notes=notes)
    for drawing, rows in ((figure.wide, {36}), (figure.narrow, {36, 58})):
        assert {flag.y for flag in drawing.flags} == rows
        assert [flag.letter for flag in drawing.flags] == ["A", "B", "C"]
        for one in drawing.flags:
            assert one.y + 18 <= drawing.top
            for other in drawing.flags:
                assert one is other or one.y != other.y or abs(one.x - other.x) >= 18
    # Limits begin anew between two periods.
    assert figure.wide.flags[2].x == figure.wide.centres[1].x1
    assert figure.notes == (
        LetteredNote("A", "March 2024", "New falls assessment.", is_rebase=False),
        LetteredNote("B", "April 2024", "Short of staff.", is_rebase=False),
        LetteredNote("C", "January 2025", "Bay watch on every ward.", is_rebase=True),
    )


def test_letters_go_on_after_z() -> None:
    assert [letter(place) for place in (0, 25, 26, 52)] == ["A", "Z", "A2", "A3"]


@pytest.mark.parametrize("count", [0, 1, 3, 12, 36, 130])
def test_everything_is_within_the_picture(count: int) -> None:
    figure = figure_of(*(9 + n % 3 for n in range(count)), target=3)
    for drawing in (figure.wide, figure.narrow):
        places = heights(drawing.values)
        assert len(places) == count
        assert all(drawing.top <= y <= drawing.bottom for y in places)
        assert all(drawing.left <= tick.at <= drawing.right for tick in drawing.x_ticks)
        ends = [drawing.right + 6 + 7.2 * len(label.text) for label in drawing.labels]
        assert max(ends) <= drawing.width


def test_a_name_at_the_edge_begins_there() -> None:
    series = [
        Observation(named(name, n), 4 * n)
        for n, name in enumerate(["Before we began", "After we began"])
    ]
    ticks = draw(run_chart(series), Measured("Falls")).narrow.x_ticks
    assert [(tick.label, tick.anchor) for tick in ticks] == [
        ("Before we b…", "start"),
        ("After we be…", "end"),
    ]


# --- The words ------------------------------------------------------------------------------


def test_titles_say_which_chart_and_when() -> None:
    assert figure_of(1, 2).title == (
        "Falls with harm. Control chart (XmR), January 2024 to February 2024."
    )
    assert draw(run_chart(monthly([1])), FALLS).title == "Falls with harm. Run chart, January 2024."
    assert draw(run_chart([]), FALLS).title == "Falls with harm. Run chart."


def test_the_table_says_what_the_shapes_do() -> None:
    figure = figure_of(
        *BASELINE, 16, None, 6, 6, measured=Measured("Falls", "%"), baseline=12, target=3
    )
    assert figure.rows[11:] == (
        Row("December 2024", "11%", ""),
        Row("January 2025", "16%", "Sign of concern: outside the limits"),
        Row("February 2025", "Not collected", ""),
        Row("March 2025", "6%", ""),
        Row("April 2025", "6%", ""),
    )
    rising = figure_of(*BASELINE, 9, 11, 12, 13, 14, 14.5, 15, 15.2, baseline=12).rows[-1]
    assert rising.shows == (
        "Sign of concern: near a limit, part of a trend, in a run on one side of the average"
    )
    run = draw(run_chart(monthly([1, 2, 3, 4, 5, 6, 7])), FALLS)
    assert run.rows[0].shows == "Unusual, neither good nor bad: part of a trend"
    assert run.lines == ("From January 2024: median 4.",)
    assert draw(run_chart(monthly([None])), FALLS).lines == ()
    assert figure_of(4).lines == ("From January 2024: average 4.",)


# --- The template ---------------------------------------------------------------------------


def rendered(figure: Figure) -> str:
    template = engines["jinja2"].from_string(
        '{% from "improvement_plans/_chart.html" import chart_figure %}'
        '{{ chart_figure(figure, "falls") }}'
    )
    return str(template.render({"figure": figure}))


def test_the_page_has_two_drawings_the_reading_and_the_table() -> None:
    figure = figure_of(
        *BASELINE,
        17,
        None,
        6,
        6,
        9,
        baseline=12,
        target=8,
        measured=Measured("Falls <b>", "per 1,000 bed days"),
        notes=[Note(month_number(3), "Fish & chips"), Note(month_number(12), "", is_rebase=True)],
    )
    page = rendered(figure)
    root = ElementTree.fromstring(f"<div>{page.replace('<br>', '')}</div>")
    svg = "{http://www.w3.org/2000/svg}"
    drawings = root.findall(f".//{svg}svg")
    assert [one.get("viewBox") for one in drawings] == ["0 0 640 340", "0 0 340 300"]
    ids = [found for element in root.iter() if (found := element.get("id"))]
    assert sorted(ids) == sorted(
        f"falls-{width}-{part}" for width in ("wide", "narrow") for part in ("title", "desc")
    )
    for one in drawings:
        assert [one.find(f"{svg}{tag}").text for tag in ("title", "desc")] == [  # type: ignore[union-attr]
            figure.title,
            figure.reading[0],
        ]
    caption = root.find(".//figcaption")
    assert caption is not None
    assert [text.strip() for text in caption.itertext() if text.strip()] == list(figure.reading)
    cells = [tuple((cell.text or "") for cell in row) for row in root.findall(".//tbody/tr")]
    noted = {3: "Note A", 12: "Sign of concern: outside the limits; note B"}
    assert cells == [
        (row.period, row.value, noted.get(place, row.shows))
        for place, row in enumerate(figure.rows)
    ]
    assert "April 2024: Fish &amp; chips" in page
    assert "January 2025: limits calculated anew." in page


def test_the_strictest_content_policy_draws_it() -> None:
    page = rendered(figure_of(*BASELINE, notes=[Note(month_number(3), "x")], target=4))
    assert re.findall(r"<script|<style|\sstyle=|\son\w+=|<image|href=", page) == []
