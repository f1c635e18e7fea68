"""Every form of the sign-up and of the plan, sent empty."""

from collections.abc import Callable

from tests.journeys import steps
from tests.journeys.hasty_visitor import HastyVisitor
from tests.journeys.people import Person
from tests.journeys.portal import Portal
from tests.journeys.visitor import Visitor

LEAD = Person("Hal Haste", "Head of quality", "hal@haste.example")
SPONSOR = Person("Hope Sponsor", "Chief executive", "hope@haste.example")


def test_every_empty_form_says_what_to_do(portal: Portal, arrives: Callable[..., Visitor]) -> None:
    trust = portal.trusts[2]
    lead, sponsor = arrives(HastyVisitor), arrives(HastyVisitor)
    steps.given_a_recorded_mail_domain(portal, trust, "haste.example")

    steps.when_they_find_their_organisation(lead, trust)
    steps.when_they_say_who_they_are(lead, LEAD)
    steps.when_they_type_the_code_from_the_mail(portal, lead, LEAD)
    steps.when_they_start_the_sign_up(lead, trust, LEAD)
    steps.when_they_name_their_sponsor(lead, SPONSOR)
    steps.when_they_answer_the_five_pledges(lead)
    steps.when_they_say_that_a_plan_will_follow(lead)
    steps.when_they_check_their_answers_and_send_them(lead, SPONSOR)
    steps.when_the_sponsor_confirms(portal, sponsor, SPONSOR)

    steps.when_they_start_their_plan(lead, LEAD, trust)
    steps.when_they_write_about_the_plan(lead)
    steps.when_they_write_where_they_are_now(lead)
    steps.when_they_add_a_priority_with_its_aim(lead)
    steps.when_they_publish_the_plan(lead)
