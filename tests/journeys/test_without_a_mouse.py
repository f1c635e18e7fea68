"""What else an organisation's people and individuals do, by keyboard alone and without a script.

Each journey is a list of what they do, page by page; `takes` walks it.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.journeys import stage
from tests.journeys.keyboard_visitor import KeyboardVisitor
from tests.journeys.people import Person, link_in
from tests.journeys.portal import Portal
from tests.journeys.steps import (
    TODAY,
    when_they_ask_for_a_code,
    when_they_type_the_code_from_the_mail,
)
from tests.journeys.visitor import Answers, Choice, Visitor

LEAD = Person("Lena Keys", "Matron", stage.LEAD)
JOINER = Person("Jo Joiner", "Ward sister", "jo@keys.example")
INVITED = Person("Ivo Invited", "Midwife", "ivo@keys.example")
FOUNDER = Person("Flo Founder", "Registrar", "flo@college.example")
ALONE = Person("Ada Alone", "Porter", "ada@people.example")
COLLEGE = "College of Careful Typing"


class Link(str):
    """Follow a link."""

    __slots__ = ()


class Sees(str):
    """Find these words on the page."""

    __slots__ = ()


# A button is pressed after its form is filled in.
Step = Link | Sees | str | tuple[str, Answers]


def takes(visitor: Visitor, *steps: Step) -> None:
    for step in steps:
        match step:
            case Link():
                visitor.follows(str(step))
            case Sees():
                visitor.sees(str(step))
            case (button, answers):
                visitor.submits(button, answers)
            case _:
                visitor.presses(str(step))


@pytest.fixture(scope="module")
def staged(portal: Portal) -> Portal:
    portal.manage("shell", "-c", "from tests.journeys import stage; stage.set_up()")
    return portal


def signs_in(portal: Portal, visitor: Visitor, person: Person) -> None:
    when_they_ask_for_a_code(visitor, person)
    when_they_type_the_code_from_the_mail(portal, visitor, person)


def asks_to_join(portal: Portal, visitor: Visitor) -> None:
    """From the search, which says that the organisation is a member already."""
    visitor.opens("/sign-up/organisation/")
    takes(
        visitor,
        ("Search", {"Name, former name, ODS code or postcode": "keys tab"}),
        Sees("An organisation signs up once."),
        Link(f"ask to join the team of {stage.MEMBER}"),
        ("Send me a code", about(JOINER)),
    )
    when_they_type_the_code_from_the_mail(portal, visitor, JOINER)
    takes(visitor, "Ask to join the team", Sees("You asked on"))


def about(person: Person) -> Answers:
    return {
        "Full name": person.name,
        "Job title": person.job_title,
        "Work email address": person.email,
    }


def test_a_team(staged: Portal, arrives: Callable[..., Visitor]) -> None:
    """Asking to join, answering, inviting, accepting, a role, a hand-over, removing, leaving."""
    lead, joiner, invited = (arrives(KeyboardVisitor) for _ in range(3))
    asks_to_join(staged, joiner)
    signs_in(staged, lead, LEAD)
    takes(
        lead,
        Link(f"Your team at {stage.MEMBER}"),
        Link(f"Answer {JOINER.name}"),
        ("Send the answer", {"Which role should they have?": Choice("Editor")}),
        "Invite a colleague",
        (
            "Send the invitation",
            {"Their work email address": INVITED.email, "What will they do?": Choice("Viewer")},
        ),
        Sees(INVITED.email),
    )
    invited.opens(link_in(staged.mailbox.receive(INVITED.email, "Join the safety team").text))
    takes(invited, "Continue", ("Send me a code", {"Work email address": INVITED.email}))
    when_they_type_the_code_from_the_mail(staged, invited, INVITED)
    takes(
        invited,
        ("Join the team", {"Full name": INVITED.name, "Job title": INVITED.job_title}),
        Sees(stage.MEMBER),
    )
    lead.opens(lead.path)
    takes(
        lead,
        Link(f"Change role of {INVITED.name}"),
        ("Save the role", {"What will they do?": Choice("Lead")}),
        Link("Hand the lead over to a colleague"),
        (
            "Hand over",
            {
                "Who will take over?": Choice(JOINER.name),
                "From which date?": TODAY + timedelta(days=30),
                "What will you do then?": Choice("Stay on the team as an editor"),
            },
        ),
        Sees(f"{JOINER.name} takes over from {LEAD.name} as lead on"),
        "Cancel this hand-over",
        Link(f"Remove {JOINER.name}"),
        "Take off the team",
    )
    invited.opens("/dashboard/")
    takes(invited, Link(f"Your team at {stage.MEMBER}"), Link("Leave this team"), "Leave the team")


def test_a_membership(staged: Portal, arrives: Callable[..., Visitor]) -> None:
    """Advice, what a predecessor leaves, pausing, going on, leaving and coming back."""
    lead = arrives(KeyboardVisitor)
    why: Answers = {"Why? Everyone will be able to read this": "A move."}
    signs_in(staged, lead, LEAD)
    takes(
        lead,
        Link(f"Ask the campaign team for advice about {stage.MEMBER}"),
        ("Send to the campaign team", {"Your message": "What helps?"}),
        Sees("What helps?"),
    )
    lead.opens("/dashboard/")
    takes(
        lead,
        Link(f"What {stage.OLD} leaves to you"),
        Link("Decide : Pledge 1: Put safety first"),
        ("Save my decision", {"What will you do with it?": Choice("Carry")}),
        "That is all",
        Sees("This is settled."),
    )
    lead.opens("/dashboard/")
    takes(
        lead,
        Link(f"Membership of {stage.MEMBER} in the campaign"),
        Link("Pause your membership"),
        ("Pause our membership", why),
        Link("Go on after your pause"),
        "Go on with our membership",
        Link("Leave the campaign"),
        ("Leave the campaign", why),
        Link("Rejoin the campaign"),
        "Rejoin",
        Link("Pause your membership"),
    )


def test_a_sponsor(staged: Portal, arrives: Callable[..., Visitor]) -> None:
    """Asking for changes, and saying that it is another's organisation."""
    sponsor, lead = arrives(KeyboardVisitor), arrives(KeyboardVisitor)
    sponsor.opens(link_in(staged.mailbox.receive(stage.SPONSOR, stage.ASKED).text))
    changes: Answers = {
        "What would you like to do?": Choice("Ask for changes"),
        "What should change?": "Name the wards.",
    }
    takes(sponsor, ("Send my answer", changes), Sees("Your colleague has your comments"))
    sponsor.opens(link_in(staged.mailbox.receive(stage.SPONSOR, stage.DENIED).text))
    not_mine: Answers = {"What would you like to do?": Choice("This is not my organisation")}
    takes(sponsor, ("Send my answer", not_mine), Sees("This sign-up has been stopped"))
    signs_in(staged, lead, LEAD)
    takes(
        lead,
        Link(f"Go on with the sign-up of {stage.ASKED}"),
        Sees("Name the wards."),
        "Check your answers",
        "Send to your sponsor",
        "Take it back to change something",
        Link("End this sign-up"),
    )


def test_an_organisation_that_the_register_lacks(
    staged: Portal, arrives: Callable[..., Visitor]
) -> None:
    founder = arrives(KeyboardVisitor)
    founder.opens("/sign-up/organisation/?q=careful+typing")
    takes(
        founder,
        Link("Tell us what it is"),
        (
            "Continue",
            {
                "Name of the organisation": f"{COLLEGE} Keys Tab",
                "What kind of organisation is it?": Choice("Royal college"),
                "Town or city": "Keyham",
                "Postcode (optional)": "ZZ9 0ZZ",
                "Website, or a line on what it is": "It sets the examinations of typists.",
            },
        ),
        Sees("Is it one of these?"),
        Sees(stage.MEMBER),
        "It is none of these",
        ("Send me a code", about(FOUNDER)),
    )
    when_they_type_the_code_from_the_mail(staged, founder, FOUNDER)
    takes(
        founder,
        Sees("We will check this by hand."),
        "Start signing up",
        Sees("Do these in any order."),
    )


def test_a_person_alone(staged: Portal, arrives: Callable[..., Visitor]) -> None:
    """Pledging, reading the certificate, changing who reads it, leaving."""
    alone = arrives(KeyboardVisitor)
    alone.opens("/people/join/")
    pledge = "2. Continually learn"
    takes(
        alone,
        (
            "Send me a code",
            {
                "First name": "Ada",
                "Your role": ALONE.job_title,
                pledge: "I will ask.",
                "What may everyone read?": Choice("Nothing"),
                "Email address": ALONE.email,
            },
        ),
    )
    when_they_type_the_code_from_the_mail(staged, alone, ALONE)
    takes(
        alone,
        Sees("I will ask."),
        Link("See, change or withdraw your pledges"),
        Link("Change your pledges, details or who can read them"),
        ("Save", {pledge: "I will ask twice.", "What may everyone read?": Choice("My first name")}),
        Sees("I will ask twice."),
        Link("Leave the campaign"),
        "Leave and erase what I wrote",
    )
