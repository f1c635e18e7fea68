"""A lead pastes two years of data, reads the chart, re-bases it, and tells how it goes.

The data with a mouse, the report by keyboard and without a script.
"""

from collections.abc import Callable

from dateutil.relativedelta import relativedelta
from playwright.sync_api import Locator

from tests.journeys.keyboard_visitor import KeyboardVisitor
from tests.journeys.people import Person
from tests.journeys.portal import Portal
from tests.journeys.steps import (
    TODAY,
    when_they_ask_for_a_code,
    when_they_type_the_code_from_the_mail,
)
from tests.journeys.visitor import Choice, Option, Visitor

LEAD = Person("Mirela Hathersedge", "", "mirela.hathersedge@casterbrook.example.net")
MEMBER = "/organisations/casterbrook-day-surgery-and-diagnostics-zz508/"
MONTHS = [TODAY.replace(day=1) - relativedelta(months=back) for back in range(24, 0, -1)]
# A year as it was, and a year after the change.
VALUES = [
    21,
    19,
    22,
    20,
    18,
    21,
    23,
    20,
    19,
    22,
    21,
    20,
    12,
    11,
    13,
    10,
    12,
    11,
    9,
    12,
    10,
    11,
    12,
    10,
]
ROWS = "\n".join(f"{month:%Y-%m},{value}" for month, value in zip(MONTHS, VALUES, strict=True))
STOPPED = "Text messages at seven in the evening. We stopped them."
PASTE = "Paste or type two columns, the period and its value"
# Signing in is not part of it.
MOST_ACTS = 60


class CountedVisitor(Visitor):
    """Counts what a person does: each click, each choice and each text is one."""

    acts = 0

    def activates(self, target: Locator) -> None:
        self.acts += 1
        super().activates(target)

    def types(self, box: Locator, text: str) -> None:
        self.acts += 1
        super().types(box, text)

    def chooses(self, choice: Locator) -> None:
        self.acts += 1
        super().chooses(choice)

    def selects(self, box: Locator, option: str) -> None:
        self.acts += 1
        super().selects(box, option)


class CountedKeyboardVisitor(CountedVisitor, KeyboardVisitor):
    """The same without a mouse; keys that only lead somewhere are not counted."""


def test_a_lead_goes_from_data_to_a_published_report(
    portal: Portal, arrives: Callable[..., Visitor]
) -> None:
    lead, writes = arrives(CountedVisitor), arrives(CountedKeyboardVisitor)
    when_they_ask_for_a_code(lead, LEAD)
    when_they_type_the_code_from_the_mail(portal, lead, LEAD)
    lead.acts = 0  # type: ignore[attr-defined]
    when_they_add_a_measure(lead)
    when_they_paste_two_years(lead)
    when_they_calculate_the_limits_anew(lead)
    when_they_make_it_public(lead)

    writes.context.add_cookies(lead.context.cookies())  # type: ignore[arg-type]
    when_they_write_and_publish_a_report(writes)
    then_everyone_reads_it_with_its_chart(arrives())
    assert lead.acts + writes.acts <= MOST_ACTS  # type: ignore[attr-defined]


def when_they_add_a_measure(lead: Visitor) -> None:
    lead.opens("/dashboard/")
    lead.follows("Safety improvement plan of Casterbrook Day Surgery and Diagnostics")
    lead.follows("Measures and their data")
    lead.follows("Add a measure to No scan result left unread")
    lead.submits(
        "Save the measure",
        {
            "Name of the measure": "Results nobody opened",
            "What kind of measure is it?": Choice("Outcome measure"),
            "Operational definition": "Flagged reports without an answer after 14 days.",
            "Which way should it go?": Choice("Lower is better"),
            "How often is there a value?": Choice("Every month"),
            "Is it a count of events or people?": Choice("Yes"),
        },
    )


def when_they_paste_two_years(lead: Visitor) -> None:
    lead.presses("Add data")
    lead.submits("Check what would change", {PASTE: ROWS})
    lead.sees("Nothing is saved yet.", "24 periods are new")
    lead.presses("Save these values")
    lead.sees("Control chart (XmR)", "Results nobody opened")


def when_they_calculate_the_limits_anew(lead: Visitor) -> None:
    lead.follows("Calculate the limits anew from a period")
    lead.submits(
        "Calculate them anew",
        {
            "From which period?": Option(f"{MONTHS[12]:%B %Y}"),
            "What changed then?": "A nurse telephones each ward every day.",
        },
    )
    lead.sees("limits calculated anew. A nurse telephones each ward every day.")


def when_they_make_it_public(lead: Visitor) -> None:
    lead.follows("Change who can read it")
    lead.submits(
        "Save",
        {
            "Should everyone be able to read this measure and its data?": Choice("Yes"),
            "Should counts under 5 be hidden from the public?": Choice("Yes"),
        },
    )


def when_they_write_and_publish_a_report(lead: Visitor) -> None:
    lead.opens("/dashboard/")
    lead.follows("Write a progress report for Casterbrook Day Surgery and Diagnostics")
    lead.presses("Start a report")
    lead.follows("No scan result left unread")
    lead.submits(
        "Save and continue",
        {
            "Is there something to tell of this priority?": Choice("Yes"),
            "Which word fits the work best today?": Choice("Spreading"),
            "What we did": "A nurse telephones each ward every day.",
            "What worked": "Wards look for the results before she calls.",
            "What did not work, or what we stopped": STOPPED,
            "What we will do next": "Two more clinics.",
        },
    )
    lead.follows("A better first night at home")
    lead.submits(
        "Save and continue",
        {
            "Is there something to tell of this priority?": Choice("No change this time"),
            "If there is no change: why?": "The trial runs until spring.",
        },
    )
    lead.follows("Preview the report as the public will see it")
    lead.sees(STOPPED, "The trial runs until spring.")
    lead.follows("Back to writing the report")
    lead.presses("Go on to publish")
    lead.submits("Publish the report", {"Why are you publishing this report?": "Our first."})
    lead.sees("Your report is public.")


def then_everyone_reads_it_with_its_chart(reader: Visitor) -> None:
    reader.opens(MEMBER)
    reader.page.locator("main a[href$='/reports/1/']").first.click()
    reader.sees(STOPPED, "Results nobody opened", "limits calculated anew.")
    reader.follows("“Results nobody opened” as it stands today")
    reader.sees("Progress reports that show it")
