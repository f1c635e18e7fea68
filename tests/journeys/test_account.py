"""A person looks after their own account, and in the end has it erased."""

from collections.abc import Callable

import pytest

from tests.journeys import steps
from tests.journeys.keyboard_visitor import KeyboardVisitor
from tests.journeys.people import Person, code_in
from tests.journeys.portal import Portal
from tests.journeys.visitor import Choice, Visitor

SECRET = "three random words"


@pytest.mark.parametrize("kind", [Visitor, KeyboardVisitor])
def test_account_from_first_sign_in_to_erasure(
    kind: type[Visitor], portal: Portal, arrives: Callable[..., Visitor]
) -> None:
    name = kind.__name__.lower()
    person = Person("Ash Account", "Nurse", f"{name}@account.example")
    moved = Person("Ash Account", "Nurse", f"{name}@moved.example")
    visitor = arrives(kind)
    given_somebody_with_an_account(portal, person)

    steps.when_they_ask_for_a_code(visitor, person)
    steps.when_they_type_the_code_from_the_mail(portal, visitor, person)
    when_they_give_their_name(visitor, person)
    when_they_change_their_address(portal, visitor, person, moved)
    when_they_add_a_password(portal, visitor, moved)
    then_one_session_is_listed(visitor)

    visitor.presses("Sign out")
    when_they_sign_in_with_the_password(visitor, moved)
    when_they_erase_their_account(visitor)
    then_only_a_last_mail_is_left(portal, visitor, moved)


def given_somebody_with_an_account(portal: Portal, person: Person) -> None:
    command = (
        "from django.utils import timezone; from accounts.services import register_person;"
        f"register_person(email='{person.email}', at=timezone.now())"
    )
    portal.manage("shell", "-c", command)


def when_they_give_their_name(visitor: Visitor, person: Person) -> None:
    visitor.follows("Your account")
    visitor.follows("Change your name")
    visitor.submits("Save and continue", {"Full name": person.name})
    visitor.sees_heading("Your account")
    visitor.sees(person.name)


def when_they_change_their_address(
    portal: Portal, visitor: Visitor, person: Person, moved: Person
) -> None:
    visitor.follows("Change your email address")
    visitor.submits("Send me a code", {"New email address": moved.email})
    visitor.sees_heading("Check your email")
    mail = portal.mailbox.receive(moved.email, "is your code for the safety portal")
    visitor.submits("Change my address", {"Six-digit code": code_in(mail.text)})
    visitor.sees_heading("Your account")
    visitor.sees(moved.email)
    portal.mailbox.receive(person.email, "Your email address for the safety portal has changed")


def when_they_add_a_password(portal: Portal, visitor: Visitor, person: Person) -> None:
    visitor.follows("Add a password")
    visitor.submits("Add this password", {"New password": SECRET, "New password again": SECRET})
    visitor.sees("You have one")
    portal.mailbox.receive(person.email, "You have a password")


def then_one_session_is_listed(visitor: Visitor) -> None:
    visitor.follows("See where you are signed in")
    visitor.sees_heading("Where you are signed in")
    visitor.sees("This one")
    assert visitor.main.get_by_role("button").count() == 1
    visitor.opens("/")


def when_they_sign_in_with_the_password(visitor: Visitor, person: Person) -> None:
    visitor.follows("Sign in")
    visitor.follows("Use a password or passkey instead")
    visitor.submits("Sign in", {"Work email address": person.email, "Password": SECRET})
    visitor.sees_heading("Your organisations")


def when_they_erase_their_account(visitor: Visitor) -> None:
    visitor.follows("Your account")
    visitor.follows("Erase my account")
    visitor.submits(
        "Erase my account",
        {"Are you sure?": Choice("Yes, erase my account")},
    )
    visitor.sees_heading("Your account has been erased")


def then_only_a_last_mail_is_left(portal: Portal, visitor: Visitor, person: Person) -> None:
    portal.mailbox.receive(person.email, "Your account has been erased")
    steps.when_they_ask_for_a_code(visitor, person)
    mail = portal.mailbox.receive(person.email, "Signing in to the safety portal")
    assert "Your code is" not in mail.text
