"""Somebody brings the plan that they have in Word, and a colleague goes on placing it."""

import io
from collections.abc import Callable

import docx

from safety_portal.demo import people
from tests.journeys.keyboard_visitor import KeyboardVisitor
from tests.journeys.people import Person
from tests.journeys.portal import Portal
from tests.journeys.steps import (
    when_they_ask_for_a_code,
    when_they_type_the_code_from_the_mail,
)
from tests.journeys.visitor import Option, Visitor

NEXT = "Save and go to the next piece"


def a_document() -> bytes:
    document = docx.Document()
    document.add_heading("What worked", 1)
    document.add_paragraph("Ward rounds at night.")
    document.add_heading("Falls at home", 1)
    document.add_paragraph("Half of them are at night.")
    document.add_heading("Appendix", 1)
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("Measure", "Now", "Falls", "1.8"), strict=True):
        cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_document_is_placed_piece_by_piece(
    portal: Portal, arrives: Callable[..., Visitor]
) -> None:
    brings, goes_on = arrives(), arrives(KeyboardVisitor)
    person = Person(people.EDITOR.full_name, "", people.EDITOR.email)
    when_they_ask_for_a_code(brings, person)
    when_they_type_the_code_from_the_mail(portal, brings, person)
    brings.opens("/dashboard/")
    plan = brings.main.locator("a[href^='/plans/']").first.get_attribute("href") or ""
    brings.opens(plan)
    if brings.page.get_by_role("button", name="Start a new version").count():
        brings.presses("Start a new version")

    brings.opens(f"{plan}head-start/")
    brings.presses("Show me the pieces")
    brings.sees("Choose a Word document, or paste its text below")
    brings.page.locator("input[type=file]").set_input_files(
        {"name": "Our plan.docx", "mimeType": "application/octet-stream", "buffer": a_document()}
    )
    brings.presses("Show me the pieces")
    brings.sees("3 pieces still wait for a place.", "Tables were turned into lines")
    brings.presses("Place the first piece")
    brings.sees("We suggest “What worked over the last three years”, because the heading has")
    brings.presses(NEXT)

    # A colleague, without a mouse and without a script.
    goes_on.context.add_cookies(brings.context.cookies())  # type: ignore[arg-type]
    goes_on.opens(f"{plan}head-start/pieces/")
    goes_on.presses("Place the next piece")
    goes_on.submits(
        NEXT,
        {
            "Where does this belong?": Option("A new priority"),
            "Topic of the new priority": Option("Falls"),
        },
    )
    goes_on.sees_heading("Place piece 3 of 3")
    goes_on.submits(NEXT, {"Where does this belong?": Option("Not needed in the plan")})
    goes_on.sees("Each of them has its place.")
    goes_on.follows("I am finished with this document")
    goes_on.presses("I am finished")
    goes_on.sees("Falls at home")
    goes_on.opens(f"{plan}what-worked/")
    # Below what the draft says already.
    said = goes_on.page.locator("textarea").input_value().split("\n\n")
    assert said[-2:] == ["What worked", "Ward rounds at night."]
