"""A lead brings two years of data, reads the chart, says what happened, and types on in the grid."""

import re
from collections.abc import Callable
from datetime import date

from dateutil.relativedelta import relativedelta
from playwright.sync_api import expect

from safety_portal.demo import people
from tests.journeys.portal import Portal
from tests.journeys.test_every_page import signs_in
from tests.journeys.visitor import Choice, Option, Visitor

FALLS = [9, 8, 10, 9, 11, 8, 9, 10, 12, 9, 8, 10, 5, 4, 6, 5, 4, 5, 6, 4, 5, 4, 6, 5]
FIRST = date(2024, 1, 1)
PASTES = """(box, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def months() -> str:
    days = [FIRST + relativedelta(months=place) for place in range(len(FALLS))]
    return "\n".join(f"{day:%b-%y}\t{value}" for day, value in zip(days, FALLS, strict=True))


def test_two_years_become_a_chart_with_a_note_and_the_grid_goes_on(
    portal: Portal, arrives: Callable[..., Visitor]
) -> None:
    visitor = arrives()
    signs_in(portal, visitor, people.LEAD)
    plan = visitor.page.locator("main a[href^='/plans/']").first.get_attribute("href")
    visitor.opens(f"{plan}measures/add/")
    place = visitor.page.get_by_label("What does it measure?").locator("option").nth(1)
    visitor.submits(
        "Save the measure",
        {
            "What does it measure?": Option(place.inner_text()),
            "Name of the measure": "Falls on the way to the bathroom",
            "What kind of measure is it?": Choice("Process"),
            "Operational definition": "Every fall on the way, by month.",
            "Is it a count of events or people?": Choice("Yes"),
            "Which way should it go?": Choice("Lower"),
            "How often is there a value?": Choice("Every month"),
        },
    )
    visitor.presses("Add data")
    visitor.submits(
        "Check what would change",
        {"Paste or type two columns, the period and its value": months()},
    )
    visitor.presses("Save these values")
    visitor.sees("Control chart (XmR)", "Saved: 24 new periods.")
    visitor.follows("Add a note to the chart")
    visitor.submits(
        "Save the note",
        {
            "Which period is it about?": Option("January 2025"),
            "What happened then?": "Lights on every bed",
        },
    )
    visitor.sees("January 2025: Lights on every bed")
    visitor.follows("Calculate the limits anew from a period")
    visitor.submits(
        "Calculate them anew",
        {"From which period?": Option("January 2025"), "What changed then?": "Lights"},
    )
    visitor.sees("limits calculated anew. Lights")
    visitor.follows("Enter or correct single values")
    box = visitor.page.get_by_label
    keys, said = visitor.page.keyboard, visitor.page.locator("[data-said]")
    box("Value for December 2025").focus()
    for key, month in (
        ("Enter", "January 2026"), ("ArrowUp", "December 2025"), ("ArrowDown", "January 2026"),
        ("ArrowRight", "February 2026"), ("ArrowLeft", "January 2026"),
    ):  # fmt: skip
        keys.press(key)
        expect(box(f"Value for {month}")).to_be_focused()
    box("Value for January 2026").evaluate(PASTES, "3\r\n\r\n4\r\n5\r\n")
    expect(said).to_have_text(
        re.compile("Filled in: 3 values, from January 2026 to March 2026. 1 more did not fit")
    )
    box("Value for January 2026").evaluate(PASTES, "2026-01\t3\n2026-02\t4")
    expect(said).to_have_text(re.compile("more than one column"))
    assert [box(f"Value for {m} 2026").input_value() for m in ("January", "February", "March")] == [
        "3", "", "4",
    ]  # fmt: skip
    visitor.presses("Save the changes")
    visitor.sees("Saved: 2 new periods.", "Falls on the way to the bathroom")
